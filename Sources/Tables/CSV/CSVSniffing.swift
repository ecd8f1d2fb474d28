extension CSVReading {
  /// The separator that gives the first lines the same number of fields, and more than one.
  ///
  /// Where several do, the one with the most fields; where none does, the one that splits the first line most. Comma
  /// where nothing splits it.
  func sniffedSeparator() throws(Trouble) -> CSV.Separator {
    var source = try ByteSource(origin)
    let size = 1 << 16
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    defer { buffer.deallocate() }
    var filled = 0
    while filled < size {
      let count = try source.read(into: buffer + filled, count: size - filled)
      if count == 0 { break }
      filled += count
    }
    let sample = UnsafeBufferPointer(start: buffer, count: filled)
    var best = (separator: CSV.Separator.comma, isEven: false, fields: 1)
    for separator in CSV.Separator.allCases {
      let counts = fieldCounts(sample, separator.rawValue, isWhole: filled < size)
      guard let fields = counts.first, fields > 1 else { continue }
      let isEven = counts.allSatisfy { $0 == fields }
      if (isEven && !best.isEven) || (isEven == best.isEven && fields > best.fields) {
        best = (separator, isEven, fields)
      }
    }
    return best.separator
  }

  /// How many fields each of the first records would have; at most 100 records, a cut last one left out.
  private func fieldCounts(
    _ sample: UnsafeBufferPointer<UInt8>, _ separator: UInt8, isWhole: Bool
  ) -> [Int] {
    var counts: [Int] = []
    var (fields, isInside, isBlank) = (1, false, true)
    for byte in sample {
      if byte == Byte.quote { isInside.toggle() }
      if !isInside, Byte.endsLine(byte) {
        if !isBlank { counts.append(fields) }
        (fields, isBlank) = (1, true)
        if counts.count == 100 { return counts }
        continue
      }
      isBlank = false
      if !isInside, byte == separator { fields += 1 }
    }
    if !isBlank, isWhole || counts.isEmpty { counts.append(fields) }
    return counts
  }
}
