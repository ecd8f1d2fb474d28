/// The numbers, anchors and file names of a notebook's figures and tables, counted over the whole notebook.
///
/// The report, the artifacts and the record all take them from here, so that "Figure 3", `#carried-fit` and
/// `carried-fit.svg` are the same picture everywhere.
public struct OutputCatalogue: Sendable {
  /// A figure or a table.
  public struct Entry: Sendable, Hashable {
    /// What it is called.
    public enum Kind: String, Sendable, Hashable {
      /// A chart, a poster or a diagram.
      case figure = "Figure"
      /// A table.
      case table = "Table"
    }
    /// What it is called.
    public var kind: Kind
    /// Its number among its kind, from 1.
    public var number: Int
    /// Its anchor in the page, unique there.
    public var anchor: String
    /// Its file's name without extension, unique among its kind in the notebook.
    public var fileName: String
    /// What it shows, in the author's words or the command's.
    public var caption: String?

    /// "Figure 3".
    public var name: String { "\(kind.rawValue) \(number)" }
  }

  /// An output's place: the indices of cell, statement and output.
  public struct Place: Sendable, Hashable {
    /// The cell, from 0.
    public var cell: Int
    /// The statement in the cell's result, from 0.
    public var statement: Int
    /// The output of the statement, from 0.
    public var output: Int

    /// An output's place.
    public init(cell: Int, statement: Int, output: Int) {
      self.cell = cell
      self.statement = statement
      self.output = output
    }
  }

  /// The anchor of each cell's box.
  public private(set) var cellAnchors: [String] = []
  private var entries: [Place: Entry] = [:]
  private var names: [String: String] = [:]
  private var taken: Set<String>
  private var takenFiles: [Entry.Kind: Set<String>] = [:]
  private var counts: [Entry.Kind: Int] = [:]

  /// Numbers the outputs of a result from top to bottom.
  public init(_ result: NotebookResult) {
    taken = Set(Outline.identifiers(in: result.notebook.blocks)).union(Outline.reservedAnchors)
    for number in result.notebook.footnotes.indices.map({ $0 + 1 }) {
      taken.formUnion(["fn-\(number)", "fnref-\(number)"])
    }
    for (index, cell) in result.notebook.cells.enumerated() {
      let statements = index < result.cells.count ? result.cells[index].statements : []
      add(cell, at: index, statements)
    }
  }

  /// The entry of an output; nil where the output is neither figure nor table.
  public func entry(at place: Place) -> Entry? { entries[place] }

  /// What a reference to a cell's label says: "Figure 3"; nil where the cell shows nothing that is numbered.
  public func name(ofLabel label: String) -> String? { names[label] }

  private mutating func add(_ cell: Cell, at index: Int, _ statements: [StatementResult]) {
    let outputs = statements.enumerated().flatMap { statement, result in
      result.outputs.enumerated().compactMap { output, value in
        OutputCatalogue.kind(value).map {
          (Place(cell: index, statement: statement, output: output), $0, value)
        }
      }
    }
    // The label leads to the picture rather than to the statements above it.
    cellAnchors.append(unique(outputs.isEmpty ? cell.label : "cell-of-\(cell.label)"))
    // The author's caption belongs to the first figure, else to the first table.
    let captioned = outputs.firstIndex { $0.1 == .figure } ?? 0
    for (position, (place, kind, value)) in outputs.enumerated() {
      let number = counts[kind, default: 0] + 1
      counts[kind] = number
      let entry = Entry(
        kind: kind, number: number, anchor: unique(cell.label),
        fileName: uniqueFile(cell.label, kind),
        caption: position == captioned ? cell.caption ?? title(value) : title(value))
      entries[place] = entry
      if position == captioned { names[cell.label] = entry.name }
    }
  }

  private static func kind(_ output: Output) -> Entry.Kind? {
    switch output {
    case .chart, .poster, .diagram, .flow: .figure
    case .table: .table
    case .text, .claim, .file: nil
    }
  }

  /// A chart's title stands in the picture itself.
  private func title(_ output: Output) -> String? {
    if case .table(let table) = output { table.title } else { nil }
  }

  private mutating func unique(_ label: String) -> String {
    let anchor = PageAddress.anchor(label)
    var candidate = anchor
    var count = 1
    while !taken.insert(candidate).inserted {
      count += 1
      candidate = "\(anchor)-\(count)"
    }
    return candidate
  }

  private mutating func uniqueFile(_ label: String, _ kind: Entry.Kind) -> String {
    let stem = PageAddress.anchor(label)
    var candidate = stem
    var count = 1
    while !takenFiles[kind, default: []].insert(candidate).inserted {
      count += 1
      candidate = "\(stem)-\(count)"
    }
    return candidate
  }
}
