import Foundation
import Marketing
import Tables
import TestSupport
import Testing

private let channels = ["tv", "digital", "radio", "print", "social"]

@Suite("The simulated panel")
struct PanelSimulatorTests {
  @Test("A row a region and week, region by region, in whole money")
  func shape() throws {
    let (table, truth) = try PanelSimulator(regions: 20, weeks: 156).simulated()
    #expect(
      table.names == ["region", "week"] + channels + ["price", "population", "sales"])
    #expect(table.rowCount == 20 * 156)
    let regions = try table.texts("region").compactMap(\.self)
    #expect(Set(regions).count == 20 && regions[0] == "r01" && regions[3_119] == "r20")
    #expect(try table.days("week")[156] == Day("2022-01-03"))
    for name in channels + ["population", "sales"] {
      let numbers = try table.numbers(name)
      #expect(numbers.allSatisfy { $0 >= 0 && $0 == $0.rounded() }, "\(name)")
    }
    // Within a region the population never changes, between regions it does.
    let population = truth.regions.map(\.population)
    #expect(Set(population).count > 15 && population.max()! > 3 * population.min()!)
    let prices = try table.numbers("price")
    #expect(prices.allSatisfy { (6...14).contains($0) })
    #expect(CSVWriter().bytes(table).count < 1_000_000)
  }

  @Test("The same seed gives the same panel, another seed another one")
  func seeds() throws {
    let simulator = PanelSimulator(regions: 4, weeks: 40)
    let first = try simulator.simulated(seed: 7)
    let again = try simulator.simulated(seed: 7)
    #expect(first.table == again.table && first.truth == again.truth)
    #expect(try simulator.simulated(seed: 8).table != first.table)
  }

  @Test("More weeks and more regions leave what was there as it is")
  func prefix() throws {
    let small = try PanelSimulator(regions: 3, weeks: 40).simulated(seed: 7).truth
    let large = try PanelSimulator(regions: 6, weeks: 90).simulated(seed: 7).truth
    for (few, many) in zip(small.regions, large.regions) {
      #expect(few.name == many.name && few.population == many.population)
      #expect(few.sales == Array(many.sales.prefix(40)))
      for (short, long) in zip(few.channels, many.channels) {
        #expect(short.spend == Array(long.spend.prefix(40)))
      }
    }
  }

  @Test("Parts add up to sales, return times spend to contribution", arguments: 1...6)
  func identities(seed: Int) throws {
    let (table, truth) = try PanelSimulator(regions: 8, weeks: 60).simulated(seed: UInt64(seed))
    #expect(try table.numbers("sales") == truth.regions.flatMap(\.sales))
    for region in truth.regions {
      for week in 0..<60 {
        let effects = region.channels.reduce(0) { $0 + $1.contribution[week] }
        let sum =
          region.base + region.trend[week] + region.season[week] + region.demand[week]
          + region.priceEffect[week] + effects + region.noise[week]
        #expect(sum.isClose(to: region.sales[week], within: .relative(1e-10)))
      }
    }
    for (index, channel) in truth.channels.enumerated() {
      let spend = try table.numbers(channel.name)
      #expect(channel.totalSpend == spend.reduce(0, +))
      #expect(
        (channel.roi * channel.totalSpend).isClose(
          to: channel.totalContribution, within: .relative(1e-12)))
      let byRegion = truth.regions.map { $0.channels[index].totalContribution }.reduce(0, +)
      #expect(byRegion.isClose(to: channel.totalContribution, within: .relative(1e-12)))
      #expect((0.3...5).contains(channel.roi), "\(channel.name) \(channel.roi)")
      #expect(channel.mroi > 0 && channel.mroi < 1.2 * channel.roi)
    }
    let whole = truth.channels.reduce(0) { $0 + $1.totalContribution } + truth.baseline
    #expect(whole.isClose(to: truth.expectedTotal, within: .relative(1e-12)))
  }

  @Test("mROI over all regions is the derivative to a proportional rise of all spend")
  func marginal() throws {
    let truth = try PanelSimulator(regions: 5, weeks: 60).simulated(seed: 3).truth
    for (index, channel) in truth.channels.enumerated() {
      func total(_ factor: Double) -> Double {
        truth.regions.reduce(0) { sum, region in
          let part = region.channels[index]
          var stock = 0.0
          return part.spend.reduce(sum) { sum, spend in
            stock = (1 - part.law.retention) * spend * factor + part.law.retention * stock
            let ratio = pow(stock / part.law.halfPoint, part.law.slope)
            return sum + part.law.largestEffect * ratio / (1 + ratio)
          }
        }
      }
      #expect(total(1).isClose(to: channel.totalContribution, within: .relative(1e-9)))
      let slope = (total(1.0001) - total(0.9999)) / 0.0002 / channel.totalSpend
      #expect(slope.isClose(to: channel.mroi, within: .relative(1e-6)))
    }
  }

  @Test("Laws for each head are the same everywhere but for the size of the effect")
  func laws() throws {
    let regions = try PanelSimulator(regions: 40, weeks: 20).simulated(seed: 1).truth.regions
    for index in channels.indices {
      let laws = regions.map { $0.channels[index].law }
      #expect(Set(laws.map(\.retention)).count == 1 && Set(laws.map(\.slope)).count == 1)
      let halves = zip(laws, regions).map { $0.halfPoint / $1.population }
      #expect(halves.allSatisfy { $0.isClose(to: halves[0], within: .relative(1e-12)) })
      let logs = zip(laws, regions).map { log($0.largestEffect / $1.population) }
      let mean = logs.reduce(0, +) / 40
      let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39).squareRoot()
      // 0.3 in truth; χ² of 39 degrees keeps it within these in all but one case of 10,000.
      #expect((0.18...0.44).contains(deviation), "\(channels[index]) \(deviation)")
    }
  }

  @Test("Options change only what they name")
  func options() throws {
    let plain = try PanelSimulator(regions: 3, weeks: 60).simulated(seed: 5)
    let free = try PanelSimulator(regions: 3, weeks: 60, confounding: 0).simulated(seed: 5)
    #expect(try free.table.numbers("tv") == plain.table.numbers("tv"))
    #expect(try free.table.numbers("digital") != plain.table.numbers("digital"))
    #expect(free.truth.regions.map(\.demand) == plain.truth.regions.map(\.demand))
    let hidden = try PanelSimulator(regions: 3, weeks: 60, hidden: 2).simulated(seed: 5).truth
    #expect(hidden.regions.map(\.channels) == plain.truth.regions.map(\.channels))
    for (much, usual) in zip(hidden.regions, plain.truth.regions) {
      for (more, less) in zip(much.demand, usual.demand) {
        #expect(more.isClose(to: 2 * less, within: .relative(1e-12)))
      }
    }
    let holed = try PanelSimulator(regions: 3, weeks: 60, missing: 11).simulated(seed: 5)
    #expect(holed.truth == plain.truth)
    let missing = try (channels + ["sales"]).reduce(0) { sum, name in
      sum + (try holed.table.numbers(name).count { $0.isNaN })
    }
    #expect(missing == 11)
  }

  /// Within a region and its years, over 20 panels.
  @Test("Budgets follow hidden demand as far as they are told")
  func confounding() throws {
    func typical(_ confounding: Double) throws -> Double {
      var sum = 0.0
      for seed in 1...20 {
        let simulator = PanelSimulator(regions: 4, weeks: 104, confounding: confounding)
        for region in try simulator.simulated(seed: UInt64(seed)).truth.regions {
          sum += correlation(region.demand, region.channels[1].spend.map { log($0) })
        }
      }
      return sum / 80
    }
    #expect(try abs(typical(0)) < 0.1)
    #expect(try typical(0.5) > 0.3)
    #expect(try typical(1) > 0.6)
  }

  @Test("Options outside their range are refused")
  func refused() {
    let wrong = [
      PanelSimulator(regions: 1), PanelSimulator(regions: 100), PanelSimulator(weeks: 19),
      PanelSimulator(weeks: 521), PanelSimulator(noise: -1), PanelSimulator(noise: .nan),
      PanelSimulator(confounding: 1.5), PanelSimulator(hidden: -0.1), PanelSimulator(hidden: 6),
      PanelSimulator(missing: -1), PanelSimulator(regions: 2, weeks: 20, missing: 41),
    ]
    for simulator in wrong {
      #expect(throws: MixError.self) { try simulator.simulated() }
    }
    for simulator in [
      PanelSimulator(regions: 2, weeks: 20, noise: 0, confounding: 1, hidden: 5, missing: 40),
      PanelSimulator(regions: 99, weeks: 20, noise: 1, confounding: 0, hidden: 0),
    ] {
      #expect(throws: Never.self) { try simulator.simulated(seed: .max) }
    }
  }

  @Test("The truth is the same after it was stored, and speaks the fit's names")
  func stored() throws {
    let truth = try PanelSimulator(regions: 3, weeks: 30).simulated().truth
    let data = try JSONEncoder().encode(truth)
    #expect(try JSONDecoder().decode(PanelTruth.self, from: data) == truth)
    let known = Set(truth.scalarFields.map(\.name))
    for measure in ["roi", "mroi", "contribution", "share", "spend", "retention", "half_point"] {
      for channel in channels { #expect(known.contains("\(measure).\(channel)")) }
    }
    for name in ["baseline", "noise", "rows", "regions", "roi.tv.r03"] {
      #expect(known.contains(name), "\(name)")
    }
    #expect(truth.regionTable.names == ["region", "population", "sales"] + channels)
    #expect(truth.channelTable.rowCount == 5)
    #expect(truth.scalarFields.allSatisfy { $0.value.isFinite })
  }
}

private func correlation(_ x: [Double], _ y: [Double]) -> Double {
  let count = Double(x.count)
  let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
  var (xy, xx, yy) = (0.0, 0.0, 0.0)
  for (x, y) in zip(x, y) {
    xy += (x - meanX) * (y - meanY)
    xx += (x - meanX) * (x - meanX)
    yy += (y - meanY) * (y - meanY)
  }
  return xy / (xx * yy).squareRoot()
}
