import Statistics
import Tables

/// Campaign rows without a fault, made up at random: what is spent sells.
struct PipelineRows {
  var days: [Day] = []
  var campaigns: [String] = []
  /// Spend, impressions, clicks, conversions, revenue, by row.
  var measures: [[Double]] = []

  init(
    days count: Int = 60, campaigns names: [String] = ["Alpha", "Beta", "Gamma"], step: Int = 1,
    seed: UInt64 = 1
  ) {
    var stream = RandomStream(seed: seed)
    for period in 0..<count {
      for (place, name) in names.enumerated() {
        days.append(Day(daysSinceEpoch: 19_723 + step * period))
        campaigns.append(name)
        let spend = Double(place % 7 + 1) * 120 * (1 + 0.8 * stream.uniform(-1, 1))
        let cents = (spend * 100).rounded() / 100
        let shown = (spend * 100 * stream.uniform(0.9, 1.1)).rounded()
        let clicks = (shown * 0.02 * stream.uniform(0.9, 1.1)).rounded()
        let orders = (clicks * 0.3 * stream.uniform(0.9, 1.1)).rounded()
        measures.append([
          cents, shown, clicks, orders, orders * 30 + Double(stream.index(below: 500)) / 100,
        ])
      }
    }
  }

  /// The rows as a table of texts.
  func table(
    date: (Day) -> String = { "\($0)" }, money: (Double) -> String = CSVWriter.spelling,
    count: (Double) -> String = CSVWriter.spelling
  ) -> Table {
    var columns = [
      Column("date", texts: days.map(date)), Column("campaign_name", texts: campaigns),
    ]
    for (place, name) in ["spend", "impressions", "clicks", "conversions", "revenue"].enumerated() {
      let spelling = ["spend", "revenue"].contains(name) ? money : count
      columns.append(Column(name, texts: measures.map { spelling($0[place]) }))
    }
    return Table(columns)
  }

  /// The rows as a plain CSV file.
  var csv: String { CSVWriter().text(table()) }

  /// The sum of a measure by campaign, in cents.
  func cents(_ measure: Int) -> [String: Int] {
    var sums: [String: Int] = [:]
    for (name, values) in zip(campaigns, measures) {
      sums[name, default: 0] += Int((values[measure] * 100).rounded())
    }
    return sums
  }
}
