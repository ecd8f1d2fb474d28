import Figures
public import Marketing
public import Notebooks
public import Tables

/// Journeys as the value of a name: distinct paths for each window, with the truth that they were simulated from.
public struct JourneysValue: NotebookValue {
  /// The distinct paths with their numbers, for each window and era.
  public let sketch: JourneySketch
  /// What the reader of the file should know.
  public let notes: [String]
  /// The single touches; only of simulated journeys.
  public let events: Table?
  /// What generated them; nil for journeys of the world.
  public let truth: JourneyTruth?

  /// Journeys as the value of a name.
  public init(
    _ sketch: JourneySketch, notes: [String] = [], events: Table? = nil, truth: JourneyTruth? = nil
  ) {
    self.sketch = sketch
    self.notes = notes
    self.events = events
    self.truth = truth
  }

  /// `journeys`.
  public static let kind = Kind(
    "journeys", "Journeys of customers: distinct paths of touches, with what became of them.",
    fields: [
      ("journeys", "Number of journeys, converted or not."),
      ("conversions", "Conversions."),
      ("value", "What they were worth."),
      ("nulls", "Journeys without a conversion."),
      ("rate", "Conversions over journeys."),
      ("paths", "Number of distinct paths."),
      ("channels", "Number of channels."),
      ("touches", "Touches of all journeys."),
      ("length", "Touches a journey, on average."),
      ("single", "Share of the conversions whose journey has one touch."),
      (
        "days", "Days by which half of the conversions came after the first touch; with times only."
      ),
    ].map { Kind.FieldPattern($0.0, $0.1) })

  /// The sizes of the longest window.
  public var fields: [Field] {
    let table = sketch.table
    let journeys = table.totalConversions + table.totalNulls
    var (touches, single) = (0.0, 0.0)
    for path in 0..<table.count {
      let length = table.path(path).count
      touches += Double(length) * (table.conversions[path] + table.nulls[path])
      if length == 1 { single += table.conversions[path] }
    }
    func ratio(_ above: Double, _ below: Double) -> Double { below > 0 ? above / below : 0 }
    var fields = [
      Field("journeys", journeys), Field("conversions", table.totalConversions),
      Field("value", table.totalValue), Field("nulls", table.totalNulls),
      Field("rate", ratio(table.totalConversions, journeys)),
      Field("paths", Double(table.count)), Field("channels", Double(table.channels.count)),
      Field("touches", touches), Field("length", ratio(touches, journeys)),
      Field("single", ratio(single, table.totalConversions)),
    ]
    if let day = sketch.lags(window: sketch.windows[0])?.day(of: 0.5) {
      fields.append(Field("days", Double(day)))
    }
    return fields
  }

  /// What each channel does in the journeys that converted.
  public var shown: [Output] {
    let table = sketch.table
    let facts = ChannelFacts.all(of: table)
    let journeys = table.totalConversions + table.totalNulls
    let output = TableOutput(
      ChannelFacts.table(facts),
      title:
        "\(NumberFormat.automatic.text(journeys)) \(journeys == 1 ? "journey" : "journeys") along "
        + "\(counted(table.count, "distinct path")); "
        + "\(NumberFormat.automatic.text(table.totalConversions)) converted",
      formats: [
        "opens": .percent(1), "closes": .percent(1), "touched": .percent(1), "alone": .percent(1),
        "touches": .decimals(2), "rate": .percent(1),
      ],
      note: ([
        "opens, closes, touched: share of the conversions; alone: of those, without another channel; "
          + "touches: a converting journey; rate: share of the journeys with the channel that converted."
      ]
        + notes.map(\.asSentence)).joined(separator: " "),
      shownRows: 40)
    return [.table(output)]
  }

  /// The journeys of a window, the longest where none is named.
  func table(window days: Double?, parameter: String) throws(CommandError) -> JourneyTable {
    guard let days else { return sketch.table }
    guard let table = sketch.table(window: days) else {
      let known = sketch.windows.map { $0.map { NumberFormat.automatic.text($0) } ?? "none" }
      throw CommandError(
        "the journeys were read for \(known == ["none"] ? "no window" : "windows of \(enumerated(known)) days"), "
          + "not for \(NumberFormat.automatic.text(days)); add it to windows= where they are read",
        parameter: parameter)
    }
    return table
  }
}
