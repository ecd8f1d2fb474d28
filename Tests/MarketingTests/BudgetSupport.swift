import Marketing
import Statistics

/// A Hill response with normalised geometric carryover.
func hill(
  _ channel: String, _ coefficient: Double, half: Double, slope: Double = 1, unit: Double,
  spend: [Double], retention: Double = 0.5
) -> ChannelResponse {
  ChannelResponse(
    channel: channel, coefficient: coefficient,
    transform: ChannelTransform(
      adstock: .geometric(retention: retention), saturation: .hill(half: half, slope: slope),
      order: .adstockFirst, unit: unit),
    spend: spend)
}

/// Thirty weeks around a mean.
func weeks(_ mean: Double, seed: UInt64 = 1) -> [Double] {
  var stream = RandomStream(seed: seed)
  return (0..<30).map { _ in mean * stream.uniform(0.5, 1.5) }
}

/// Three channels with diminishing returns.
let threeChannels = [
  hill("tv", 50_000, half: 1.2, unit: 20_000, spend: weeks(30_000, seed: 1)),
  hill("radio", 30_000, half: 0.8, unit: 10_000, spend: weeks(8_000, seed: 2)),
  hill("print", 20_000, half: 2, unit: 5_000, spend: weeks(12_000, seed: 3), retention: 0.2),
]

extension BudgetPlan {
  /// The channel of that name.
  func channel(_ name: String) -> Channel? { channels.first { $0.name == name } }
  /// Amounts by channel.
  var amounts: [Double] { channels.map(\.spend) }
  /// The scalar field of that name.
  func field(_ name: String) -> Double? { scalarFields.first { $0.name == name }?.value }
}

extension BudgetProblem {
  /// What the channels' money brings under a steady plan.
  func steadySales(_ spend: [Double]) -> Double {
    zip(responses, spend).reduce(0) { $0 + $1.0.steady($1.1) }
  }

  /// The description of the error that the problem has; nil where it has a plan.
  func refusal() -> String? {
    do throws(BudgetError) {
      _ = try solved()
      return nil
    } catch {
      return error.description
    }
  }
}
