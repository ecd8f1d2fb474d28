import Marketing
import Notebooks

extension Inference {
  /// The fields and columns of a fit, as far as they are known before it runs.
  func fitShape(_ method: FitMethod) throws(CommandError) -> Shape {
    if arguments.isGiven("penalties"), arguments.optionalNumber("penalty") != nil {
      throw CommandError(
        "penalty= says which it is, so that there is nothing to choose; leave one of the two out",
        parameter: "penalties")
    }
    let spec = try MixSpec(arguments, regulariser: method.regulariser(arguments))
    let table = shape("table")
    let known = table.columns.map { $0.contains { $0.holds == .unknown } ? nil : $0 } ?? nil
    let date = try known.map { columns throws(CommandError) in
      try arguments.dateColumn(among: columns)
    }
    let isHeldOut =
      // A calculation is not done yet; then there will be a hold-out.
      arguments.named["holdout"] != nil && arguments.optionalNumber("holdout") != 0
    // How many waves and bends there are may be yet to be calculated.
    let areFeaturesKnown = !["trend", "season"].contains(where: arguments.hasCalculation)
    return Shape(
      kind: FitValue.kind.name,
      columns: date.map { FitValue.columns(of: spec, date: $0) },
      fields: areFeaturesKnown ? FitValue.fieldNames(of: spec, hasTest: isHeldOut) : nil)
  }
}

extension FitValue {
  /// The names of the fields that a fit of this specification has, as far as the data are regular.
  static func fieldNames(of spec: MixSpec, hasTest: Bool) -> [String] {
    let channels = spec.channels.map(FieldName.part)
    let features = spec.featureNames.map(FieldName.part)
    let window =
      metricColumns + ["baseline"]
      + channelMeasures.flatMap { measure in
        channels.map { "\(measure).\($0)" }
      }
    var names = window + ["penalty", "intercept"] + features.map { "coefficient.\($0)" }
    if spec.regulariser == .ols, spec.signs.isEmpty {
      names += ((spec.form == .logLog ? [] : ["intercept"]) + features).flatMap {
        ["se.\($0)", "t.\($0)", "p.\($0)"]
      }
      names += ["adjusted_r2", "aic", "bic", "f", "f_p", "residual_se", "cook_max", "cook_row"]
    }
    names += spec.channels.flatMap { channel in
      spec.transformFields(of: channel).map { "\($0).\(FieldName.part(channel))" }
    }
    names += channels.flatMap { ["roi_low.\($0)", "roi_high.\($0)"] }
    names += ["durbin_watson", "condition_number", "vif_max"] + features.map { "vif.\($0)" }
    names += ResidualTest.Kind.allCases.flatMap { [$0.rawValue, "\($0.rawValue)_p"] }
    return hasTest ? names + window.map { "test.\($0)" } : names
  }

  /// What is said of each channel over a stretch of rows.
  private static let channelMeasures = [
    "contribution", "share", "roi", "mroi", "cpa", "spend", "immediate", "carried_over", "carry_in",
    "carry_out",
  ]

  /// The columns of the contributions over time.
  static func columns(of spec: MixSpec, date: String?) -> [ColumnShape] {
    let parts =
      ["intercept"] + (spec.trend == .absent ? [] : ["trend"])
      + (spec.seasons.isEmpty ? [] : ["season"]) + (spec.holidays == nil ? [] : ["holidays"])
      + (spec.events.isEmpty ? [] : ["events"]) + spec.controls + spec.channels
    let head = date == nil ? "row" : "date"
    var taken: Set = [head, "predicted", "actual"]
    let named = parts.map { part in
      var name = part
      while !taken.insert(name).inserted { name = "contribution_\(name)" }
      return name
    }
    let first = date.map { named.contains($0) || taken.contains($0) ? head : $0 } ?? head
    return [ColumnShape(first, date == nil ? .numbers : .dates)]
      + (named + ["predicted", "actual"]).map { ColumnShape($0, .numbers) }
  }
}

extension MixSpec {
  /// The names of the features, as far as they don't depend on the data.
  ///
  /// Of months and weekdays all but the first are named: those of a whole year and of a whole week. A baseline that is
  /// estimated first has one feature a part.
  var featureNames: [String] {
    var names = channels + controls
    if baselineStage == .estimatedFirst {
      return names + (trend == .absent ? [] : ["trend"]) + (seasons.isEmpty ? [] : ["season"])
        + (holidays == nil ? [] : ["holidays"]) + (events.isEmpty ? [] : ["events"])
    }
    switch trend {
    case .absent: break
    case .linear: names.append("trend")
    case .piecewise(let bends):
      names += ["trend"] + (0..<bends).map { "trend_bend_\($0 + 1)" }
    }
    var waves = 0
    for season in seasons {
      switch season {
      case .absent, .months, .weekdays, .weekend: continue
      case .yearly(let pairs), .dayOfYear(let pairs):
        waves += 1
        names += Self.waveNames(pairs: pairs, period: nil, season: waves)
      case .cycle(let periods, let pairs):
        waves += 1
        names += Self.waveNames(pairs: pairs, period: periods, season: waves)
      }
    }
    if seasons.contains(.months) { names += (2...12).map { "month_\($0)" } }
    if seasons.contains(.weekdays) { names += (2...7).map { "weekday_\($0)" } }
    if seasons.contains(.weekend) { names.append("weekend") }
    return names + (holidays == nil ? [] : ["holidays"]) + events.map(\.name)
  }

  private static func waveNames(pairs: Int, period: Double?, season: Int) -> [String] {
    let head = "season\(season > 1 ? "\(season)" : "")"
    return (0..<max(0, pairs)).flatMap { index -> [String] in
      let names = ["\(head)_sin_\(index + 1)", "\(head)_cos_\(index + 1)"]
      // At exactly two rows a cycle the sine is 0 in every row and left out.
      return period == Double(2 * (index + 1)) ? [names[1]] : names
    }
  }

  /// What a fit says of a channel's transform: `retention`, `half_life`, `half_point`.
  func transformFields(of channel: String) -> [String] {
    var transform = transforms[channel] ?? ChannelTransform()
    if form == .logLog, transform.saturation == .none {
      transform.saturation = .logarithmic(scale: 1)
    }
    var names = transform.parameters.map { transform.name(of: $0) }
    if transform.adstock.halfLife != nil { names.append("half_life") }
    if transform.adstock.meanLag != nil { names.append("mean_lag") }
    return names + (transform.saturation == .none ? [] : ["half_point", "unit"])
  }
}
