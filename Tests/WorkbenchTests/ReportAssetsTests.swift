import Notebooks
import TestSupport
import Testing
import Workbench

@Suite("ReportAssets") struct ReportAssetsTests {
  @Test("The binary holds the style sheet and the script as they are in the folder")
  func embedded() {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = "/\(root)/Sources/Workbench/Assets"
    #expect(readFile("\(folder)/report.css") == Array(ReportAssets.styleSheet.utf8))
    #expect(readFile("\(folder)/report.js") == Array(ReportAssets.script.utf8))
    #expect(ReportAssets.page.script == ReportAssets.script)
  }
}
