public import Tables

/// What a channel brought and what it cost, over a stretch of rows.
public struct ChannelResult: Sendable, Hashable, Codable {
  /// The channel.
  public let channel: String
  /// The sum of its contributions, in the target's unit.
  public let contribution: Double
  /// Its share of the summed prediction; shares of all channels and of the baseline add up to 1.
  ///
  /// Nil where the prediction
  /// sums to 0.
  public let share: Double?
  /// The sum of its spend.
  public let spend: Double
  /// Return on investment, contribution / spend; nil where nothing was spent.
  public let roi: Double?
  /// The return of the next unit of money, spread over the rows as spend is now; nil where nothing was spent.
  public let mroi: Double?
  /// The part of the contribution that spend of the same period caused.
  public let immediate: Double
  /// The part that spend of earlier periods within the rows caused.
  public let carriedOver: Double
  /// The part that spend before the first row caused.
  public let carriedIn: Double
  /// What the rows' spend sells after the last row; no part of the contribution.
  public let carriedOut: Double

  /// Cost per acquisition, spend / contribution; nil where the contribution is not above 0.
  public var cpa: Double? { contribution > 0 ? spend / contribution : nil }
}

extension FitWindow {
  /// The sum of the prediction over the rows.
  public var predictedTotal: Double { components.reduce(0) { $0 + $1.total } }

  /// Contribution, share, spend and returns by channel.
  public var channelResults: [ChannelResult] {
    let whole = predictedTotal
    return zip(channels, spend).map { component, spend in
      let contribution = component.total
      let cost = spend.total
      let (now, before) = (spend.immediate.reduce(0, +), spend.carriedIn.reduce(0, +))
      return ChannelResult(
        channel: component.name, contribution: contribution,
        share: whole == 0 ? nil : contribution / whole, spend: cost,
        roi: cost > 0 ? contribution / cost : nil, mroi: spend.marginalReturn, immediate: now,
        carriedOver: contribution - now - before, carriedIn: before,
        carriedOut: spend.carriedOut)
    }
  }

  /// One row a channel: `channel contribution share spend roi`, then what the contribution is made of, `immediate
  /// carried_over carry_in`, and what comes after the rows, `carry_out`.
  public var contributionTable: Table {
    let results = channelResults
    return Table([
      Column("channel", texts: results.map(\.channel)),
      Column("contribution", numbers: results.map(\.contribution)),
      Column("share", numbers: results.map { $0.share ?? .nan }),
      Column("spend", numbers: results.map(\.spend)),
      Column("roi", numbers: results.map { $0.roi ?? .nan }),
      Column("immediate", numbers: results.map(\.immediate)),
      Column("carried_over", numbers: results.map(\.carriedOver)),
      Column("carry_in", numbers: results.map(\.carriedIn)),
      Column("carry_out", numbers: results.map(\.carriedOut)),
    ])
  }

  /// One row a channel: `channel spend contribution roi mroi cpa`.
  public var returnTable: Table {
    let results = channelResults
    return Table([
      Column("channel", texts: results.map(\.channel)),
      Column("spend", numbers: results.map(\.spend)),
      Column("contribution", numbers: results.map(\.contribution)),
      Column("roi", numbers: results.map { $0.roi ?? .nan }),
      Column("mroi", numbers: results.map { $0.mroi ?? .nan }),
      Column("cpa", numbers: results.map { $0.cpa ?? .nan }),
    ])
  }

  /// One row a period: `date`, each component under its name, then `predicted` and `actual`.
  ///
  /// A component that bears one of those names too gets `contribution_` before its own.
  public var componentTable: Table {
    let date =
      days.isEmpty
      ? Column("row", numbers: (1...rowCount).map(Double.init)) : Column("date", days: days)
    var taken: Set = [date.name, "predicted", "actual"]
    var parts: [Column] = []
    for component in components {
      var name = component.name
      while !taken.insert(name).inserted { name = "contribution_\(name)" }
      parts.append(Column(name, numbers: component.values))
    }
    return Table(
      [date] + parts + [
        Column("predicted", numbers: predicted), Column("actual", numbers: actual),
      ])
  }

  /// One row a period: `date`, then for each channel what its own period's spend sold, `tv_immediate`, and what was carried
  /// over, `tv_carried`; together they are its contribution.
  public var carryoverTable: Table {
    let date =
      days.isEmpty
      ? Column("row", numbers: (1...rowCount).map(Double.init)) : Column("date", days: days)
    return Table(
      [date]
        + zip(channels, spend).flatMap { component, spend in
          [
            Column("\(component.name)_immediate", numbers: spend.immediate),
            Column(
              "\(component.name)_carried",
              numbers: zip(component.values, spend.immediate).map { $0 - $1 }),
          ]
        })
  }

  /// Metrics, contributions and returns under their field names.
  public var scalarFields: [ScalarField] {
    var fields = metrics.scalarFields
    let results = channelResults
    fields.append(ScalarField("baseline", baseline))
    func add(_ measure: String, _ value: (ChannelResult) -> Double?) {
      for result in results {
        guard let value = value(result) else { continue }
        fields.append(ScalarField("\(measure).\(FieldName.part(result.channel))", value))
      }
    }
    add("contribution", \.contribution)
    add("share", \.share)
    add("roi", \.roi)
    add("mroi", \.mroi)
    add("cpa", \.cpa)
    add("spend", \.spend)
    add("immediate", \.immediate)
    add("carried_over", \.carriedOver)
    add("carry_in", \.carriedIn)
    add("carry_out", \.carriedOut)
    return fields
  }
}
