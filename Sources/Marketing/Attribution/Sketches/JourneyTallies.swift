/// What the rows of a file hold besides journeys, as counts, so that the notes of parts merge into those of the whole.
struct JourneyTallies: Sendable, Hashable {
  var rows = 0
  var blankLines = 0
  var customers = 0
  /// Rows that stand behind a later one of the same customer.
  var lateRows = 0
  /// Rows with a value and no conversion.
  var strayValues = 0
  /// Whether a row of a file of paths has more than one conversion.
  var hasCounts = false
  /// Whether a row without a conversion was taken as one journey, there being no column of nulls.
  var hasZerosAsNulls = false
  /// By window.
  var windows: [Window]

  struct Window: Sendable, Hashable {
    var touchesBefore = 0
    var conversionsWithoutTouch = ExactSum()
    var valueWithoutTouch = ExactSum()
  }

  init(windows: Int = 1) {
    self.windows = Array(repeating: Window(), count: windows)
  }

  mutating func add(_ other: JourneyTallies) {
    rows &+= other.rows
    blankLines &+= other.blankLines
    customers &+= other.customers
    lateRows &+= other.lateRows
    strayValues &+= other.strayValues
    hasCounts = hasCounts || other.hasCounts
    hasZerosAsNulls = hasZerosAsNulls || other.hasZerosAsNulls
    for (place, window) in other.windows.enumerated() {
      windows[place].touchesBefore &+= window.touchesBefore
      windows[place].conversionsWithoutTouch.add(window.conversionsWithoutTouch)
      windows[place].valueWithoutTouch.add(window.valueWithoutTouch)
    }
  }

  /// Everything that a reader of the results should know, as sentences.
  func notes(_ rules: JourneyRules) -> [String] {
    var notes: [String] = []
    if rows == 0 { notes.append("the file has names but no rows") }
    if blankLines > 0 { notes.append("\(counted(blankLines, "blank line")) skipped") }
    if lateRows > 0 {
      notes.append(
        "\(counted(lateRows, "row")) earlier than the row before of the same customer; put in the "
          + "order of time")
    }
    for (days, window) in zip(rules.windowsInDays, windows) {
      let name =
        rules.windowsInDays.count == 1
        ? "window" : "window of \(days.map(JourneyRules.written) ?? "all") days"
      if window.touchesBefore > 0 {
        notes.append(
          "\(counted(window.touchesBefore, "touch", "touches")) older than the \(name), in no journey"
        )
      }
      let alone = window.conversionsWithoutTouch.value
      if alone > 0 {
        notes.append(
          "conversions without a touch in the \(name): \(JourneyRules.written(alone)), worth "
            + "\(JourneyRules.written(window.valueWithoutTouch.value)); they are in no journey")
      }
    }
    if hasCounts, hasZerosAsNulls {
      notes.append(
        "there is no column of nulls, so that a row with 0 conversions counts as one journey that did not "
          + "convert; other rows have counts above 1")
    }
    if strayValues > 0 {
      notes.append(
        "\(counted(strayValues, "row")) with a value but no conversion; the value is not counted")
    }
    return notes
  }
}
