import Marketing
import Statistics
import Testing

@Suite("Transforms of a channel")
struct ChannelTransformTests {
  static let orders: [ChannelTransform.Order] = [.adstockFirst, .saturationFirst]

  private func spend(_ seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<40).map { _ in stream.uniform() < 0.3 ? 0 : stream.uniform(1, 3) * 1_000 }
  }

  @Test("Gradients are finite differences", arguments: orders)
  func gradients(order: ChannelTransform.Order) throws {
    let transform = ChannelTransform(
      adstock: .delayed(retention: 0.6, peak: 1.5), saturation: .hill(half: 0.8, slope: 1.4),
      order: order, unit: 1_500)
    let (past, now) = (spend(1), spend(2))
    for name in ["retention", "peak", "half", "slope"] {
      let parameter = try #require(transform.parameter(named: name))
      let value = transform.value(of: parameter).value
      let step = 1e-6
      let above = transform.setting(parameter, to: value + step).applied(to: now, after: past)
      let below = transform.setting(parameter, to: value - step).applied(to: now, after: past)
      let gradient = transform.gradient(of: now, after: past, parameter)
      for row in now.indices {
        let change = (above[row] - below[row]) / (2 * step)
        #expect(abs(change - gradient[row]) < 1e-6, "\(name) in row \(row)")
      }
    }
  }

  @Test("Steady spend is the end of a long series of the same spend", arguments: orders)
  func steady(order: ChannelTransform.Order) {
    for adstock in [Adstock.geometric(retention: 0.7), .recursive(retention: 0.5), .none] {
      let transform = ChannelTransform(
        adstock: adstock, saturation: .logistic(half: 1), order: order, unit: 700)
      let long = transform.applied(to: [Double](repeating: 900, count: 200))
      #expect(abs((long.last ?? 0) - transform.steady(900)) < 1e-9)
      let slope = (transform.steady(900.001) - transform.steady(899.999)) / 0.002
      #expect(abs(slope - transform.steadySlope(900)) < 1e-9)
    }
  }

  @Test("The half-point in money has half of the largest effect", arguments: orders)
  func halfPoint(order: ChannelTransform.Order) throws {
    let transform = ChannelTransform(
      adstock: .recursive(retention: 0.5), saturation: .hill(half: 0.5, slope: 2), order: order,
      unit: 800)
    let half = try #require(transform.halfPoint(upTo: 1_000))
    let most = transform.steady(1e15)
    #expect(abs(transform.steady(half) - most / 2) < 1e-9)
  }

  @Test("Origins are shares: what no history and no memory brings is all immediate")
  func origins() {
    let now = spend(4)
    let plain = ChannelTransform(saturation: .root(power: 0.5)).origins(of: now)
    #expect(zip(now, plain.immediate).allSatisfy { $1 == ($0 > 0 ? 1 : 0) })
    #expect(plain.carriedIn.allSatisfy { $0 == 0 })
    let memory = ChannelTransform(adstock: .geometric(retention: 0.5))
    let after = memory.origins(of: now, after: [5_000])
    #expect(after.carriedIn[0] > 0)
    #expect(after.carriedIn[20] == 0)
    #expect(zip(after.immediate, after.carriedIn).allSatisfy { $0 + $1 <= 1 + 1e-12 })
  }
}
