extension MixSpec {
  /// What is asked where other rows than the fit's own are fitted: all of them, and of a search as Robyn does it the best
  /// candidate, as names and clusters of candidates mean nothing elsewhere.
  var forOtherRows: MixSpec {
    var spec = self
    spec.holdout = .absent
    if let search, case .robyn(var robyn) = search.method {
      robyn.choice = .best
      spec.search?.method = .robyn(robyn)
    }
    return spec
  }

  /// The same without tests and lift studies, which are about particular weeks.
  var withoutExperiments: MixSpec {
    var spec = self
    if case .priors(var bayes) = regulariser {
      bayes.experiments = []
      spec.regulariser = .priors(bayes)
    }
    if let search, case .robyn(var robyn) = search.method {
      robyn.lifts = []
      spec.search?.method = .robyn(robyn)
    }
    return spec
  }

  /// Whether tests or lift studies are part of the model.
  var hasExperiments: Bool { withoutExperiments != self }

  /// The same with one channel more, which is treated as another.
  ///
  /// - Parameters:
  ///   - name: The new channel.
  ///   - channel: The one whose transform, sign, bounds and priors it has, and whose settings are searched.
  ///   - settled: What a search found for that one: taken where a grid with the new channel would be too large.
  /// - Returns: The wider specification; its columns end with the new channel's.
  func with(
    _ name: String, like channel: String, settled: ChannelTransform?
  ) -> MixSpec {
    var spec = self
    spec.channels.append(name)
    spec.transforms[name] = transforms[channel]
    spec.signs[name] = signs[channel]
    spec.bounds[name] = bounds[channel]
    if case .priors(var bayes) = regulariser {
      for (parameter, prior) in bayes.priors where parameter.hasSuffix(".\(channel)") {
        bayes.priors["\(parameter.dropLast(channel.count))\(name)"] = prior
      }
      spec.regulariser = .priors(bayes)
    }
    if let search {
      let added = search.dimensions.filter { $0.channel == channel }.map {
        TransformSearch.Dimension(channel: name, parameter: $0.parameter, range: $0.range)
      }
      let wider = TransformSearch(search.dimensions + added, method: search.method)
      if wider.isSmallEnough {
        spec.search = wider
      } else {
        spec.transforms[name] = settled
      }
    }
    return spec
  }

  /// A name that no column of the model has.
  func freeName(_ wish: String) -> String {
    let taken = Set(([target] + channels + controls).map(FieldName.part))
    var name = wish
    while taken.contains(FieldName.part(name)) { name += "_x" }
    return name
  }
}

extension TransformSearch {
  /// Whether a grid has no more settings than it may; other searches always.
  fileprivate var isSmallEnough: Bool {
    guard case .grid(let points) = method else { return true }
    var settings = 1
    for dimension in dimensions {
      settings =
        settings.multipliedReportingOverflow(
          by: dimension.values(points: points).count
        ).partialValue
      guard settings > 0, settings <= Self.mostSettings else { return false }
    }
    return true
  }
}
