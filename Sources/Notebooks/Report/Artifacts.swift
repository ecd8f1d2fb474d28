import Figures
import Tables

/// The files that a result yields, as values: whoever runs notebooks writes them.
public struct Artifacts: Sendable {
  /// A file.
  public struct File: Sendable, Hashable {
    /// Relative to the artifacts folder: `figures/03_adstock/carried-fit.svg`.
    public var path: String
    /// What it holds.
    public var bytes: [UInt8]

    /// A file of a text.
    init(_ path: String, _ text: String) {
      self.path = path
      bytes = Array(text.utf8)
    }
  }

  /// The page, the figures, the tables and the record, in that order.
  public var files: [File]

  /// Everything that a result yields.
  public init(
    _ result: NotebookResult, in course: CourseContext, hooks: ReportHooks = ReportHooks()
  ) {
    let paths = ArtifactPaths(notebook: result.notebook.name)
    let catalogue = OutputCatalogue(result)
    files = [File(paths.report, Report(result, in: course, hooks: hooks).html)]
    for (cell, outcome) in result.cells.enumerated() {
      for (statement, found) in outcome.statements.enumerated() {
        for (index, output) in found.outputs.enumerated() {
          let place = OutputCatalogue.Place(cell: cell, statement: statement, output: index)
          guard let entry = catalogue.entry(at: place) else { continue }
          files += Artifacts.files(of: output, entry, paths, in: course)
        }
      }
    }
    files.append(File(paths.record, RunRecord(result).json))
  }

  /// The course's first page, which lies beside the reports.
  public static func index(of course: CourseContext) -> File {
    File("reports/index.html", CourseIndex(course).html)
  }

  private static func files(
    of output: Output, _ entry: OutputCatalogue.Entry, _ paths: ArtifactPaths,
    in course: CourseContext
  ) -> [File] {
    switch output {
    case .chart(let chart):
      return figure(chart.standaloneSVG(theme: course.theme), chart.dataTable, entry, paths)
    case .flow(let chart):
      return figure(chart.standaloneSVG(theme: course.theme), chart.dataTable, entry, paths)
    case .poster(let poster):
      return figure(
        poster.standaloneSVG(theme: course.theme), poster.dataTable, entry, paths)
    case .diagram(let diagram):
      return [File(paths.figure(entry.fileName), diagram.standaloneSVG(theme: course.theme))]
    case .table(let table):
      return [File(paths.table(entry.fileName), TableText.csv(table.table))]
    case .text, .claim, .file: return []
    }
  }

  /// A picture, and the numbers behind it where they are too many for the page.
  private static func figure(
    _ svg: String, _ table: Table, _ entry: OutputCatalogue.Entry, _ paths: ArtifactPaths
  ) -> [File] {
    let picture = File(paths.figure(entry.fileName), svg)
    let data = TableText.csv(table)
    guard data.utf8.count > ReportRenderer.largestInlineTable else { return [picture] }
    return [picture, File(paths.figureData(entry.fileName), data)]
  }
}

/// Where the files of a notebook lie within the artifacts folder.
struct ArtifactPaths {
  let notebook: String

  var report: String { "reports/\(notebook).html" }
  var record: String { "runs/\(notebook).json" }
  func figure(_ name: String) -> String { "figures/\(notebook)/\(name).svg" }
  func figureData(_ name: String) -> String { "figures/\(notebook)/\(name).csv" }
  func table(_ name: String) -> String { "tables/\(notebook)/\(name).csv" }
}
