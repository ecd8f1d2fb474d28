// The classic pipeline of a marketing mix notebook: CSV, carryover and saturation, ridge with its penalty out of 7 by 5 folds
// in the order of time, the best split of the same budget.
//
//   classic-bench FILE [repeats of the work within the process, default 1]
//
// Benchmarks/classic/classic.py does the same by pandas, scikit-learn and SciPy. Both print one line of JSON: the seconds of
// each step (medians of the repeats) and the results.

import Marketing
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let decays = [0.5, 0.4, 0.6, 0.2]
let penalties = [0.001, 0.01, 0.1, 1, 10, 100, 1000]

struct Run {
  var seconds: [String: Double] = [:]
  let fit: MixFit
  let plan: BudgetPlan
}

func work(_ path: String) throws -> Run {
  let clock = ContinuousClock()
  let begin = clock.now
  let table = try CSV().read(path: path).table
  let read = clock.now
  let channels = table.names.filter { $0 != "date" && $0 != "revenue" }
  var spec = MixSpec(
    target: "revenue", channels: channels,
    regulariser: .ridge(.crossValidated(folds: 5, penalties: penalties)))
  spec.unit = .money
  for (channel, decay) in zip(channels, decays) {
    spec.transforms[channel] = ChannelTransform(
      adstock: .recursive(retention: decay), saturation: .logarithmic(scale: 50))
  }
  let fit = try spec.fitted(to: MixData(table, for: spec))
  let fitted = clock.now
  let plan = try BudgetProblem(
    responses: fit.responses, lower: .today(0.2), upper: .today(3)
  ).solved()
  let planned = clock.now
  func seconds(_ from: ContinuousClock.Instant, _ to: ContinuousClock.Instant) -> Double {
    Double((to - from).components.attoseconds) * 1e-18
  }
  return Run(
    seconds: [
      "read": seconds(begin, read), "fit": seconds(read, fitted),
      "budget": seconds(fitted, planned), "work": seconds(begin, planned),
    ], fit: fit, plan: plan)
}

func object(_ members: [(String, String)]) -> String {
  "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
}

let words = CommandLine.arguments.dropFirst()
guard let path = words.first else {
  print("usage: classic-bench FILE [repeats]")
  exit(2)
}
let repeats = words.dropFirst().first.flatMap { Int($0) } ?? 1
do {
  let runs = try (0..<max(1, repeats)).map { _ in try work(path) }
  let (fit, plan) = (runs[0].fit, runs[0].plan)
  let seconds = ["read", "fit", "budget", "work"].map { step -> (String, String) in
    let times = runs.compactMap { $0.seconds[step] }.sorted()
    return (step, "\(times[times.count / 2])")
  }
  print(
    object([
      ("seconds", object(seconds)), ("r2", "\(fit.training.metrics.r2 ?? -1)"),
      ("mape", "\(fit.training.metrics.mape ?? -1)"), ("penalty", "\(fit.penalty)"),
      ("uplift", "\(plan.uplift)"),
      ("budget", object(plan.channels.map { ($0.name, "\($0.spend)") })),
    ]))
} catch {
  print("\(error)")
  exit(1)
}
