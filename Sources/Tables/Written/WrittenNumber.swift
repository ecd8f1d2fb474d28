/// What is written in a cell of numbers, without currency and sign.
enum WrittenNumber {
  case blank
  case digits(WrittenDigits)
  /// With an exponent, as programs write large numbers.
  case scientific(Double)
  case other

  /// The number, NaN for a blank; nil where there is none.
  func number(commaEnds: Bool) -> Double? {
    switch self {
    case .blank: .nan
    case .digits(let digits): digits.number(commaEnds: commaEnds)
    case .scientific(let number): number
    case .other: nil
    }
  }

  init(_ cell: String) {
    var bytes = WrittenNumber.plain(cell)
    // "$ -" is how accountants write that there is nothing.
    let bare = bytes.filter { $0 != Byte.space && $0 != WrittenNumber.dollar }
    guard !bare.isEmpty, !WrittenNumber.nothings.contains(bare) else {
      self = .blank
      return
    }
    // Longer texts are no numbers, and need not be looked at again and again.
    guard bytes.count <= 60, let isNegative = WrittenNumber.takeOrnaments(&bytes) else {
      self = .other
      return
    }
    if let number = WrittenNumber.scientific(bytes) {
      // There is no zero below zero.
      self = .scientific(isNegative && number != 0 ? -number : number)
    } else if let digits = WrittenDigits(bytes, isNegative: isNegative) {
      self = .digits(digits)
    } else {
      self = .other
    }
  }

  /// The cell in capitals, blanks of any kind as one space and none at the ends, any sign of money as `$`, minus signs of
  /// print as hyphens.
  private static func plain(_ cell: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in cell.unicodeScalars {
      if scalar.isASCII, scalar.value > 32 {
        let byte = UInt8(scalar.value)
        let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        bytes.append(isSmall ? byte - 32 : byte)
      } else if scalar.properties.isWhitespace {
        if let last = bytes.last, last != Byte.space { bytes.append(Byte.space) }
      } else if scalar.properties.generalCategory == .currencySymbol {
        bytes.append(dollar)
      } else if scalar == "\u{2212}" || scalar == "\u{2013}" || scalar == "\u{2014}" {
        bytes.append(Byte.minus)
      } else if scalar == "\u{2019}" {
        bytes.append(apostrophe)
      } else {
        bytes += Array(String(scalar).utf8)
      }
    }
    if bytes.last == Byte.space { bytes.removeLast() }
    return bytes
  }

  static let apostrophe = UInt8(ascii: "'")
  private static let dollar = UInt8(ascii: "$")

  // MARK: - What stands around digits

  /// Takes sign, brackets and currency off; whether the number is below zero, or nil where there are two signs.
  private static func takeOrnaments(_ bytes: inout [UInt8]) -> Bool? {
    var signs: [Bool] = []
    var currencies = 0
    while true {
      let before = bytes.count
      if bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") {
        // Books write what is owed in brackets.
        bytes = Array(bytes.dropFirst().dropLast())
        signs.append(true)
      }
      takeEmptyCents(&bytes)
      if let sign = takeSign(&bytes) { signs.append(sign) }
      if takeCurrency(&bytes) { currencies += 1 }
      while bytes.first == Byte.space { bytes.removeFirst() }
      while bytes.last == Byte.space { bytes.removeLast() }
      if bytes.count == before { break }
    }
    // "US$ 5 USD" says it twice; more is something else.
    guard signs.count <= 1, currencies <= 2 else { return nil }
    return signs.first ?? false
  }

  /// `12.–` and `12,--` are whole amounts: the dash stands where cents would.
  private static func takeEmptyCents(_ bytes: inout [UInt8]) {
    let dashes = bytes.reversed().prefix { $0 == Byte.minus }.count
    guard (1...2).contains(dashes), bytes.count > dashes + 1 else { return }
    let mark = bytes[bytes.count - dashes - 1]
    guard mark == Byte.point || mark == Byte.comma, bytes[bytes.count - dashes - 2] &- 48 <= 9
    else { return }
    bytes.removeLast(dashes + 1)
  }

  /// Takes a sign off one end, whether it is a minus; nil where there is none.
  private static func takeSign(_ bytes: inout [UInt8]) -> Bool? {
    if bytes.first == Byte.minus || bytes.first == UInt8(ascii: "+") {
      return bytes.removeFirst() == Byte.minus
    }
    guard bytes.count > 1, bytes.last == Byte.minus else { return nil }
    bytes.removeLast()
    return true
  }

  /// Takes the sign or the code of a currency off one end.
  private static func takeCurrency(_ bytes: inout [UInt8]) -> Bool {
    for code in currencies {
      if bytes.starts(with: code) {
        bytes.removeFirst(code.count)
        return true
      }
      if bytes.count > code.count, bytes.suffix(code.count).elementsEqual(code) {
        bytes.removeLast(code.count)
        return true
      }
    }
    // South Africa's rand stands before the amount; behind it an R is no money.
    if bytes.count > 1, bytes[0] == UInt8(ascii: "R"), bytes[1] == Byte.space || bytes[1] &- 48 <= 9
    {
      bytes.removeFirst()
      return true
    }
    return false
  }

  private static let nothings = Set(
    ["-", "--", "---", "N/A", "#N/A", "NA", "NAN", "NULL", "NONE", "(NOTSET)"].map {
      Array($0.utf8)
    })

  /// Longer ones first: none begins with one before it.
  private static let currencies = [
    "US$", "CA$", "AU$", "NZ$", "HK$", "MX$", "NT$", "R$", "A$", "C$", "S$", "$", "USD", "EUR",
    "GBP", "JPY", "CNY", "INR", "KRW", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN",
    "CZK", "HUF", "BRL", "MXN", "ZAR", "TRY", "SGD", "HKD", "RUB", "AED", "ILS", "THB", "IDR",
    "MYR", "PHP", "SFR.", "SFR", "FR.", "FR", "KR.", "KR", "RS.", "RS", "Zł", "Kč", "FT", "TL",
  ].map { Array($0.utf8) }

  // MARK: - Exponents

  /// `1.5E+06`, by whatever mark; no hexadecimal, no infinity.
  private static func scientific(_ bytes: [UInt8]) -> Double? {
    let parts = bytes.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
    guard parts.count == 2, bytes.count <= 40,
      let first = parts[0].first, first &- 48 <= 9 || first == Byte.point || first == Byte.comma,
      parts[0].allSatisfy({ $0 &- 48 <= 9 || $0 == Byte.point || $0 == Byte.comma }),
      parts[0].count(where: { $0 &- 48 > 9 }) <= 1
    else { return nil }
    let marked = bytes.map { $0 == Byte.comma ? Byte.point : $0 }
    guard let number = Double(String(decoding: marked, as: UTF8.self)), number.isFinite else {
      return nil
    }
    return number
  }
}

/// Digits with points, commas, spaces and apostrophes between them.
struct WrittenDigits {
  enum Reading {
    case whole
    case decimalPoint
    case decimalComma
    /// One point with three digits behind it.
    case openPoint
    /// One comma with three digits behind it.
    case openComma
  }

  let reading: Reading
  private let bytes: [UInt8]
  private let isNegative: Bool

  /// Nil where anything but digits and separators is there.
  init?(_ bytes: [UInt8], isNegative: Bool) {
    self.isNegative = isNegative
    self.bytes = bytes
    guard !bytes.isEmpty, bytes.count <= 40, bytes.contains(where: WrittenDigits.isDigit),
      bytes.allSatisfy({ WrittenDigits.isDigit($0) || WrittenDigits.separators.contains($0) })
    else { return nil }
    reading = WrittenDigits.reading(of: bytes)
  }

  private static let separators: [UInt8] = [
    Byte.point, Byte.comma, Byte.space, WrittenNumber.apostrophe,
  ]
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 <= 9 }

  private static func reading(of bytes: [UInt8]) -> Reading {
    let points = bytes.count { $0 == Byte.point }
    let commas = bytes.count { $0 == Byte.comma }
    switch (points, commas) {
    case (0, 0): return .whole
    case (1..., 1...):
      return bytes.lastIndex(of: Byte.point) ?? 0 > bytes.lastIndex(of: Byte.comma) ?? 0
        ? .decimalPoint : .decimalComma
    // Several of one kind can only group thousands; then the other kind ends the whole part.
    case (2..., 0): return .decimalComma
    case (0, 2...): return .decimalPoint
    default:
      // Where blanks or apostrophes group thousands there are more than three digits before the mark.
      let place = bytes.firstIndex { $0 == Byte.point || $0 == Byte.comma } ?? 0
      let isGroup =
        bytes.count - place - 1 == 3 && (1...3).contains(place) && bytes[0] != UInt8(ascii: "0")
      if points == 1 { return isGroup ? .openPoint : .decimalPoint }
      return isGroup ? .openComma : .decimalComma
    }
  }

  /// The number, where the whole part ends at a comma or at a point; its own evidence goes before the column's.
  func number(commaEnds: Bool) -> Double? {
    let ends: UInt8
    switch reading {
    case .whole: ends = 0
    case .decimalPoint: ends = Byte.point
    case .decimalComma: ends = Byte.comma
    case .openPoint, .openComma: ends = commaEnds ? Byte.comma : Byte.point
    }
    let parts = bytes.split(
      separator: ends, maxSplits: .max, omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, WrittenDigits.isGrouped(whole) else {
      return nil
    }
    let fraction = parts.count > 1 ? parts[1] : []
    guard fraction.allSatisfy(WrittenDigits.isDigit) else { return nil }
    let digits = whole.filter(WrittenDigits.isDigit)
    guard !digits.isEmpty || !fraction.isEmpty else { return nil }
    let text =
      String(decoding: digits.isEmpty ? [48] : digits, as: UTF8.self)
      + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    return Double(text).map { isNegative && $0 != 0 ? -$0 : $0 }
  }

  /// Whether one kind of sign groups thousands as anywhere in the world: by three, in India by two before the last three.
  private static func isGrouped(_ whole: ArraySlice<UInt8>) -> Bool {
    let groups = whole.split(omittingEmptySubsequences: false) { !isDigit($0) }
    guard groups.count > 1, let first = groups.first, let last = groups.last else { return true }
    let middle = groups.dropFirst().dropLast()
    return Set(whole.filter { !isDigit($0) }).count == 1 && last.count == 3
      && ((1...3).contains(first.count) && middle.allSatisfy { $0.count == 3 }
        || (1...2).contains(first.count) && middle.allSatisfy { $0.count == 2 })
  }
}
