/// Draws of named quantities by several chains of the same length.
public struct Draws: Sendable, Hashable, Codable {
  /// The quantities' names.
  public let names: [String]
  /// The number of chains.
  public let chains: Int
  /// The number of draws of each chain.
  public let length: Int
  /// All draws: quantity by quantity, within it chain by chain, within that in the order they were drawn.
  public let values: [Double]

  /// Draws in the order of ``values``.
  public init(names: [String], chains: Int, length: Int, values: [Double]) {
    precondition(
      values.count == names.count * chains * length,
      "\(values.count) values for \(names.count) × \(chains) × \(length)")
    self.names = names
    self.chains = chains
    self.length = length
    self.values = values
  }

  /// The number of draws of each quantity, all chains together.
  public var count: Int { chains * length }

  /// The place of a quantity; nil where there is none of that name.
  public func index(of name: String) -> Int? { names.firstIndex(of: name) }

  /// The draws of a quantity, chain after chain.
  public func pooled(_ quantity: Int) -> ArraySlice<Double> {
    values[(quantity * count)..<((quantity + 1) * count)]
  }

  /// The draws of a quantity, one array a chain.
  public func byChain(_ quantity: Int) -> [[Double]] {
    (0..<chains).map { chain in
      let start = quantity * count + chain * length
      return Array(values[start..<(start + length)])
    }
  }

  /// One draw of all quantities: draw `index` of all chains, counted chain after chain.
  public func draw(_ index: Int) -> [Double] {
    names.indices.map { values[$0 * count + index] }
  }
}
