public import Tables

extension BoundValue {
  /// One value by key; without a key it stands for every key that is not named.
  public struct KeyedValue: Sendable, Hashable {
    /// The key, or nil.
    public let key: String?
    /// Its value.
    public let value: BoundValue

    /// One value by key.
    public init(key: String?, value: BoundValue) {
      self.key = key
      self.value = value
    }
  }
}

/// An amount, or a share of a whole that the command knows: `10000`, `5%`.
public enum Amount: Sendable, Hashable {
  /// In the unit of the whole.
  case amount(Double)
  /// Written as a percentage; 5% is 0.05.
  case share(Double)
}

extension Arguments {
  /// The values of a parameter by key, in the order written.
  ///
  /// A value that stands for all has no key. Empty where the parameter was left out.
  public func keyed(_ name: String) -> [(key: String?, value: BoundValue)] {
    switch named[name]?.value {
    case nil: []
    case .keyed(let items)?: items.map { ($0.key, $0.value) }
    case .list(let items)?: items.map { (nil, $0) }
    case let value?: [(nil, value)]
    }
  }

  /// The calls of a parameter by key: `adstock = tv: geometric(0.7), radio: delayed(0.5, peak: 1)`.
  public func keyedCalls(_ name: String) -> [(key: String?, call: CallValue)] {
    keyed(name).compactMap { if case .call(let call) = $1 { ($0, call) } else { nil } }
  }

  /// The words of a parameter by key: `signs = tv: positive, price: negative`.
  public func keyedWords(_ name: String) -> [(key: String?, word: String)] {
    keyed(name).compactMap { if case .word(let word) = $1 { ($0, word) } else { nil } }
  }

  /// The numbers of a parameter by key.
  public func keyedNumbers(_ name: String) -> [(key: String?, number: Double)] {
    keyed(name).compactMap { if case .number(let number) = $1 { ($0, number) } else { nil } }
  }

  /// The amounts or shares of a parameter by key: `low = tv: 5%, radio: 10000`.
  ///
  /// Its type is `.anyOf([.percent(…), .number(…)])`; where it is `.number` alone a percentage is a number.
  public func keyedAmounts(_ name: String) -> [(key: String?, amount: Amount)] {
    keyed(name).compactMap {
      switch $1 {
      case .number(let number): ($0, .amount(number))
      case .percent(let share): ($0, .share(share))
      default: nil
      }
    }
  }

  /// The stretches of days of a parameter by key, ends included: `events = sale: 2024-11-29..2024-12-02`.
  public func keyedDays(_ name: String) -> [(key: String?, days: ClosedRange<Day>)] {
    keyed(name).compactMap {
      if case .days(let first, let last) = $1 { ($0, first...last) } else { nil }
    }
  }

  /// The calls of a list, or the single one: `plot decay geometric(0.6), delayed(0.5, peak: 2)`.
  public func calls(_ name: String) -> [CallValue] { keyedCalls(name).map(\.call) }
}

extension Arguments {
  /// The columns of a parameter by key: `media = tv: tv_impressions`.
  public func keyedColumns(_ name: String) -> [String: String] {
    keyed(name).reduce(into: [:]) { columns, item in
      if let key = item.key, case .column(let column) = item.value { columns[key] = column }
    }
  }
}
