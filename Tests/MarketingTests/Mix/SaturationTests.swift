import Marketing
import Statistics
import TestSupport
import Testing

/// One setting of each kind, inside its domain.
private let kinds: [Saturation] = [
  .none, .hill(half: 0.8), .hill(half: 2, slope: 3), .hill(half: 0.5, slope: 0.4),
  .logistic(half: 1.3), .tanh(half: 0.7), .michaelisMenten(half: 0.6), .logarithmic(scale: 0.5),
  .root(power: 0.6), .root(power: 1), .negativeExponential(half: 1.5),
]

@Suite("Saturation")
struct SaturationTests {
  @Test("Nothing for nothing, and more for more", arguments: kinds)
  func monotone(saturation: Saturation) {
    #expect(saturation.value(at: 0) == 0)
    var last = 0.0
    for step in 1...200 {
      let value = saturation.value(at: Double(step) * 0.02)
      #expect(value > last, "\(saturation) at \(Double(step) * 0.02)")
      last = value
    }
  }

  @Test("Half of the limit at the half point, all of it far beyond", arguments: kinds)
  func limits(saturation: Saturation) throws {
    let largest = 9.0
    let half = try #require(saturation.halfPoint(upTo: largest))
    let top = saturation.limit ?? saturation.value(at: largest)
    #expect((saturation.value(at: half) / top).isClose(to: 0.5, within: .relative(1e-13)))
    if let limit = saturation.limit {
      #expect(saturation.value(at: 1e12).isClose(to: limit, within: .relative(1e-4)))
      #expect(saturation.value(at: 1e300) <= limit)
    } else {
      #expect(saturation.halfPoint(upTo: 0) == nil)
    }
  }

  @Test("Slopes and gradients are central differences over random settings")
  func gradients() {
    var stream = RandomStream(seed: 31)
    func between(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * Double.random(in: 0..<1, using: &stream)
    }
    for round in 0..<400 {
      let half = between(0.05, 5)
      let saturation: Saturation =
        switch round % 8 {
        case 0: .hill(half: half, slope: between(0.3, 6))
        case 1: .logistic(half: half)
        case 2: .tanh(half: half)
        case 3: .michaelisMenten(half: half)
        case 4: .logarithmic(scale: half)
        case 5: .root(power: between(0.05, 1))
        case 6: .negativeExponential(half: half)
        default: .none
        }
      let x = between(0.05, 10)
      let step = 1e-5 * x
      // A central difference of a smooth curve at this step: 1e-10 of truncation, 1e-11 of rounding, relative to S/x.
      let near = Tolerance.absolute(1e-7 * max(1, saturation.value(at: x) / x))
      let slope = (saturation.value(at: x + step) - saturation.value(at: x - step)) / (2 * step)
      #expect(saturation.slope(at: x).isClose(to: slope, within: near), "\(saturation) at \(x)")
      let gradient = saturation.gradient(at: x)
      #expect(gradient.count == saturation.parameters.count)
      for (index, parameter) in saturation.parameters.enumerated() {
        let step = 1e-5 * parameter.value
        let change =
          saturation.setting(index, to: parameter.value + step).value(at: x)
          - saturation.setting(index, to: parameter.value - step).value(at: x)
        let expected = change / (2 * step)
        #expect(
          gradient[index].isClose(to: expected, within: .absolute(1e-6 * max(1, abs(expected)))),
          "\(saturation) \(parameter.name) at \(x)")
      }
    }
  }

  @Test("Slopes at nothing: finite, but for the root and the Hill curve below a slope of 1")
  func slopeAtZero() {
    #expect(Saturation.hill(half: 0.5, slope: 1).slope(at: 0) == 2)
    #expect(Saturation.hill(half: 0.5, slope: 2).slope(at: 0) == 0)
    #expect(Saturation.hill(half: 0.5, slope: 0.5).slope(at: 0) == .infinity)
    #expect(Saturation.root(power: 0.5).slope(at: 0) == .infinity)
    #expect(Saturation.root(power: 1).slope(at: 0) == 1)
    #expect(Saturation.michaelisMenten(half: 0.5).slope(at: 0) == 2)
    for saturation in kinds where saturation.slope(at: 0).isFinite {
      let rise = saturation.value(at: 1e-9) / 1e-9
      #expect(rise.isClose(to: saturation.slope(at: 0), within: .absolute(1e-6)), "\(saturation)")
    }
  }

  @Test("Small amounts keep their digits")
  func smallAmounts() {
    // S(x) = x S'(0) (1 + O(x)) near 0; what cancels would leave nothing of 1e-18.
    for saturation: Saturation in [
      .logistic(half: 1), .tanh(half: 1), .negativeExponential(half: 1), .logarithmic(scale: 1),
      .michaelisMenten(half: 1), .hill(half: 1),
    ] {
      let x = 1e-18
      #expect(
        saturation.value(at: x).isClose(to: x * saturation.slope(at: 0), within: .relative(1e-14)),
        "\(saturation)")
    }
  }

  @Test("No setting and no amount gives anything but a number")
  func extremes() {
    let settings: [Saturation] = [
      .hill(half: 1e-9, slope: 10), .hill(half: 1e12, slope: 10), .hill(half: 1e-300, slope: 10),
      .hill(half: 1e-9, slope: 0.1), .logistic(half: 1e-9), .tanh(half: 1e12),
      .michaelisMenten(half: 1e-9), .logarithmic(scale: 1e-9), .logarithmic(scale: 1e12),
      .root(power: 0.01), .negativeExponential(half: 1e-9), .none,
    ]
    for saturation in settings {
      for x in [0, 1e-307, 1e-300, 1e-9, 1, 1e12, 1e100] {
        let value = saturation.value(at: x)
        #expect(value.isFinite && value >= 0, "\(saturation) at \(x)")
        #expect(saturation.gradient(at: x).allSatisfy { !$0.isNaN }, "\(saturation) at \(x)")
        let slope = saturation.slope(at: x)
        #expect(!slope.isNaN && slope >= 0, "\(saturation) at \(x): \(slope)")
      }
      #expect(saturation.value(at: .nan).isNaN, "\(saturation)")
    }
  }

  @Test("The logistic and the hyperbolic tangent of one half point are one curve")
  func oneCurve() {
    for x in [0.01, 0.3, 1, 2, 7] {
      #expect(
        Saturation.logistic(half: 0.9).value(at: x) == Saturation.tanh(half: 0.9).value(at: x))
    }
  }

  @Test("One parameter changed is another setting of the same kind", arguments: kinds)
  func setting(saturation: Saturation) {
    for (index, parameter) in saturation.parameters.enumerated() {
      let changed = saturation.setting(index, to: parameter.value / 2)
      #expect(changed.kindName == saturation.kindName)
      #expect(changed.parameters[index].value == parameter.value / 2)
      #expect(changed.setting(index, to: parameter.value) == saturation)
      #expect(parameter.domain.contains(parameter.value))
    }
  }
}
