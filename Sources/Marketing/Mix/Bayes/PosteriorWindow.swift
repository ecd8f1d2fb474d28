import Statistics

extension FitWindow {
  /// What a posterior says of rows that were not fitted: means over its kept draws.
  ///
  /// The baseline is linear in its coefficients, so that their means say it exactly.
  init(_ data: MixData, design: MixDesign, posterior: MixPosterior) throws {
    let kept = posterior.kept
    guard posterior.regions.isEmpty else {
      throw MixError.notForRegions(
        "prediction of other rows: its baseline is known for the fitted rows alone")
    }
    let width = design.terms.count + 1
    let columns = try design.columns(of: data)
    let count = Double(kept.count)
    let means = (0..<width).map { place in
      kept.reduce(0) { $0 + $1.coefficients[place] } / count
    }
    var parts: [SalesPart] = [.intercept]
    var sums = [[Double](repeating: means[0], count: data.rowCount)]
    for (place, term) in design.terms.enumerated() where term.part.isBaseline {
      let effect = columns[place].map { $0 * means[place + 1] }
      if let known = parts.firstIndex(of: term.part) {
        sums[known] = zip(sums[known], effect).map { $0 + $1 }
      } else {
        parts.append(term.part)
        sums.append(effect)
      }
    }
    var spend: [ChannelSpend] = []
    for channel in data.channels.indices {
      let draws = kept.map { $0.responses[channel] }
      let contribution = data.throughTime(channel) { spend, history in
        var sum = [Double](repeating: 0, count: spend.count)
        for draw in draws {
          let one = draw.weekly(spend, after: history)
          for period in sum.indices { sum[period] += one[period] }
        }
        return sum.map { $0 / count }
      }
      parts.append(.channel(channel))
      sums.append(contribution)
      spend.append(
        ChannelSpend(
          channel, data, draws: draws, contribution: contribution, marginalReturn: nil))
    }
    self.init(data, parts: parts, contributions: sums, spend: spend)
  }
}

extension FitWindow.ChannelSpend {
  /// Draws that shares of time are averaged over.
  private static let most = 50

  /// A channel's spend and when its effect came, by a posterior.
  ///
  /// - Parameters:
  ///   - index: The channel.
  ///   - data: The rows.
  ///   - draws: Draws of the response.
  ///   - contribution: Its posterior mean, row by row.
  ///   - known: The marginal return where it is known from all draws; nil to take it from these.
  init(
    _ index: Int, _ data: MixData, draws: [ChannelResponse.Draw], contribution: [Double],
    marginalReturn known: Double?
  ) {
    name = data.channels[index].name
    values = data.channels[index].values
    let total = values.reduce(0, +)
    let step = max(1, (draws.count + Self.most - 1) / Self.most)
    let some = stride(from: 0, to: draws.count, by: step).map { draws[$0] }
    let count = Double(max(1, some.count))
    var marginal = known
    if known == nil, total > 0 {
      let gains = data.throughTime(index) { spend, history in
        var sum = [Double](repeating: 0, count: spend.count)
        for piece in some.flatMap(\.pieces) {
          let change = piece.transform.proportionalResponse(
            of: spend.map { $0 * piece.spendShare }, after: history.map { $0 * piece.spendShare })
          for period in sum.indices { sum[period] += piece.coefficient * change[period] }
        }
        return sum
      }
      marginal = gains.reduce(0, +) / count / total
    }
    marginalReturn = total > 0 ? marginal : nil
    let sums = data.throughTime(
      index,
      all: { spend, history in
        var (all, own, past) = (
          [Double](repeating: 0, count: spend.count), [Double](repeating: 0, count: spend.count),
          [Double](repeating: 0, count: spend.count)
        )
        for piece in some.flatMap(\.pieces) {
          let (money, before) = (
            spend.map { $0 * piece.spendShare }, history.map { $0 * piece.spendShare }
          )
          let effect = piece.transform.applied(to: money, after: before)
          let origins = piece.transform.origins(of: money, after: before)
          for period in all.indices {
            let sales = piece.coefficient * effect[period]
            all[period] += sales
            own[period] += sales * origins.immediate[period]
            past[period] += sales * origins.carriedIn[period]
          }
        }
        return [all, own, past]
      })
    func part(_ place: Int) -> [Double] {
      contribution.indices.map { row in
        sums[0][row] == 0 ? 0 : contribution[row] * (sums[place][row] / sums[0][row])
      }
    }
    immediate = part(1)
    carriedIn = part(2)
    let history = data.spendOnCalendar(index)
    carriedOut =
      some.reduce(0) { sum, draw in
        let silence = [Double](
          repeating: 0, count: draw.pieces.map(\.transform.tail).max() ?? 0)
        return sum + draw.weekly(silence, after: history).reduce(0, +)
      } / count
  }
}
