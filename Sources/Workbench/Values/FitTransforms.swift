import Figures
import Marketing
import Notebooks
import Tables

extension FitValue {
  /// The fields that say how spend becomes effect.
  static let transformPatterns: [Kind.FieldPattern] = [
    ("retention.<channel>", "Share of the effect that stays from one period to the next."),
    ("peak.<channel>", "Periods after which a delayed effect is largest."),
    ("shape.<channel>", "Shape of a Weibull carryover."),
    ("scale.<channel>", "Scale of a Weibull carryover in periods, or of a logarithm in units."),
    ("saturation_scale.<channel>", "Scale of a logarithm beside a Weibull carryover, in units."),
    ("half.<channel>", "Half-point of the saturation, in multiples of the unit."),
    ("slope.<channel>", "Slope of the Hill saturation; above 1 the curve is S-shaped."),
    ("power.<channel>", "Power of a root saturation."),
    ("half_life.<channel>", "Periods after which half of the effect has worn off."),
    ("mean_lag.<channel>", "Mean delay of the effect, in periods."),
    ("half_point.<channel>", "Steady spend a period that has half of the largest effect, money."),
    ("unit.<channel>", "Money that counts as 1 in the saturation."),
    ("roi_low.<channel>", "Lower end of the 90% interval of the return, by resampling."),
    ("roi_high.<channel>", "Upper end of the 90% interval of the return, by resampling."),
  ].map { Kind.FieldPattern($0.0, $0.1) }

  /// How each channel's spend becomes effect, one row a channel: `channel adstock half_life saturation half_point`.
  var transformTable: Table {
    let channels = fit.channelNames
    let transforms = channels.indices.map { fit.design.transform(ofChannel: $0) }
    let largest = fit.training.spend.map { $0.values.max() ?? 0 }
    return Table([
      Column("channel", texts: channels),
      Column("adstock", texts: transforms.map(\.adstock.described)),
      Column("half_life", numbers: transforms.map { $0.adstock.halfLife ?? .nan }),
      Column("saturation", texts: transforms.map(\.saturation.described)),
      Column(
        "half_point",
        numbers: zip(transforms, largest).map { transform, largest in
          transform.saturation == .none ? .nan : transform.halfPoint(upTo: largest) ?? .nan
        }),
    ])
  }

  /// The transforms as shown; nil where spend works in proportion and at once.
  var transformOutput: TableOutput? {
    let isPlain = fit.channelNames.indices.allSatisfy { index in
      let transform = fit.design.transform(ofChannel: index)
      return transform.adstock == .none && transform.saturation == .none
    }
    guard !isPlain else { return nil }
    return TableOutput(
      transformTable.withoutEmptyColumns, title: "How spend becomes effect",
      formats: ["half_life": .decimals(1), "half_point": .significant(3)],
      note: ["half_life is in periods, half_point in money a period.", fit.search?.described]
        .compactMap(\.self).joined(separator: " "))
  }
}

extension Adstock {
  /// As in a cell: `geometric(retention: 0.7)`.
  var described: String { call(kindName, parameters) }
}

extension Saturation {
  /// As in a cell: `hill(half: 1.2, slope: 1)`.
  var described: String { call(kindName, parameters) }
}

private func call(_ word: String, _ parameters: [TransformParameter]) -> String {
  guard !parameters.isEmpty else { return word }
  let numbers = parameters.map { "\($0.name): \(NumberFormat.significant(3).text($0.value))" }
  return "\(word)(\(numbers.joined(separator: ", ")))"
}

extension TransformSearch.Record {
  /// How many settings were tried of what, in a sentence.
  var described: String {
    let ways: String
    switch method {
    case .grid: ways = "a grid of \(trials.count) settings"
    case .gradient(let starts): ways = "descent from \(starts) starts"
    case .robyn: return "Found by the search; front and plot hyperparameters show the others."
    }
    let shown = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
    return "The best of \(ways) over \(shown)." + describedEdges
  }

  /// Which values of the best are the smallest or the largest that were tried: a wider range may hold a better one.
  private var describedEdges: String {
    // The ends of a descent are not those of its ranges.
    guard case .grid = method else { return "" }
    let atEdge = names.indices.filter { index in
      let tried = trials.map { $0.values[index] }
      guard let low = tried.min(), let high = tried.max(), low < high else { return false }
      return [low, high].contains(trials[best].values[index])
    }
    guard let first = atEdge.first else { return "" }
    let listed = atEdge.map { names[$0] }.joined(separator: ", ")
    return atEdge.count == 1
      ? " \(names[first]) lies at the end of what was tried: widen its range."
      : " \(listed) lie at the ends of what was tried: widen their ranges."
  }
}
