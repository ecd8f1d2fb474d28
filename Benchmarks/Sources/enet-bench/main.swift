// How long an elastic net path of 100 penalties takes on 1,000 × 100, on one core.
//
//   enet-bench [runs, default 20] [tolerance, default 1e-10] [share of the common factor, default 0.3]
//
// The data are those of Benchmarks/enet/enet.py, number by number. Prints the best run, for the order of time does not
// matter: standardisation, products and path are all in it.

import Statistics

/// SplitMix64 (Steele, Lea, Flood 2014); nearly normal numbers as sums of 12 uniforms.
struct Generator {
  var state: UInt64 = 42
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}

let runs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20
let tolerance = CommandLine.arguments.dropFirst(2).first.flatMap { Double($0) } ?? 1e-10
let share = CommandLine.arguments.dropFirst(3).first.flatMap { Double($0) } ?? 0.3
let (rows, columns) = (1_000, 100)
var generator = Generator()
let common: [Double] = (0..<rows).map { _ in generator.normal() }
let design = Matrix(
  columns: (0..<columns).map { _ -> [Double] in
    common.map { value -> Double in share * value + generator.normal() }
  })
var truth = [Double](repeating: 0, count: columns)
for column in stride(from: 0, to: columns, by: 5) { truth[column] = Double(column / 5 + 1) }
let response: [Double] = design.times(truth).map { value -> Double in
  10 + value + 20 * generator.normal()
}

let net = ElasticNet(l1Ratio: 0.5, tolerance: tolerance)
let clock = ContinuousClock()
var best = Duration.seconds(1_000_000)
var fits: [ElasticNetFit] = []
for _ in 0..<runs {
  let start = clock.now
  fits = try net.path(design, to: response)
  best = min(best, clock.now - start)
}
let gap = fits.map(\.certificate.value).max() ?? .nan
let sweeps = fits.reduce(0) { $0 + $1.sweeps }
let seconds = Double(best.components.attoseconds) * 1e-18 + Double(best.components.seconds)
print("enet path \(rows) x \(columns), \(fits.count) penalties: \(seconds) s")
print("largest gap \(gap), \(sweeps) sweeps, all converged: \(fits.allSatisfy(\.isConverged))")
print("last coefficients \(fits.last?.coefficients.prefix(3).map(\.self) ?? [])")
