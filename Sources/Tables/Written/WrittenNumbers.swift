/// Numbers as people and advertising platforms write them: `$1,234.50`, `1.234,50 €`, `(12.00)`, `1 234`, `USD 5`.
///
/// Whether a point or a comma ends the whole part is decided for the column: cells that can be read in one way only
/// (`1,234.50`, `12,5`, `1.234.567`) outvote the open ones (`1,234`). Where no cell decides, `1,234` is read as 1234 and
/// `1.234` as itself, and ``isAssumed`` says so. Blanks, dashes and the usual words for nothing are missing; what is left is
/// listed in ``unread``, never guessed.
///
/// Cost: O(characters).
public struct WrittenNumbers: Sendable, Hashable {
  /// One number a cell; NaN where the cell is missing or unread.
  public let values: [Double]
  /// The places, from 0, of cells that hold something but no number.
  public let unread: [Int]
  /// Whether open cells were read without any cell that decides.
  public let isAssumed: Bool
  /// How numbers are written, where cells decide and agree: with a comma or with a point before the fraction.
  public let foundStyle: CSV.NumberStyle?

  /// Reads a column.
  ///
  /// - Parameters:
  ///   - cells: The cells as written; nil is missing.
  ///   - style: How numbers are written; nil lets the column decide.
  public init(_ cells: [String?], style: CSV.NumberStyle? = nil) {
    let bodies = cells.map { $0.map(Body.init) ?? .blank }
    var (points, commas, open) = (0, 0, 0)
    for case .digits(let digits) in bodies {
      switch digits.reading {
      case .decimalPoint: points += 1
      case .decimalComma: commas += 1
      case .open: open += 1
      case .whole: break
      }
    }
    let commaEnds = style.map { $0 == .decimalComma } ?? (commas > points)
    isAssumed = style == nil && open > 0 && points == commas
    foundStyle =
      commas > 0 && points == 0 ? .decimalComma : points > 0 && commas == 0 ? .plain : nil
    var values: [Double] = []
    var unread: [Int] = []
    values.reserveCapacity(bodies.count)
    for (place, body) in bodies.enumerated() {
      let number = body.number(commaEnds: commaEnds)
      values.append(number ?? .nan)
      if number == nil { unread.append(place) }
    }
    self.values = values
    self.unread = unread
  }
}

/// What is written in a cell, without currency, blanks and sign.
private enum Body {
  case blank
  case digits(Digits)
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
    var bytes = Body.plain(cell)
    guard !bytes.isEmpty, !Body.nothings.contains(bytes) else {
      self = .blank
      return
    }
    var isNegative = false
    if bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") {
      isNegative = true
      bytes = Array(bytes.dropFirst().dropLast())
    }
    // The sign stands before the currency or behind it, in books also behind the number.
    isNegative = Body.takeSign(&bytes) != isNegative
    for code in Body.currencies {
      if bytes.starts(with: code) {
        bytes.removeFirst(code.count)
        break
      }
      if bytes.count > code.count, bytes.suffix(code.count).elementsEqual(code) {
        bytes.removeLast(code.count)
        break
      }
    }
    isNegative = Body.takeSign(&bytes) != isNegative
    if bytes.contains(UInt8(ascii: "E")), bytes.first.map({ $0 &- 48 <= 9 }) ?? false,
      bytes.count <= 40, let number = Double(String(decoding: bytes, as: UTF8.self)),
      number.isFinite
    {
      self = .scientific(isNegative ? -number : number)
      return
    }
    guard let digits = Digits(bytes, isNegative: isNegative) else {
      self = .other
      return
    }
    self = .digits(digits)
  }

  /// The cell in capitals without blanks of any kind and without currency signs; minus signs of print as hyphens.
  private static func plain(_ cell: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in cell.unicodeScalars {
      if scalar.isASCII {
        let byte = UInt8(scalar.value)
        switch byte {
        case 9, 32, UInt8(ascii: "$"): continue
        case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 32)
        default: bytes.append(byte)
        }
      } else if scalar.properties.generalCategory == .currencySymbol
        || scalar.properties.isWhitespace
      {
        continue
      } else if scalar == "\u{2212}" || scalar == "\u{2013}" || scalar == "\u{2014}" {
        bytes.append(UInt8(ascii: "-"))
      } else if scalar == "\u{2019}" {
        bytes.append(UInt8(ascii: "'"))
      } else {
        bytes += Array(String(scalar).utf8)
      }
    }
    return bytes
  }

  /// Takes a sign off one end; true where it was a minus.
  private static func takeSign(_ bytes: inout [UInt8]) -> Bool {
    if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
      return bytes.removeFirst() == UInt8(ascii: "-")
    }
    if bytes.count > 1, bytes.last == UInt8(ascii: "-") {
      bytes.removeLast()
      return true
    }
    return false
  }

  private static let nothings = Set(
    ["-", "--", "---", "N/A", "#N/A", "NA", "NAN", "NULL", "NONE", "(NOTSET)"].map {
      Array($0.utf8)
    })

  private static let currencies = [
    "USD", "EUR", "GBP", "JPY", "CNY", "INR", "KRW", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "BRL", "MXN", "ZAR", "TRY", "SGD", "HKD", "RUB", "AED", "ILS",
    "THB", "IDR", "MYR", "PHP", "US", "KR", "R", "A", "C",
  ].map { Array($0.utf8) }
}

/// Digits with points, commas and apostrophes between them.
private struct Digits {
  enum Reading {
    case whole
    case decimalPoint
    case decimalComma
    /// One point or comma with three digits behind it.
    case open
  }

  let reading: Reading
  private let bytes: [UInt8]
  private let isNegative: Bool

  /// Nil where anything but digits and separators is there.
  init?(_ bytes: [UInt8], isNegative: Bool) {
    self.isNegative = isNegative
    let body = bytes.filter { $0 != UInt8(ascii: "'") }
    self.bytes = body
    guard !body.isEmpty, body.count <= 40, body.contains(where: Digits.isDigit),
      body.allSatisfy({ Digits.isDigit($0) || $0 == Digits.point || $0 == Digits.comma })
    else { return nil }
    reading = Digits.reading(of: body)
  }

  private static let point = UInt8(ascii: ".")
  private static let comma = UInt8(ascii: ",")
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 <= 9 }

  private static func reading(of body: [UInt8]) -> Reading {
    let points = body.count { $0 == point }
    let commas = body.count { $0 == comma }
    switch (points, commas) {
    case (0, 0): return .whole
    case (1..., 1...):
      return body.lastIndex(of: point) ?? 0 > body.lastIndex(of: comma) ?? 0
        ? .decimalPoint : .decimalComma
    // Several of one kind can only group thousands; then the other kind ends the whole part.
    case (2..., 0): return .decimalComma
    case (0, 2...): return .decimalPoint
    default:
      let place = body.firstIndex { !isDigit($0) } ?? 0
      let isGroup =
        body.count - place - 1 == 3 && (1...3).contains(place) && body[0] != UInt8(ascii: "0")
      return isGroup ? .open : points == 1 ? .decimalPoint : .decimalComma
    }
  }

  /// The number, where the whole part ends at a comma or at a point; its own evidence goes before the column's.
  func number(commaEnds: Bool) -> Double? {
    let ends: UInt8
    switch reading {
    case .whole: ends = 0
    case .decimalPoint: ends = Digits.point
    case .decimalComma: ends = Digits.comma
    case .open: ends = commaEnds ? Digits.comma : Digits.point
    }
    let parts = bytes.split(
      separator: ends, maxSplits: .max, omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, Digits.isGrouped(whole) else { return nil }
    let fraction = parts.count > 1 ? parts[1] : []
    guard fraction.allSatisfy(Digits.isDigit) else { return nil }
    let digits = whole.filter(Digits.isDigit)
    guard !digits.isEmpty || !fraction.isEmpty else { return nil }
    let text =
      String(decoding: digits.isEmpty ? [48] : digits, as: UTF8.self)
      + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    return Double(text).map { isNegative ? -$0 : $0 }
  }

  /// Whether thousands are grouped as anywhere in the world: three digits last, two or three before.
  private static func isGrouped(_ whole: ArraySlice<UInt8>) -> Bool {
    let groups = whole.split(omittingEmptySubsequences: false) { !isDigit($0) }
    guard groups.count > 1, let first = groups.first, let last = groups.last else { return true }
    return (1...3).contains(first.count) && last.count == 3
      && groups.dropFirst().dropLast().allSatisfy { (2...3).contains($0.count) }
  }
}
