import Statistics
public import Tables

/// What several checks say of one fit.
///
///     let checks = fit.checked(by: [.placebo, .refresh], seed: 1)
///     checks[.placebo]?.verdict   // .held
public struct ModelChecks: Sendable, Hashable, Codable {
  /// The checks, in the order in which they were asked for.
  public let checks: [ModelCheck]
  /// The channels of the fit.
  public let channels: [String]
  /// The seed of the changes.
  public let seed: UInt64
  /// Whether it was stopped before all was fitted.
  public let isPartial: Bool

  /// The check of a kind; nil where it was not asked for.
  public subscript(_ kind: ModelCheck.Kind) -> ModelCheck? { checks.first { $0.kind == kind } }

  /// One row a check: `check verdict value low high passes fails draws says`.
  public var table: Table {
    func numbers(_ name: String, _ value: (ModelCheck) -> Double?) -> Column {
      Column(name, numbers: checks.map { value($0) ?? .nan })
    }
    return Table([
      Column("check", texts: checks.map(\.kind.rawValue)),
      Column("verdict", texts: checks.map(\.verdict.word)), numbers("value", \.value),
      numbers("low", \.low), numbers("high", \.high), numbers("passes", \.lines.passes),
      numbers("fails", \.lines.fails), numbers("draws") { Double($0.draws) },
      Column("says", texts: checks.map(\.sentence)),
    ])
  }

  /// One row a channel: `channel`, then a column a check that was possible.
  public var channelTable: Table {
    Table(
      [Column("channel", texts: channels)]
        + checks.filter { !$0.channels.isEmpty }.map { check in
          Column(
            check.kind.rawValue,
            numbers: channels.map { name in
              check.channels.first { $0.name == name }?.value ?? .nan
            })
        })
  }

  /// `held.<check>`: 1 held, 0.5 doubtful, 0 broken; `placebo_return placebo_share shuffled_share perturbed_change
  /// refresh_change`; by channel `shuffled_share.<channel> perturbed_change.<channel> refresh_change.<channel>`.
  ///
  /// What was not asked for or not possible has none.
  public var scalarFields: [ScalarField] {
    checks.flatMap { check -> [ScalarField] in
      guard let score = check.verdict.score, let value = check.value else { return [] }
      let measure = check.kind.measure
      var fields = [
        ScalarField("held.\(check.kind.rawValue)", score), ScalarField(measure, value),
      ]
      if let share = check.share { fields.append(ScalarField("placebo_share", share)) }
      if check.kind != .placebo {
        fields += check.channels.map {
          ScalarField("\(measure).\(FieldName.part($0.name))", $0.value)
        }
      }
      return fields
    }.filter(\.value.isFinite)
  }
}

extension ModelCheck.Kind {
  /// The name of the measure's field: `placebo_return`, `shuffled_share`, `perturbed_change`, `refresh_change`.
  public var measure: String {
    switch self {
    case .placebo: "placebo_return"
    case .shuffled: "shuffled_share"
    case .perturbed: "perturbed_change"
    case .refresh: "refresh_change"
    }
  }
}

extension MixFit {
  /// Fits the model again to data changed on purpose, and judges what comes of it.
  ///
  /// What is fitted again is what was asked (``asked``), on the rows that were fitted: a search searches again; a model with
  /// priors is sampled again, briefly (``BayesianModel/brief``), and how far the means of few draws scatter counts as movement.
  /// Of a search as Robyn does it the best candidate is taken each time.
  ///
  /// - Placebo: each time another channel's spend, row by row in random order, is one channel more, with that channel's
  ///   transform, prior, sign and bounds. Its settings are searched where that channel's are, except where a grid would have
  ///   more settings than it may.
  /// - Shuffled: row by row, all channels in one order; what channels have in common stays, and what they share with sales,
  ///   season and their own past goes. Experiments and lift studies are left out, as their weeks are elsewhere.
  /// - Perturbed: every cell times 1 + 0.05 z with normal z, never below 0. (mmm-eval gives all channels of a week the same z.)
  /// - Refresh: five times four weeks, in rows of other length as many as make 28 days; each fit against the one with a refresh
  ///   less, by the returns over the rows that both know.
  ///
  /// - Parameters:
  ///   - kinds: What is asked.
  ///   - draws: Changed data sets of placebo, shuffled and perturbed; nil for 10, with priors 3.
  ///   - seed: The seed of all changes.
  ///   - workers: Most threads at once; nil for one a core. Results do not depend on it.
  /// - Returns: The verdicts, in the order of the kinds. What cannot be fitted is a verdict too.
  public func checked(
    by kinds: [ModelCheck.Kind] = ModelCheck.Kind.allCases, draws: Int? = nil, seed: UInt64 = 42,
    workers: Int? = nil
  ) -> ModelChecks {
    precondition(draws ?? 1 > 0, "no draw")
    var seen: Set<ModelCheck.Kind> = []
    let kinds = kinds.filter { seen.insert($0).inserted }
    let bench = CheckBench(self, kinds: kinds, draws: draws, seed: seed)
    let (checks, isPartial) = bench.run(workers: workers)
    return ModelChecks(checks: checks, channels: channelNames, seed: seed, isPartial: isPartial)
  }
}
