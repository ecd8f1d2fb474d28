import Figures
import Marketing
import Statistics
import Tables

/// How each channel's spend works off, a row a channel, with its half-life.
///
/// All rows have one scale: what is high is short, what is low lasts.
struct ChannelDecayPlot {
  let fit: MixFit
  var title: String?
  var subtitle: String?
  /// How many rows there may be.
  var most = Int.max

  /// One channel's memory.
  private struct Memory {
    let channel: String
    /// Shares of what a spend does, by periods after it.
    let shares: [Double]
    /// Nil without carryover.
    let halfLife: Double?
  }

  /// Periods after which nothing is drawn any more.
  private static let longest = 52
  /// Periods up to which each has a step of its own.
  private static let stepped = 20

  private var memories: [Memory] {
    let responses = fit.responses
    return fit.training.largestChannels(most: most).map { index in
      let response = responses[index]
      guard !response.draws.isEmpty else {
        let adstock = response.transform.adstock
        return Memory(
          channel: response.channel, shares: Self.shares(adstock), halfLife: adstock.halfLife)
      }
      return Self.memory(of: response)
    }
  }

  private static func shares(_ adstock: Adstock) -> [Double] {
    let sum = adstock.weightSum
    return adstock.weights(count: longest).map { sum.isFinite ? $0 / sum : .nan }
  }

  /// The mean curve of the draws and the median of their half-lives, regions by their parts of the spend.
  private static func memory(of response: ChannelResponse) -> Memory {
    var sum = [Double](repeating: 0, count: longest)
    var halves: [Double] = []
    for draw in response.draws {
      var half = 0.0
      for piece in draw.pieces {
        let own = shares(piece.transform.adstock)
        for lag in sum.indices { sum[lag] += piece.spendShare * own[lag] }
        half += piece.spendShare * (piece.transform.adstock.halfLife ?? 0)
      }
      halves.append(half)
    }
    let whole = response.draws.reduce(0) { $0 + $1.pieces.reduce(0) { $0 + $1.spendShare } }
    let sorted = halves.filter(\.isFinite).sorted()
    let half = sorted.isEmpty ? 0 : quantile(sorted: sorted, 0.5)
    return Memory(
      channel: response.channel, shares: sum.map { whole > 0 ? $0 / whole : .nan },
      halfLife: half > 0 ? half : nil)
  }

  /// Until 98 % of the slowest has come.
  private func periods(_ memories: [Memory]) -> Int {
    let needed = memories.map { memory -> Int in
      var arrived = 0.0
      for (lag, share) in memory.shares.enumerated() {
        arrived += share
        if arrived >= 0.98 { return lag + 1 }
      }
      return Self.longest
    }
    return max(4, needed.max() ?? 0)
  }

  /// The chart.
  var chart: Chart {
    let memories = memories
    let periods = periods(memories)
    let highest = memories.flatMap { $0.shares.prefix(periods) }.filter(\.isFinite).max() ?? 1
    let saturates = fit.responses.contains { $0.transform.saturation != .none }
    let left = fit.channelNames.count - memories.count
    var chart = Chart(
      title ?? finding(memories),
      subtitle: subtitle
        ?? "Share of a spend's work by \(fit.periodName)s after it"
        + (saturates ? ", before saturation" : "") + "; stroke: half-life"
        + (left > 0 ? "; \(left) of \(fit.channelNames.count) channels not drawn" : ""),
      y: Axis("\(fit.periodName)s after the spend", domain: 0...Double(periods)), legend: .none,
      orientation: .horizontal, height: max(90, 28 * memories.count))
    chart.marks = [
      .ridge(
        .init(
          "share of the work", x: .categories(memories.map(\.channel)),
          hills: memories.map { hill($0, periods: periods, highest: highest) },
          paints: memories.map { .like($0.channel) }, labels: memories.map(label)))
    ]
    return chart
  }

  /// A hill that keeps to its row.
  private func hill(_ memory: Memory, periods: Int, highest: Double) -> Mark.Ridge.Hill {
    let scale = 0.72 / (highest > 0 ? highest : 1)
    var shares = Array(memory.shares.prefix(periods))
    while shares.count > 1, let last = shares.last, !(last > 0.004 * highest) {
      shares.removeLast()
    }
    let isStepped = periods <= Self.stepped
    let values = shares.indices.flatMap { lag -> [Double] in
      isStepped ? [Double(lag), Double(lag + 1)] : [Double(lag) + 0.5]
    }
    let heights = shares.flatMap { share in
      [Double](repeating: share * scale, count: isStepped ? 2 : 1)
    }
    let ends = (values.first ?? 0, values.last ?? 0)
    let middle = memory.halfLife.flatMap { $0 > ends.0 && $0 < ends.1 ? $0 : nil }
    // A smooth curve begins at the spend, not half a period later.
    let head = isStepped ? [] : [(0.0, heights.first ?? 0)]
    return Mark.Ridge.Hill(
      values: head.map(\.0) + values, heights: head.map(\.1) + heights, middle: middle)
  }

  private func label(_ memory: Memory) -> String {
    guard let half = memory.halfLife, half > 0 else { return "at once" }
    return "\(NumberFormat.decimals(1).text(half)) \(fit.periodName)s"
  }

  private func finding(_ memories: [Memory]) -> String {
    let lasting = memories.filter { ($0.halfLife ?? 0) > 0 }
    guard let most = lasting.max(by: { ($0.halfLife ?? 0) < ($1.halfLife ?? 0) }),
      let half = most.halfLife
    else { return "Without carryover: spend works in its own \(fit.periodName)" }
    let time = "\(NumberFormat.decimals(1).text(half)) \(fit.periodName)s"
    let isSame = memories.allSatisfy { abs(($0.halfLife ?? 0) - half) < 0.05 }
    return isSame && memories.count > 1
      ? "Half of the work is done after \(time) in every channel"
      : "\(most.channel) lasts longest: half of its work is done after \(time)"
  }

  /// The numbers behind the chart: a row a period, a column a channel.
  var table: Table {
    let memories = memories
    let periods = periods(memories)
    var names: Set = ["\(fit.periodName)s after"]
    return Table(
      [Column("\(fit.periodName)s after", numbers: (0..<periods).map(Double.init))]
        + memories.map { memory in
          var name = memory.channel
          while !names.insert(name).inserted { name += " (channel)" }
          return Column(name, numbers: Array(memory.shares.prefix(periods)))
        })
  }
}
