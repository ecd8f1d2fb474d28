import Figures
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

@Suite("Words of quick looks and of calibration") struct CalibrationChapterTests {
  private static let head = """
    retail = simulate retail weeks=60
    plain = fit ols retail target=sales channels=tv, radio
    bayes = fit bayes retail target=sales channels=tv, radio warmup=100 draws=50
    quick = fit bayes retail target=sales channels=tv, radio method=laplace draws=200

    """

  @Test("sbc names its ranks, and the plot shows a panel a quantity")
  func calibration() async throws {
    let notebook = try ModelNotebook(
      Self.head + """
        check = sbc bayes replicates=12 draws=19 warmup=100
        plot sbc check
        plot sbc check kind=histogram of=roi.tv, sigma
        """)
    #expect(notebook.complaints == [])
    let fields = try #require(try await notebook.fields()["check"])
    #expect(fields["replicates"] == 12 && fields["failed"] == 0)
    #expect(fields["coverage.roi.tv"] != nil && fields["mean_z.sigma"] != nil)
    let charts = try await notebook.result()?.cells.flatMap(\.statements).flatMap(\.outputs)
      .compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
    #expect(charts?.count == 2)
    #expect((charts?.first?.panels.count ?? 0) > 5)
    #expect(charts?.last?.panels.count == 2)
  }

  @Test("A fit of single numbers has nothing to calibrate")
  func refusal() async throws {
    let failure = try #require(await ModelNotebook(Self.head + "check = sbc plain").failure())
    #expect(failure.sentence == "\"plain\" has no draws; fit bayes and fit meridian give them")
  }

  @Test("A quick look leads with what it is, and has no chains to draw")
  func quick() async throws {
    let outputs = try await ModelNotebook(Self.head + "convergence quick").result()?.cells.last?
      .statements.last?.outputs
    let text = (outputs ?? []).compactMap { if case .text(let text) = $0 { text } else { nil } }
      .joined(separator: " ")
    #expect(text.contains("An approximation, for a quick look: nothing was sampled."))
    for plot in ["trace", "chain_ranks", "energy", "convergence"] {
      let failure = try #require(
        await ModelNotebook(Self.head + "plot \(plot) quick").failure())
      #expect(
        failure.sentence
          == "\"quick\" is an approximation: no chain made its draws; fit it with method=nuts")
    }
  }

  @Test("loo shows both criteria")
  func criteria() async throws {
    let outputs = try await ModelNotebook(Self.head + "loo bayes").result()?.cells.last?
      .statements.last?.outputs
    let tables = (outputs ?? []).compactMap { if case .table(let one) = $0 { one } else { nil } }
    let table = try #require(tables.first)
    let (loo, waic) = (
      try table.table.numbers("elpd")[0], try table.table.numbers("elpd_waic")[0]
    )
    #expect(waic.isFinite && abs(loo - waic) < 5)
    #expect(try table.table.numbers("p_waic")[0] > 0)
  }
}
