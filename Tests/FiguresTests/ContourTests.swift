import Figures
import Foundation
import Testing

@Suite("Lines of equal value over a heat map")
struct ContourTests {
  private func chart(_ levels: [Double], _ values: [Double]) -> Chart {
    var cell = Mark.Cell(
      "fit", columns: ["a", "b", "c"], rows: ["x", "y", "z"],
      values: [1, 2, 3, 2, 3, 4, 3, 4, 5], isPrinted: false)
    cell.contours = Mark.Cell.Contours(
      "return", values: values, levels: levels, format: .decimals(1))
    cell.marked = Mark.Cell.Spot(row: 2, column: 1)
    return Chart("Contours", marks: [.cell(cell)])
  }

  /// The pieces of the lines that are drawn in ink.
  private func pieces(_ svg: String) -> Int {
    svg.components(separatedBy: "<path").filter { $0.contains("stroke-width=\"1.5\"") }
      .reduce(0) { $0 + ($1.components(separatedBy: "M").count - 1) }
  }

  @Test("A line runs through every square that a level cuts, and through no other")
  func squares() {
    let plane: [Double] = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    #expect(pieces(chart([0.5], plane).svg(id: "c").html) == 2)
    #expect(pieces(chart([0.5, 1.5], plane).svg(id: "c").html) == 4)
    #expect(pieces(chart([7], plane).svg(id: "c").html) == 0)
    #expect(pieces(chart([0.5], [Double](repeating: .nan, count: 9)).svg(id: "c").html) == 0)
    // A saddle has two pieces in one square.
    #expect(pieces(chart([0.5], [0, 1, 1, 1, 0, 0, 1, 0, 0]).svg(id: "c").html) >= 4)
  }

  @Test("Levels and the marked cell are in the description, and in words on the chart")
  func description() {
    let svg = chart([0.5], [0, 1, 2, 0, 1, 2, 0, 1, 2]).svg(id: "c").html
    #expect(svg.contains("Lines of equal return at 0.5."))
    #expect(svg.contains("Marked: z × b."))
    #expect(svg.contains(">0.5</text>"))
  }
}
