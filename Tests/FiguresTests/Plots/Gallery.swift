import Figures
import Tables
import Testing

/// A chart or diagram of the gallery.
struct Plot: Sendable, CustomTestStringConvertible {
  var testDescription: String { name }
  let name: String
  let inline: @Sendable (String) -> Markup
  let narrow: String
  let standalone: String
  let description: String

  init(_ name: String, _ chart: Chart) {
    self.name = name
    inline = { chart.svg(id: $0, theme: Gallery.theme) }
    var small = chart
    small.width = 340
    narrow = small.svg(id: "\(name)-narrow", theme: Gallery.theme).html
    standalone = chart.standaloneSVG(theme: Gallery.theme)
    description = chart.generatedDescription
  }

  init(_ name: String, _ chart: FlowChart) {
    self.name = name
    inline = { chart.svg(id: $0, theme: Gallery.theme) }
    var small = chart
    small.width = 340
    narrow = small.svg(id: "\(name)-narrow", theme: Gallery.theme).html
    standalone = chart.standaloneSVG(theme: Gallery.theme)
    description = chart.generatedDescription
  }

  init(_ name: String, _ diagram: Diagram) {
    self.name = name
    inline = { diagram.svg(id: $0) }
    narrow = diagram.svg(id: "\(name)-narrow").html
    standalone = diagram.standaloneSVG()
    description = diagram.generatedDescription
  }
}

/// Every mark, scale and arrangement, as small programs.
enum Gallery {
  static let channels = ["TV", "Search", "Social", "Radio", "Out of home"]
  static let theme = ChartTheme(names: channels)

  static let plots: [Plot] = [
    Plot("five-lines", fiveLines), Plot("line-with-gaps", lineWithGaps),
    Plot("stacked-area", stackedArea), Plot("fit-with-bands", fitWithBands),
    Plot("grouped-bars", groupedBars), Plot("stacked-bars", stackedBars),
    Plot("twenty-categories", twentyCategories), Plot("histogram", histogram),
    Plot("waterfall", waterfall), Plot("bubbles", bubbles), Plot("return-intervals", returns),
    Plot("response-curve", responseCurve), Plot("correlations", correlations),
    Plot("months-as-boxes", monthBoxes), Plot("log-axis", logAxis), Plot("cloud", cloud),
    Plot("small-multiples", smallMultiples), Plot("fit-and-residuals", fitAndResiduals),
    Plot("annotated-days", annotatedDays), Plot("many-series", manySeries),
    Plot("narrow", narrow), Plot("causes", causes),
    Plot("sankey", sankey), Plot("many-flows", manyFlows), Plot("transitions", transitions),
    Plot("beeswarm", beeswarm), Plot("ridges", ridges), Plot("scatter-matrix", scatterMatrix),
  ]

  /// 104 weeks from Monday 2 January 2023.
  static let weeks: [Day] = weeks(104)

  static func weeks(_ count: Int) -> [Day] {
    (0..<count).map { Day(daysSinceEpoch: 19_359 + 7 * $0) }
  }

  /// Numbers that look random and are the same everywhere: SplitMix64, mean 0, standard deviation about 1.
  static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
      (0..<4).reduce(0) { sum, _ in
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return sum + (Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992 - 0.5) * 1.732
      }
    }
  }

  /// A season of 52 weeks by a parabola, −1...1, greatest in the middle of the year.
  static func season(_ week: Int) -> Double {
    let share = Double(week % 52) / 52
    return 1 - 8 * (share - 0.5) * (share - 0.5)
  }

  /// Weekly values of one channel: flat part, trend, season, noise.
  static func series(_ index: Int, level: Double, trend: Double, weeks: Int = 104) -> [Double] {
    let noise = noise(weeks, seed: UInt64(index + 1))
    return (0..<weeks).map { week in
      let smooth = level + trend * Double(week) / 104 + level * 0.15 * season(week + 9 * index)
      return max(0, smooth + noise[week] * level * 0.05)
    }
  }
}
