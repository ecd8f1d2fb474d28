public import Tables

/// Charts that belong together as one figure: a head with the numbers that matter, the charts in a grid, a foot.
///
/// On a wide screen and in a file the charts stand in two columns, those of a row as high as each other; on a telephone in one,
/// each laid out anew for the narrow screen. A name has one colour in all of them.
///
///     var poster = Poster("Marketing makes 31% of sales")
///     poster.measures = [.init("R²", "0.93")]
///     poster.panels = [.init("Returns", returns), .init("Residuals", residuals)]
///     poster.standaloneSVG(theme: theme)
public struct Poster: Sendable, Hashable, Codable {
  /// The finding, as a sentence where there is one.
  public var title: String
  /// What was done, on what, and when.
  public var subtitle: String
  /// What must be read before anything is believed; "" says nothing.
  public var caution: String
  /// The numbers of the whole, in a row below the title.
  public var measures: [Measure]
  /// The charts, row by row.
  public var panels: [Panel]
  /// A sentence at the foot: what to beware of.
  public var note: String

  /// A number with its name.
  public struct Measure: Sendable, Hashable, Codable {
    /// What it is: "R²".
    public var name: String
    /// The number as it is written: "0.93".
    public var value: String

    /// A number with its name.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A chart with a short name.
  public struct Panel: Sendable, Hashable, Codable {
    /// What it is about, in a few words; for lists and data, not drawn.
    public var name: String
    /// The chart; its width is the poster's affair.
    public var chart: Chart
    /// The numbers behind it, where they are not those of the chart's marks.
    public var data: Table?

    /// A chart with a short name.
    public init(_ name: String, _ chart: Chart, data: Table? = nil) {
      self.name = name
      self.chart = chart
      self.data = data
    }

    /// The numbers behind it.
    public var table: Table { data ?? chart.dataTable }
  }

  /// A poster; panels and all else are set afterwards.
  public init(_ title: String, subtitle: String = "") {
    self.title = title
    self.subtitle = subtitle
    caution = ""
    measures = []
    panels = []
    note = ""
  }
}

extension Poster {
  /// The numbers behind all panels, a row a number: `panel series at value`.
  public var dataTable: Table {
    var (panel, series, at): ([String], [String], [String]) = ([], [], [])
    var value: [Double] = []
    for own in panels {
      let table = own.table
      guard let keys = table.columns.first else { continue }
      for column in table.columns.dropFirst() {
        guard case .numbers(let numbers) = column.values else { continue }
        for (row, number) in numbers.enumerated() where !number.isNaN {
          panel.append(own.name)
          series.append(column.name)
          at.append(keys[row].description)
          value.append(number)
        }
      }
    }
    return Table([
      Column("panel", texts: panel), Column("series", texts: series), Column("at", texts: at),
      Column("value", numbers: value),
    ])
  }

  /// What the poster shows, in words: its numbers, then each panel.
  public var generatedDescription: String {
    var sentences = [caution, subtitle] + measures.map { "\($0.name): \($0.value)." }
    for (place, panel) in panels.enumerated() {
      let words = panel.chart.alternativeText ?? panel.chart.generatedDescription
      let title = panel.chart.title.isEmpty ? "" : " \(panel.chart.title)."
      sentences.append("Panel \(place + 1), \(panel.name):\(title) \(words)")
    }
    return (sentences + [note]).filter { !$0.isEmpty }.joined(separator: " ")
  }
}
