import Notebooks
import TestSupport
import Testing

@Suite("RunRecord and Artifacts") struct RunRecordTests {
  @Test("The record of a lesson")
  func record() {
    #expect(Snapshot.difference(RunRecord(Demonstration.result).json, named: "record.json") == nil)
  }

  @Test("The record of a lesson that failed")
  func failing() {
    #expect(
      Snapshot.difference(RunRecord(Demonstration.failing).json, named: "failing.json") == nil)
  }

  @Test("A result's files: page, figures, tables, record, each path once")
  func files() {
    let files = Artifacts(Demonstration.result, in: Course.whole).files
    #expect(
      files.map(\.path) == [
        "reports/02_baseline_model.html", "figures/02_baseline_model/baseline-fit.svg",
        "tables/02_baseline_model/coefficients.csv", "figures/02_baseline_model/pair.svg",
        "figures/02_baseline_model/pair-2.svg", "tables/02_baseline_model/solution.csv",
        "runs/02_baseline_model.json",
      ])
    #expect(Artifacts(Demonstration.result, in: Course.whole).files == files)
  }

  @Test("The course's first page lies beside the reports")
  func index() {
    let file = Artifacts.index(of: Course.whole)
    #expect(file.path == "reports/index.html")
    #expect(file.bytes == Array(CourseIndex(Course.whole).html.utf8))
  }

  @Test("A table's file has all rows, full numbers, and empty places where values are missing")
  func csv() throws {
    let file = try #require(
      Artifacts(Demonstration.result, in: Course.whole).files.first {
        $0.path.hasSuffix("coefficients.csv")
      })
    #expect(
      String(decoding: file.bytes, as: UTF8.self) == """
        channel,spend,roi,standard error,share
        tv,1204310,2.413,0.31,0.41
        digital,803200,1.871,0.22,0.27
        radio,402100.5,0.62,0.41,0.13
        print,198000,0.34,,0.07
        social,310450,1.12,0.18,0.12

        """)
  }

  @Test("A label cannot lead out of the artifacts folder")
  func paths() {
    var draft = Draft()
    draft.cell("../../etc/passwd", "show x", outputs: [.table(Demonstration.summary)])
    let paths = Artifacts(draft.result, in: Course.whole).files.map(\.path)
    #expect(paths.contains("tables/02_baseline_model/------etc-passwd.csv"))
  }
}
