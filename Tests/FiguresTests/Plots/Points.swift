import Figures
import Tables

extension Gallery {
  static var bubbles: Chart {
    Chart(
      "Large budgets earn less on the last euro", subtitle: "Area: spend 2024",
      x: Axis("Return on all spend", format: .decimals(1)),
      y: Axis("Return on the next euro", format: .decimals(1)),
      marks: [
        .dot(
          .init(
            "channels", x: .numbers([1.2, 1.9, 0.9, 1.0, 1.05]), y: [0.6, 1.3, 0.8, 0.9, 1.0],
            sizes: [5.4e6, 2.7e6, 1.8e6, 4e5, 1e5], labels: channels,
            paints: Array(repeating: .named, count: 5))),
        .rule(.init(.diagonal, label: "same", paint: .muted)),
        .rule(.init(.y(1), label: "break-even")),
      ])
  }

  static var correlations: Chart {
    let names = channels + ["Price", "Sales", "Temperature"]
    let values = (0..<64).map { cell in
      let (row, column) = (cell / 8, cell % 8)
      let drift = Double((row * column * 37 + row + column) % 19) / 19
      return row == column ? 1 : drift * 1.6 - 0.8
    }
    return Chart(
      "Price moves against everything else", subtitle: "Correlation of weekly values",
      marks: [
        .cell(
          .init(
            "correlation", columns: names, rows: names, values: values, scale: .diverging(1),
            format: .decimals(2)))
      ])
  }

  static var monthBoxes: Chart {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let summaries = months.indices.map { month in
      let middle = 2.0 + season(month * 52 / 12) * 0.5
      return Mark.Box.Summary(
        low: middle - 0.6, lowerQuartile: middle - 0.2, median: middle, upperQuartile: middle + 0.3,
        high: middle + 0.7, outliers: month % 4 == 0 ? [middle + 1.1] : [])
    }
    return Chart(
      "Summer sells most", subtitle: "Sales a week by month, 2019–2024",
      y: Axis("Sales", unit: "€ million", includesZero: true),
      marks: [.box(.init("sales", x: .categories(months), summaries: summaries, paint: .positive))])
  }

  static var logAxis: Chart {
    let spend = [1_200.0, 5_400, 22_000, 90_000, 310_000, 1_400_000]
    return Chart(
      "Each tenfold budget doubles the sales", subtitle: "64 campaigns",
      x: Axis("Spend", format: .money(symbol: "€", decimals: nil), kind: .log),
      y: Axis("Sales caused", unit: "€ k"),
      marks: [
        .line(.init("fit", x: .numbers(spend), y: [21, 33, 52, 88, 130, 220], paint: .fitted)),
        .dot(
          .init(
            "campaigns", x: .numbers(spend), y: [25, 28, 60, 80, 145, 212], symbol: .hollowCircle)),
      ])
  }

  static var cloud: Chart {
    let x = noise(600, seed: 5)
    let y = zip(x, noise(600, seed: 6)).map { 0.7 * $0 + 0.6 * $1 }
    return Chart(
      "Residuals of neighbouring weeks go together", x: Axis("Residual this week"),
      y: Axis("Residual next week"),
      marks: [.dot(.init("weeks", x: .numbers(x), y: y)), .rule(.init(.y(0), dash: .solid))])
  }

  static var smallMultiples: Chart {
    Chart(
      "Each channel peaks in its own season", subtitle: "Spend per week, 2023–2024, same scale",
      y: Axis("Spend", format: .money(symbol: "€", decimals: nil)),
      panels: channels.enumerated().map { index, name in
        .init(
          name,
          marks: [
            .line(
              .init(
                name, x: .days(weeks),
                y: series(index, level: 400_000 / Double(index + 1), trend: 0)))
          ])
      })
  }

  static var fitAndResiduals: Chart {
    let fit = series(3, level: 1_200_000, trend: 300_000)
    let residuals = noise(104, seed: 99).map { $0 * 60_000 }
    return Chart(
      "The spring of 2024 is not explained", subtitle: "Sales per week, € million",
      y: Axis("Sales", unit: "€", format: .short),
      panels: [
        .init(
          marks: [
            .line(.init("fitted", x: .days(weeks), y: fit, paint: .fitted)),
            .line(
              .init(
                "actual", x: .days(weeks), y: zip(fit, residuals).map { $0 + $1 }, paint: .actual,
                width: 1.25)),
          ], height: 220),
        .init(
          marks: [.bar(.init("residual", x: .days(weeks), y: residuals, paint: .muted))],
          y: Axis("Actual − fitted", format: .short), height: 70),
      ], arrangement: .rows)
  }

  static var causes: Diagram {
    Diagram(
      "Demand that nobody measured moves both spend and sales",
      nodes: [
        .init("season"), .init("demand", kind: .unobserved), .init("spend", kind: .treatment),
        .init("price"), .init("sales", kind: .outcome),
        .init("stock", label: "stock in\nthe shops"),
      ],
      edges: [
        .init("season", "demand"), .init("demand", "spend", label: "planners react"),
        .init("demand", "sales"),
        .init("spend", "sales", label: "what we want"), .init("price", "sales"),
        .init("season", "price", isDashed: true),
        .init("stock", "sales"),
      ])
  }
}
