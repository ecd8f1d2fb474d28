import Figures
import Tables

extension Gallery {
  static let quarters = ["Q1 2023", "Q2 2023", "Q3 2023", "Q4 2023", "Q1 2024", "Q2 2024"]

  static var stackedArea: Chart {
    let levels = [900_000.0, 320_000, 260_000, 140_000, 90_000]
    let names = ["baseline", "TV", "Search", "Social", "Radio"]
    return Chart(
      "Half of sales would come without any advertising",
      subtitle: "Contribution to sales per week, € million, 2023–2024",
      y: Axis("Sales", format: .money(symbol: "€", decimals: nil)),
      marks: names.enumerated().map { index, name in
        .area(
          .init(
            name, x: .days(weeks), y: series(index, level: levels[index], trend: 0),
            paint: index == 0 ? .baseline : .named))
      })
  }

  static var groupedBars: Chart {
    Chart(
      "Search overtakes TV in spring", subtitle: "Spend per quarter",
      y: Axis("Spend", format: .money(symbol: "€", decimals: nil)),
      marks: [
        .bar(.init("TV", x: .categories(quarters), y: [4.2e6, 3.1e6, 2.2e6, 5.1e6, 3.9e6, 2.7e6])),
        .bar(
          .init("Search", x: .categories(quarters), y: [2.2e6, 2.5e6, 2.6e6, 3.1e6, 3.3e6, 3.4e6])),
        .bar(
          .init("Social", x: .categories(quarters), y: [1.1e6, 1.4e6, 1.3e6, 1.9e6, 1.6e6, 1.7e6])),
      ])
  }

  static var stackedBars: Chart {
    let shares = [
      [3.1, 2.9, 2.2, 4.1, 3.6, 2.7], [1.2, 1.5, 1.6, 2.1, 2.3, 2.4],
      [-0.4, -0.2, -0.3, -0.6, -0.5, -0.1],
    ]
    return Chart(
      "Price changes cost a little each quarter", subtitle: "Contribution to sales, € million",
      y: Axis("Sales", unit: "€ million"),
      marks: zip(["TV", "Search", "price"], shares).map { name, values in
        .bar(.init(name, x: .categories(quarters), y: values, isStacked: true))
      })
  }

  static var twentyCategories: Chart {
    let names = [
      "Television", "Paid search", "Paid social", "Radio", "Out of home", "Print magazines",
      "Newspapers", "Cinema", "Podcasts", "Influencers and ambassadors", "Display", "Retargeting",
      "E-mail", "Direct mail", "Affiliates", "Sponsorship", "Trade fairs", "Coupons",
      "In-store displays and end caps", "Search engine work",
    ]
    let values = (0..<20).map { 5_400_000 / Double($0 + 1) }
    return Chart(
      "Two channels take half of the budget", subtitle: "Spend 2024",
      y: Axis("Spend", format: .money(symbol: "€", decimals: nil)),
      marks: [
        .bar(
          .init(
            "Spend", x: .categories(names), y: values,
            labels: values.map { NumberFormat.short.text($0) }))
      ])
  }

  static var histogram: Chart {
    let counts: [Double] = [1, 3, 8, 17, 29, 38, 41, 33, 22, 12, 7, 2, 1]
    return Chart(
      "Most weeks bring between 1.5 and 2.5 million", subtitle: "104 weeks, 2023–2024",
      x: Axis("Sales a week", format: .money(symbol: "€", decimals: nil)), y: Axis("Weeks"),
      marks: [
        .bar(
          .init(
            "weeks", x: .numbers(counts.indices.map { 800_000 + 200_000 * Double($0) }), y: counts,
            paint: .muted, width: 200_000)),
        .rule(.init(.x(1_950_000), label: "median")),
      ], height: 200)
  }

  static var waterfall: Chart {
    let steps = ["2023", "TV", "Search", "Price", "Season", "2024"]
    return Chart(
      "Price took back what search had won", subtitle: "Sales, € million",
      y: Axis("Sales", unit: "€ million"),
      marks: [
        .bar(
          .init(
            "Sales", x: .categories(steps), y: [92, 97, 106, 98, 101, 101],
            start: [0, 92, 97, 106, 98, 0],
            paints: [.muted, .positive, .positive, .negative, .positive, .muted],
            labels: ["92", "+5", "+9", "−8", "+3", "101"], isJoined: true))
      ])
  }

  static var returns: Chart {
    Chart(
      "Only search pays back for certain",
      subtitle: "Return on each euro, with 50 % and 90 % intervals",
      x: Axis(), y: Axis("Return per €", format: .decimals(1), includesZero: true),
      marks: [
        .range(
          .init(
            "estimate", x: .categories(channels), low: [0.7, 1.3, 0.2, 0.4, 0.1],
            high: [1.9, 2.6, 1.8, 1.4, 2.4],
            innerLow: [1.0, 1.7, 0.6, 0.7, 0.6], innerHigh: [1.5, 2.2, 1.3, 1.1, 1.6],
            middle: [1.2, 1.9, 0.9, 0.9, 1.1],
            paints: Array(repeating: .named, count: 5),
            labels: [
              "1.2 [0.7, 1.9]", "1.9 [1.3, 2.6]", "0.9 [0.2, 1.8]", "0.9 [0.4, 1.4]",
              "1.1 [0.1, 2.4]",
            ])),
        .dot(
          .init("truth", x: .categories(channels), y: [1.4, 1.8, 0.5, 1.0, 0.8], paint: .truth)),
        .rule(.init(.y(1), label: "pays back")),
      ], orientation: .horizontal)
  }
}
