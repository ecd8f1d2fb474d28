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
