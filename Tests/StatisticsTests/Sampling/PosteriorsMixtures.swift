import Foundation
import Statistics
import TestSupport

/// A mixture and a hidden Markov chain.
extension ReferencePosterior {
  /// The second parameter is how far the second mean lies above the first.
  static var mixture: ReferencePosterior {
    let file = "low_dim_gauss_mix-low_dim_gauss_mix"
    let y = JSON.outside("\(folder)/\(file).json")["data"]["y"].numbers
    let centre = PreparedPrior(.normal(mean: 0, deviation: 2))
    let spread = PreparedPrior(.halfNormal(deviation: 2))
    let share = PreparedPrior(.beta(5, 5))
    return ReferencePosterior(
      file, names: ["mu[1]", "mu[2]", "sigma[1]", "sigma[2]", "theta"],
      constraints: [.free, .above(0), .above(0), .above(0), .between(0, 1)], halves: 2,
      quantities: { [$0[0], $0[0] + $0[1]] + $0[2...] },
      parameters: { [$0[0], $0[1] - $0[0]] + $0[2...] },
      density: { x, gradient in
        let (low, high) = (x[0], x[0] + x[1])
        let (first, second) = (centre.logDensity(low), centre.logDensity(high))
        let (narrow, wide) = (spread.logDensity(x[2]), spread.logDensity(x[3]))
        let mixing = share.logDensity(x[4])
        var total = first.value + second.value + narrow.value + wide.value + mixing.value
        gradient[0] += first.slope + second.slope
        gradient[1] += second.slope
        gradient[2] += narrow.slope
        gradient[3] += wide.slope
        gradient[4] += mixing.slope
        let half = 0.5 * log(2 * Double.pi)
        let one = log(x[4]) - log(x[2]) - half
        let two = log(1 - x[4]) - log(x[3]) - half
        for value in y {
          let (a, b) = ((value - low) / x[2], (value - high) / x[3])
          let (p, q) = (one - 0.5 * a * a, two - 0.5 * b * b)
          let top = max(p, q)
          let sum = top + log(exp(p - top) + exp(q - top))
          total += sum
          let (r, s) = (exp(p - sum), exp(q - sum))
          gradient[0] += r * a / x[2] + s * b / x[3]
          gradient[1] += s * b / x[3]
          gradient[2] += r * (a * a - 1) / x[2]
          gradient[3] += s * (b * b - 1) / x[3]
          gradient[4] += r / x[4] - s / (1 - x[4])
        }
        return total
      })
  }

  /// Parameters: the chances of going from either state to the first, the first mean and how far the second lies above.
  static var hiddenMarkov: ReferencePosterior {
    let file = "hmm_example-hmm_example"
    let y = JSON.outside("\(folder)/\(file).json")["data"]["y"].numbers
    let priors = [
      PreparedPrior(.normal(mean: 3, deviation: 1)), PreparedPrior(.normal(mean: 10, deviation: 1)),
    ]
    return ReferencePosterior(
      file, names: ["theta1[1]", "theta1[2]", "theta2[1]", "theta2[2]", "mu[1]", "mu[2]"],
      constraints: [.between(0, 1), .between(0, 1), .above(0), .above(0)],
      quantities: { [$0[0], 1 - $0[0], $0[1], 1 - $0[1], $0[2], $0[2] + $0[3]] },
      parameters: { [$0[0], $0[2], $0[4], $0[5] - $0[4]] },
      density: { x, gradient in
        let go = [[x[0], 1 - x[0]], [x[1], 1 - x[1]]]
        let centre = [x[2], x[2] + x[3]]
        let found = zip(priors, centre).map { $0.logDensity($1) }
        var total = found[0].value + found[1].value
        gradient[2] += found[0].slope + found[1].slope
        gradient[3] += found[1].slope
        func emission(_ step: Int, _ state: Int) -> Double {
          let e = y[step] - centre[state]
          return exp(-0.5 * e * e) / (2 * Double.pi).squareRoot()
        }
        // Forward shares and their scales, then backward ones; the posterior shares of states and moves give the gradient.
        var forward: [[Double]] = []
        var scales: [Double] = []
        for step in y.indices {
          let raw = (0..<2).map { state in
            let before =
              step == 0
              ? 1.0 : (0..<2).reduce(0) { $0 + forward[step - 1][$1] * go[$1][state] }
            return before * emission(step, state)
          }
          let scale = raw[0] + raw[1]
          guard scale > 0 else { return -.infinity }
          total += log(scale)
          scales.append(scale)
          forward.append(raw.map { $0 / scale })
        }
        var backward = [1.0, 1.0]
        var moves = [[0.0, 0.0], [0.0, 0.0]]
        for step in y.indices.reversed() {
          for state in 0..<2 {
            let slope = forward[step][state] * backward[state] * (y[step] - centre[state])
            gradient[2] += slope
            if state == 1 { gradient[3] += slope }
          }
          guard step > 0 else { break }
          let next = (0..<2).map { emission(step, $0) * backward[$0] / scales[step] }
          for from in 0..<2 {
            for to in 0..<2 { moves[from][to] += forward[step - 1][from] * next[to] }
          }
          backward = (0..<2).map { go[$0][0] * next[0] + go[$0][1] * next[1] }
        }
        gradient[0] += moves[0][0] - moves[0][1]
        gradient[1] += moves[1][0] - moves[1][1]
        return total
      })
  }
}
