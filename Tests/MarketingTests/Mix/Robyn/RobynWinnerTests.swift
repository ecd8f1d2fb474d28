import Marketing
import Tables
import TestSupport
import Testing

@Suite("Winners of a search, and searches that cannot be")
struct RobynWinnerTests {
  @Test("A winner's fit has its candidate's numbers and keeps the front", arguments: [false, true])
  func winners(validates: Bool) throws {
    let settings = RobynTrialData.settings(iterations: 300) {
      $0.trainingShare = validates ? 0.6...0.8 : nil
    }
    let (fit, front) = try RobynTrialData.fitted(settings)
    for cluster in front.clusters {
      let winner = try fit.fit(ofCluster: cluster.number)
      let candidate = try #require(front.candidates.first { $0.name == cluster.winner })
      let nrmse = try #require(winner.training.metrics.nrmse)
      #expect(nrmse.isClose(to: candidate.trainingNRMSE, within: .relative(1e-8)))
      #expect(winner.penalty == candidate.penalty)
      #expect((winner.test != nil) == validates)
      #expect(winner.asked.search == nil && winner.asked == winner.spec)
      let kept = try #require(winner.search?.front)
      #expect(kept.chosen == cluster.winner)
      #expect(kept.prior.chosenNRMSE == candidate.evaluation.nrmse)
      for (share, channel) in zip(candidate.effectShare, kept.prior.channels) {
        #expect(channel.chosenShare == share)
      }
      // From one winner to another, and back to the first.
      let back = try winner.fit(ofCandidate: front.chosen)
      #expect(back.training == fit.training)
      let (first, again) = (front.prior.channels, back.search?.front?.prior.channels ?? [])
      #expect(zip(first, again).allSatisfy { abs($0.impliedROI - $1.impliedROI) < 1e-9 })
    }
  }

  @Test(
    "A winner's fit tells what RSSD did as a search does that chose it", arguments: [false, true])
  func winnersPrior(validates: Bool) throws {
    var settings = RobynTrialData.settings(iterations: 300) {
      $0.trainingShare = validates ? 0.6...0.8 : nil
    }
    let (fit, front) = try RobynTrialData.fitted(settings)
    var shares: Set<Double> = []
    for cluster in front.clusters {
      settings.choice = .cluster(cluster.number)
      let known = try RobynTrialData.fitted(settings).front.prior
      let found = try #require(try fit.fit(ofCluster: cluster.number).search?.front?.prior)
      for (channel, expected) in zip(found.channels, known.channels) {
        #expect(channel.spendShare == expected.spendShare)
        #expect(channel.impliedROI.isClose(to: expected.impliedROI, within: .relative(1e-9)))
        #expect(channel.chosenROI.isClose(to: expected.chosenROI, within: .relative(1e-9)))
        #expect(
          (channel.pull ?? 0).isClose(to: expected.pull ?? 0, within: .absolute(1e-9)))
      }
      shares.insert(known.channels[0].spendShare)
    }
    #expect(validates == (shares.count > 1))
  }

  @Test("No spend in the fewest rows that may be trained on is refused before the search")
  func lateSpend() throws {
    let table = try ["tv", "radio", "online"].reduce(RobynTrialData.table()) { table, channel in
      try table.replacing(channel) { values in
        values.enumerated().map { $0.offset < 60 ? 0 : $0.element }
      }
    }
    let spec = RobynTrialData.spec(RobynTrialData.settings { $0.trainingShare = 0.5...0.8 })
    let data = try MixData(table, for: spec)
    #expect(
      throws: MixError.noSpend(channels: ["tv", "radio", "online"], rows: 52)
    ) { try spec.fitted(to: data) }
  }

  @Test("The choice is by score, by cluster or by name")
  func choice() throws {
    var settings = RobynTrialData.settings(iterations: 300)
    let best = try RobynTrialData.fitted(settings).front
    #expect(best.chosen == best.candidates[0].name)
    #expect(best.clusters.map(\.winner).contains(best.chosen))
    settings.choice = .cluster(2)
    #expect(try RobynTrialData.fitted(settings).front.chosen == best.clusters[1].winner)
    settings.choice = .candidate(best.candidates[5].name)
    #expect(try RobynTrialData.fitted(settings).front.chosen == best.candidates[5].name)
    settings.choice = .candidate("9_9")
    #expect(throws: MixError.noCandidate("9_9", known: best.candidates.map(\.name))) {
      try RobynTrialData.fitted(settings)
    }
    settings.choice = .cluster(30)
    #expect(throws: MixError.noCluster(30, of: best.clusters.count)) {
      try RobynTrialData.fitted(settings)
    }
  }

  @Test("A fit without a front has no winners")
  func noFront() throws {
    let data = try MixData(RobynTrialData.table(), for: RobynTrialData.spec())
    var spec = RobynTrialData.spec()
    spec.search = nil
    let fit = try spec.fitted(to: data)
    #expect(throws: MixError.noFront) { try fit.fit(ofCluster: 1) }
    #expect(throws: MixError.noFront) { try fit.fit(ofCandidate: "1_1") }
  }

  @Test("Each share of effect goes to the channel that has it; a name with a dot is one name")
  func dottedName() throws {
    let table = RobynTrialData.table()
    let dotted = Table(
      table.columns.map { column in
        column.name == "tv" ? Column("tv.linear", column.values) : column
      })
    let settings = RobynTrialData.settings(iterations: 100)
    let (fit, front) = try RobynTrialData.fitted(settings, table: dotted) { spec in
      let asked = spec
      spec.channels = ["tv.linear", "radio", "online"]
      spec.transforms["tv.linear"] = spec.transforms.removeValue(forKey: "tv")
      spec.signs["tv.linear"] = spec.signs.removeValue(forKey: "tv")
      spec.search = asked.search.map { search in
        TransformSearch(
          search.dimensions.map {
            .init(
              channel: $0.channel == "tv" ? "tv.linear" : $0.channel, parameter: $0.parameter,
              range: $0.range)
          }, method: search.method)
      }
    }
    let other = try #require(front.candidates.last)
    let winner = try fit.fit(ofCandidate: other.name)
    #expect((winner.field("roi.tv_linear") ?? 0).isClose(to: other.roi[0], within: .absolute(1e-7)))
  }

  /// What is refused, and a part of the sentence.
  static let refused: [(String, @Sendable (inout MixSpec, inout RobynSearch) -> Void, String)] = [
    ("iterations", { $1.iterations = 0 }, "iterations is 0"),
    ("trials", { $1.trials = 0 }, "trials is 0"),
    ("too many", { $1.iterations = 150_000 }, "200000 at most"),
    ("penalties", { $1.penaltyRange = 0...1.5 }, "the penalty's place"),
    ("clusters", { $1.clusters = 0 }, "clusters is 0"),
    ("candidates", { $1.fewestCandidates = 0 }, "the fewest candidates"),
    ("share", { $1.trainingShare = 0.5...1 }, "the share of rows trained on"),
    ("short share", { $1.trainingShare = 0.5...0.99 }, "leaves 4 of the 103 rows"),
    (
      "hold-out twice",
      {
        $1.trainingShare = 0.5...0.8
        $0.holdout = .rows(5)
      }, "beside validation"
    ),
    ("form", { spec, _ in spec.form = .logLog }, "effects that multiply"),
    (
      "fitter", { spec, _ in spec.regulariser = .lasso(.fixed(1)) }, "another fitter than ridge"
    ),
    (
      "bounds",
      { spec, _ in
        spec.bounds["tv"] = -2 ... -1
      }, "tv"
    ),
    (
      "no effect",
      { spec, _ in
        for channel in spec.channels { spec.bounds[channel] = 0...0 }
      }, "no channel has any effect"
    ),
    (
      "a study of no channel",
      { _, settings in
        var study = RobynKernelTests.lift("tv", 3..<5, .total)
        study.channel = "tvv"
        settings.lifts = [study]
      }, "no channel \"tvv\""
    ),
    (
      "a study outside the rows",
      { _, settings in
        var study = RobynKernelTests.lift("tv", 3..<5, .total)
        study.last = study.last.advanced(by: 10_000)
        settings.lifts = [study]
      }, "outside the rows"
    ),
  ]

  @Test("What cannot be searched is refused in words", arguments: refused.indices)
  func refuse(number: Int) throws {
    let (name, change, sentence) = Self.refused[number]
    var settings = RobynTrialData.settings()
    var spec = RobynTrialData.spec(settings)
    change(&spec, &settings)
    spec.search?.method = .robyn(settings)
    let data = try MixData(RobynTrialData.table(), for: spec)
    do {
      _ = try spec.fitted(to: data)
      Issue.record("\(name) was not refused")
    } catch let error as MixError {
      #expect(error.description.contains(sentence), "\(name): \(error.description)")
    }
  }

  @Test("A range outside a parameter's domain, a channel that is not there, a parameter twice")
  func dimensions() throws {
    func refused(_ change: (inout TransformSearch) -> Void) throws -> String {
      var spec = RobynTrialData.spec(RobynTrialData.settings())
      if var search = spec.search {
        change(&search)
        spec.search = search
      }
      let data = try MixData(RobynTrialData.table(), for: spec)
      do {
        _ = try spec.fitted(to: data)
        return ""
      } catch let error as MixError {
        return error.description
      }
    }
    let outside = try refused {
      $0.dimensions[0] = .init(channel: "tv", parameter: .adstock(0), range: 0...1.2)
    }
    #expect(outside.contains("the range of retention.tv is 1.2"))
    let twice = try refused { $0.dimensions.append($0.dimensions[0]) }
    #expect(twice.contains("retention.tv has two ranges"))
    let unknown = try refused {
      $0.dimensions[0] = .init(channel: "radioo", parameter: .adstock(0), range: 0...0.5)
    }
    #expect(unknown.contains("radioo"))
    let missing = try refused {
      $0.dimensions[0] = .init(channel: "tv", parameter: .adstock(1), range: 0...0.5)
    }
    #expect(missing.contains("tv"))
  }

  @Test("Channels on which nothing was spent leave no shares")
  func noSpend() throws {
    let table = try ["tv", "radio", "online"].reduce(RobynTrialData.table()) { table, channel in
      try table.replacing(channel) { $0.map { _ in 0 } }
    }
    let spec = RobynTrialData.spec(RobynTrialData.settings())
    let data = try MixData(table, for: spec)
    #expect(
      throws: MixError.noSpend(channels: ["tv", "radio", "online"], rows: 103)
    ) { try spec.fitted(to: data) }
  }
}
