#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One feature of the model: a function of the data that becomes one column of the design.
///
/// All that depends on what a feature *is* stands in this type: its name, its column, the part of sales that it belongs to,
/// and, for a channel, how it answers to spend. Carryover and saturation come in here, as values that a channel's term
/// carries; the design, the fitters, contributions and returns do not change with them.
public enum MixTerm: Sendable, Hashable, Codable {
  /// The spend of the channel of that index.
  case channel(Int)
  /// The control of that index.
  case control(Int)
  /// Periods since the first fitted row.
  case linearTrend
  /// One wave of the season: `harmonic` cycles in `period` rows' periods.
  case wave(Wave, harmonic: Int, period: Double)

  /// The two waves of a Fourier pair.
  public enum Wave: String, Sendable, Hashable, Codable {
    /// Sine: 0 at the first fitted row.
    case sine = "sin"
    /// Cosine: 1 at the first fitted row.
    case cosine = "cos"
  }

  /// The part of sales that a feature belongs to.
  public var part: SalesPart {
    switch self {
    case .channel(let index): .channel(index)
    case .control(let index): .control(index)
    case .linearTrend: .trend
    case .wave: .season
    }
  }

  /// The feature's name: the column's, or `trend`, `season_sin_1`.
  public func name(in data: MixData) -> String {
    switch self {
    case .channel(let index): data.channels[index].name
    case .control(let index): data.controls[index].name
    case .linearTrend: "trend"
    case .wave(let wave, let harmonic, _): "season_\(wave.rawValue)_\(harmonic)"
    }
  }

  /// The feature's column, one number a row.
  ///
  /// - Parameters:
  ///   - data: The rows.
  ///   - positions: Each row's place in time, in periods since the first fitted row.
  /// - Returns: The column, one number a row.
  public func column(of data: MixData, at positions: [Double]) -> [Double] {
    switch self {
    case .channel(let index): data.channels[index].values
    case .control(let index): data.controls[index].values
    case .linearTrend: positions
    case .wave(let wave, let harmonic, let period):
      positions.map { position in
        let angle = 2 * Double.pi * Double(harmonic) * position / period
        return wave == .sine ? sin(angle) : cos(angle)
      }
    }
  }

  /// How the sum of the feature over the rows changes when all its channel's spend rises in proportion, in units of the
  /// feature for each unit of money: the derivative Σ ∂f/∂ln x / Σ x at today's spend.
  ///
  /// 1 for the spend itself; nil for what is no channel, or where nothing was spent.
  public func responseToSpend(in data: MixData) -> Double? {
    guard case .channel(let index) = self else { return nil }
    return data.channels[index].values.contains { $0 > 0 } ? 1 : nil
  }
}

/// A part of sales: what contributions are reported by.
public enum SalesPart: Sendable, Hashable, Codable {
  /// What would be sold without all that the model knows of.
  case intercept
  /// Slow growth or decline.
  case trend
  /// What comes back every cycle.
  case season
  /// The control of that index.
  case control(Int)
  /// The channel of that index.
  case channel(Int)

  /// Whether marketing has no hand in it.
  public var isBaseline: Bool {
    if case .channel = self { false } else { true }
  }
}
