import Figures
import Notebooks
import TestSupport
import Testing

@Suite("Charts for two widths")
struct ResponsiveTests {
  @Test("No rule of the style sheet is stronger than the one that hides the other width")
  func hidden() throws {
    // The rules that hide are one class strong: a stronger `display` on the pictures would show both.
    let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let sheet = String(
      decoding: try #require(readFile("/\(folder)/Sources/Workbench/Assets/report.css")),
      as: UTF8.self)
    #expect(ChartTheme.responsiveCSS.contains(".chart-narrow{display:none}"))
    for rule in sheet.split(separator: "}") where rule.contains("svg") && rule.contains("display:")
    {
      let selector = rule.split(separator: "{").first ?? ""
      #expect(
        selector.contains(":where(") || !selector.contains("figure"), "\(selector) is too strong")
    }
  }
}
