/// Amounts in whole steps of money that add up to a whole exactly, by the largest remainder.
///
/// A step is a cent. Where the whole is below 100, as in data in thousands or millions, it is a millionth.
struct BudgetRounding {
  /// The steps that make one unit of money.
  let stepsPerUnit: Double

  init(whole: Double) { stepsPerUnit = whole < 100 ? 1e6 : 100 }

  /// An amount as a number of steps.
  func steps(_ amount: Double) -> Int { Int((amount * stepsPerUnit).rounded()) }

  /// A number of steps as an amount.
  func amount(_ steps: Int) -> Double { Double(steps) / stepsPerUnit }

  /// Rounded amounts whose steps add up to those of the whole.
  ///
  /// Each is within a step of what it was and within its bounds, but where these leave less than a step.
  func rounded(_ amounts: [Double], whole: Double, limits: BudgetLimits) -> [Double] {
    // 1. Down to whole steps within the bounds; a hair above a step counts as on it. Bounds with no step between them, as of
    //    a channel that is fixed, leave the nearest one.
    var least = limits.low.map { Int(($0 * stepsPerUnit - 1e-4).rounded(.up)) }
    var most = limits.high.map { bound in
      bound * stepsPerUnit < 9e15 ? Int((bound * stepsPerUnit + 1e-4).rounded(.down)) : Int.max
    }
    for place in least.indices where least[place] > most[place] {
      least[place] = self.steps(limits.low[place])
      most[place] = least[place]
    }
    var steps = amounts.indices.map { place in
      let floor = Int((amounts[place] * stepsPerUnit + 1e-4).rounded(.down))
      return max(min(floor, most[place]), least[place])
    }
    let goal = self.steps(whole)
    func remainder(_ place: Int) -> Double {
      amounts[place] * stepsPerUnit - Double(steps[place])
    }
    func blocks(_ place: Int, _ change: Int) -> Bool {
      limits.groups.contains { group in
        guard group.members.contains(place) else { return false }
        let sum = Double(group.members.reduce(change) { $0 + steps[$1] })
        return change > 0
          ? sum > group.high * stepsPerUnit + 1e-4 : sum < group.low * stepsPerUnit - 1e-4
      }
    }
    // 2. What is left goes, step by step, to the largest remainder that its bounds allow; then to any.
    while let change = BudgetRounding.direction(steps, goal) {
      func isOpen(_ place: Int) -> Bool {
        change > 0 ? steps[place] < most[place] : steps[place] > least[place]
      }
      func gain(_ place: Int) -> Double { Double(change) * remainder(place) }
      let open = steps.indices.filter(isOpen)
      let allowed = open.filter { !blocks($0, change) }
      let candidates = !allowed.isEmpty ? allowed : !open.isEmpty ? open : Array(steps.indices)
      guard let next = candidates.max(by: { gain($0) < gain($1) }) else { break }
      steps[next] += change
    }
    return steps.map(amount)
  }

  private static func direction(_ steps: [Int], _ goal: Int) -> Int? {
    let sum = steps.reduce(0, +)
    return sum == goal ? nil : sum < goal ? 1 : -1
  }
}
