import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let plotCleaning = Command(
    "plot cleaning", in: campaignsChapter,
    "One measure of every campaign over time after cleaning, with what stood there before.",
    operands: [campaignRows],
    options: policyOptions
      + plotOptions(
        Parameter(
          "column", .word(CampaignColumn.measures.map(\.rawValue)), .standard("revenue"),
          "The measure.")),
    example: "plot cleaning raw column=spend",
    run: { invocation in
      let cleaning = try invocation.cleaning()
      let column = CampaignColumn(rawValue: invocation.arguments.text("column")) ?? .revenue
      guard !cleaning.rows.absent.contains(column) else {
        throw CommandError("the rows have no \(column.rawValue)", parameter: "column")
      }
      return invocation.shown(CleaningPlot(cleaning, column).chart)
    })
}

/// One measure of campaigns over time, and where cleaning changed it.
struct CleaningPlot {
  private let cleaning: CampaignCleaning
  private let column: CampaignColumn
  /// More campaigns than a reader can compare are left out, the smallest first.
  private static let panelLimit = 8

  init(_ cleaning: CampaignCleaning, _ column: CampaignColumn) {
    self.cleaning = cleaning
    self.column = column
  }

  var chart: Chart {
    let names = largestCampaigns
    let changes = cleaning.changes.filter { $0.column == column }
    let panels = names.map { name in
      Chart.Panel(name, marks: marks(of: name, changes.filter { $0.campaign == name }), height: 80)
    }
    let shown = changes.filter { change in change.campaign.map(names.contains) ?? false }
    let title =
      shown.isEmpty
      ? "No \(column.rawValue) needed mending"
      : "Cleaning changed \(counted(shown.count, "value")) of \(column.rawValue)"
    let all = Set(cleaning.rows.campaigns.compactMap { $0 }).count
    let rest = all > names.count ? ", the \(names.count) largest of \(all) campaigns" : ""
    var chart = Chart(
      title,
      subtitle: PlotWords.subtitle(
        PlotWords.measure(column.rawValue, unit: nil, days: cleaning.rows.days.compactMap { $0 })
          + " by campaign, after cleaning\(rest)"),
      panels: panels, arrangement: .rows, sharesY: false)
    chart.legend = .above
    return chart
  }

  private var largestCampaigns: [String] {
    var totals: [String: Double] = [:]
    var order: [String] = []
    for (name, spend) in zip(cleaning.rows.campaigns, cleaning.rows.values(of: .spend)) {
      guard let name else { continue }
      if totals[name] == nil { order.append(name) }
      totals[name, default: 0] += spend
    }
    let kept = Set(
      order.sorted { (totals[$0] ?? 0, $1) > (totals[$1] ?? 0, $0) }
        .prefix(CleaningPlot.panelLimit))
    return order.filter(kept.contains)
  }

  private func marks(of campaign: String, _ changes: [CampaignChange]) -> [Mark] {
    var sums: [Day: Double] = [:]
    let values = cleaning.rows.values(of: column)
    for row in 0..<cleaning.rows.count where cleaning.rows.campaigns[row] == campaign {
      if let day = cleaning.rows.days[row] { sums[day, default: 0] += values[row] }
    }
    let days = sums.keys.sorted()
    var marks: [Mark] = [
      .line(
        .init("cleaned", x: .days(days), y: days.map { sums[$0] ?? .nan }, paint: .muted))
    ]
    func dots(
      _ name: String, _ value: (CampaignChange) -> Double?, _ paint: Paint, _ symbol: Symbol,
      label: (CampaignChange) -> String? = { _ in nil }
    ) {
      let found = changes.compactMap { change -> (day: Day, number: Double, label: String)? in
        guard let day = change.day, let number = value(change) else { return nil }
        return (day, number, label(change) ?? "")
      }
      guard !found.isEmpty else { return }
      marks.append(
        .dot(
          .init(
            name, x: .days(found.map(\.day)), y: found.map(\.number),
            labels: found.contains { !$0.label.isEmpty } ? found.map(\.label) : nil,
            symbol: symbol, paint: paint)))
    }
    dots("as mended", \.newNumber, .fitted, .circle)
    // A slipped digit would flatten the line: beyond its range a value stands at the edge, with its size beside it.
    let top = (sums.values.max() ?? 0) * 1.3
    dots(
      "as it stood", { change in Double(change.old).map { min(max($0, -top), top) } }, .negative,
      .hollowCircle,
      label: { change in
        Double(change.old).flatMap { abs($0) > top ? NumberFormat.short.text($0) : nil }
      })
    return marks
  }
}
