import Figures
import Tables

extension Gallery {
  static var fiveLines: Chart {
    let levels = [
      (420_000.0, 180_000.0), (390_000, 150_000), (210_000, -60_000), (150_000, 0),
      (90_000, 40_000),
    ]
    return Chart(
      "TV and search pull away from the other channels",
      subtitle: "Spend per week, 2023–2024",
      y: Axis("Spend", format: .money(symbol: "€", decimals: nil)),
      marks: channels.enumerated().map { index, name in
        .line(
          .init(
            name, x: .days(weeks), y: series(index, level: levels[index].0, trend: levels[index].1))
        )
      })
  }

  static var lineWithGaps: Chart {
    var sales = series(7, level: 1_900_000, trend: 500_000)
    for week in [20, 21, 22, 60, 62] { sales[week] = .nan }
    return Chart(
      "Five weeks are missing", subtitle: "Sales per week, 2023–2024",
      x: Axis(), y: Axis("Sales", unit: "€", format: .short),
      marks: [
        .line(.init("sales", x: .days(weeks), y: sales, paint: .actual)),
        .rug(.init("campaign weeks", x: .days([3, 4, 5, 30, 31, 70, 71, 72].map { weeks[$0] }))),
      ])
  }

  static var fitWithBands: Chart {
    let fit = series(3, level: 12, trend: 4)
    let actual = zip(fit, noise(104, seed: 99)).map { $0 + $1 * 0.8 }
    return Chart(
      "The model follows the seasons but misses the spring peaks",
      subtitle:
        "Sales in thousands of units a week; bands hold 50 % and 90 % of what the model expects",
      y: Axis("Sales", unit: "k units"),
      marks: [
        .band(
          .init("90 %", x: .days(weeks), low: fit.map { $0 - 1.6 }, high: fit.map { $0 + 1.6 })),
        .band(
          .init(
            "50 %", x: .days(weeks), low: fit.map { $0 - 0.6 }, high: fit.map { $0 + 0.6 },
            isInner: true)),
        .line(.init("fitted", x: .days(weeks), y: fit, paint: .fitted)),
        .line(.init("actual", x: .days(weeks), y: actual, paint: .actual, width: 1.25)),
        .rule(.init(.day(weeks[91]), label: "held out from here", paint: .muted)),
      ])
  }

  static var responseCurve: Chart {
    let spend = (0...60).map { Double($0) * 5_000 }
    let reach = spend.map { 900_000 * $0 / ($0 + 90_000) }
    return Chart(
      "TV is past its best week", subtitle: "Sales caused by a week of spend, TV",
      x: Axis("Spend a week", format: .money(symbol: "€", decimals: nil)),
      y: Axis("Sales caused", format: .money(symbol: "€", decimals: nil)),
      marks: [
        .band(
          .init(
            x: .numbers(spend), low: reach.map { $0 * 0.8 }, high: reach.map { $0 * 1.17 },
            paint: .like("TV"))),
        .line(.init("TV", x: .numbers(spend), y: reach, dashedBeyond: 180_000)),
        .rug(.init("weeks observed", x: .numbers(noise(80, seed: 4).map { 90_000 + 30_000 * $0 }))),
        .dot(
          .init("now", x: .numbers([90_000]), y: [450_000], labels: ["now"], paint: .like("TV"))),
        .rule(.init(.x(180_000), label: "largest week seen", paint: .muted, dash: .dotted)),
        .text(.init(x: .numbers([215_000]), y: [480_000], texts: ["extrapolated"], paint: .muted)),
      ])
  }

  static var annotatedDays: Chart {
    let days = (0..<42).map { Day(daysSinceEpoch: 19_700 + $0) }
    let visits = noise(42, seed: 12).enumerated().map { 1000 + 40 * Double($0) + 90 * $1 }
    return Chart(
      "The leaflet moved nothing", subtitle: "Visits per day",
      y: Axis("Visits", includesZero: true),
      marks: [
        .line(.init("visits", x: .days(days), y: visits, isStepped: true)),
        .rule(.init(.y(2000), label: "target", paint: .negative)),
        .rule(.init(.day(days[17]), label: "leaflet", paint: .actual)),
        .rule(.init(.day(days[19]), label: "price cut", paint: .actual)),
      ], height: 200)
  }

  static var manySeries: Chart {
    Chart(
      "Twelve regions need a legend", subtitle: "Index, first week = 100",
      y: Axis("Index"),
      marks: (0..<12).map { index in
        .line(
          .init(
            "Region \(index + 1)", x: .days(weeks(60)),
            y: series(index, level: 100, trend: Double(index) * 12 - 40, weeks: 60),
            dash: index < 8 ? .solid : .dashed))
      })
  }

  static var narrow: Chart {
    var chart = fiveLines
    chart.width = 340
    return chart
  }
}
