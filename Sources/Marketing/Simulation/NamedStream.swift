import Statistics

extension RandomStream {
  /// The stream of an ingredient, by its name: adding a draw to one leaves the others alone.
  ///
  /// The stream's number is the 64-bit FNV-1a hash of the name (Fowler, Noll, Vo; its offset and prime).
  init(seed: UInt64, named name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.init(seed: seed, stream: hash)
  }
}

/// A stationary series of mean 0 and standard deviation 1, for shocks of such, that keeps a share of itself: zₜ = φ zₜ₋₁ + √(1 − φ²) εₜ.
func persistent(_ shocks: [Double], memory: Double) -> [Double] {
  let fresh = (1 - memory * memory).squareRoot()
  var series: [Double] = []
  for shock in shocks {
    series.append(series.last.map { memory * $0 + fresh * shock } ?? shock)
  }
  return series
}
