public import Tables

extension AdsTruth {
  /// One row a campaign: `campaign roi mroi claimed_roas contribution claimed spend share retention half_point slope`.
  public var campaignTable: Table {
    func numbers(_ name: String, _ value: (Campaign) -> Double) -> Column {
      Column(name, numbers: campaigns.map(value))
    }
    return Table([
      Column("campaign", texts: campaigns.map(\.name)),
      numbers("roi", \.roi),
      numbers("mroi", \.mroi),
      numbers("claimed_roas", \.claimedROAS),
      numbers("contribution", \.totalContribution),
      numbers("claimed", \.totalClaimed),
      numbers("spend", \.totalSpend),
      numbers("share") { $0.totalContribution / expectedTotal },
      numbers("retention", \.law.retention),
      numbers("half_point", \.law.halfPoint),
      numbers("slope", \.law.slope),
    ])
  }

  /// One row a day: `date`, what each cause added, campaigns under their field names, `noise` and `revenue`.
  public var dailyTable: Table {
    let baseline = [
      Column("date", days: days),
      Column("base", numbers: [Double](repeating: base, count: days.count)),
      Column("trend", numbers: trend), Column("weekday", numbers: weekday),
      Column("holiday", numbers: holiday), Column("month_end", numbers: monthEnd),
      Column("demand", numbers: demand),
    ]
    let effects = campaigns.map { Column($0.law.fieldName, numbers: $0.contribution) }
    return Table(
      baseline + effects + [Column("noise", numbers: noise), Column("revenue", numbers: revenue)])
  }

  /// One row a planted problem: `problem row date campaign_name column truth planted`.
  public var problemTable: Table {
    Table([
      Column("problem", texts: problems.map(\.kind.rawValue)),
      Column("row", numbers: problems.map { $0.row.map(Double.init) ?? .nan }),
      Column("date", days: problems.map(\.day)),
      Column("campaign_name", texts: problems.map(\.campaign)),
      Column("column", texts: problems.map(\.column)),
      Column("truth", numbers: problems.map { $0.truth ?? .nan }),
      Column("planted", numbers: problems.map { $0.planted ?? .nan }),
    ])
  }

  /// One row a kind of problem, also where none was planted: `problem count`.
  public var problemCountTable: Table {
    Table([
      Column("problem", texts: Problem.Kind.allCases.map(\.rawValue)),
      Column("count", numbers: Problem.Kind.allCases.map { Double(count(of: $0)) }),
    ])
  }

  /// The number of planted problems of a kind.
  public func count(of kind: Problem.Kind) -> Int { problems.count { $0.kind == kind } }

  /// The truth under the names that a fit of the daily series uses, so that claims can compare: `roi.retargeting`, `mroi.`,
  /// `contribution.`, `share.`, `spend.retargeting`, `baseline`; and what only the truth knows: `claimed.`, `claimed_roas.`,
  /// `retention.`, `half_point.`, `slope.retargeting`, `noise`, `problems`, `problems.missing`.
  ///
  /// `rows` are the rows before problems, one a campaign and day; `days` the days.
  public var scalarFields: [ScalarField] {
    var fields = [
      ScalarField("rows", Double(clean.rowCount)), ScalarField("days", Double(days.count)),
      ScalarField("baseline", baseline), ScalarField("noise", noiseDeviation),
      ScalarField("problems", Double(problems.count)),
    ]
    fields += Problem.Kind.allCases.map {
      ScalarField("problems.\($0.rawValue)", Double(count(of: $0)))
    }
    for campaign in campaigns {
      let law = campaign.law
      let measures = [
        ("contribution", campaign.totalContribution),
        ("share", campaign.totalContribution / expectedTotal),
        ("roi", campaign.roi), ("mroi", campaign.mroi), ("spend", campaign.totalSpend),
        ("claimed", campaign.totalClaimed), ("claimed_roas", campaign.claimedROAS),
        ("retention", law.retention), ("half_point", law.halfPoint), ("slope", law.slope),
      ]
      fields += measures.map { ScalarField("\($0.0).\(law.fieldName)", $0.1) }
    }
    return fields
  }
}
