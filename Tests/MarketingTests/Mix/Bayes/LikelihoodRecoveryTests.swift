import Marketing
import Statistics
import Tables
import Testing

@Suite("Recovery under every likelihood")
struct LikelihoodRecoveryTests {
  /// The mean relative error of both returns over worlds, and how many of the truths lie within the 90 % interval.
  private func errors(
    _ worlds: [SmallWorld], _ likelihood: BayesianModel.Likelihood
  ) throws -> (error: Double, covered: Int) {
    var (sum, covered) = (0.0, 0)
    for world in worlds {
      let fit = try world.fit { $0.likelihood = likelihood }
      let posterior = try #require(fit.posterior)
      for (channel, truth) in world.truth.sorted(by: { $0.key < $1.key }) {
        let summary = try #require(posterior.summary(of: "roi.\(channel)"))
        sum += abs(summary.q50 - truth) / truth
        if summary.q5...summary.q95 ~= truth { covered += 1 }
        #expect((summary.rhat ?? 2) < 1.02, "\(likelihood) \(channel)")
      }
    }
    return (sum / Double(2 * worlds.count), covered)
  }

  @Test("One row in twelve far off: Student's t keeps the returns, a normal loses them")
  func outliers() throws {
    let worlds = (1...6).map { seed in
      SmallWorld(weeks: 104, seed: UInt64(seed)) { mean, stream in
        let far = stream.chance(1.0 / 12) ? (stream.chance(0.5) ? 1500.0 : -1000) : 0
        return mean + far + 60 * stream.normal()
      }
    }
    let student = try errors(worlds, .student(degrees: 3))
    let normal = try errors(worlds, .normal)
    #expect(student.error < 0.7 * normal.error, "\(student.error) for \(normal.error)")
    #expect(student.error < 0.2)
    // Of 12 truths within nine tenths: 8 or fewer has a probability of half a percent.
    #expect(student.covered >= 9, "\(student.covered) of 12")
  }

  @Test("Without outliers Student's t costs little")
  func clean() throws {
    let worlds = (1...3).map { SmallWorld(weeks: 104, seed: UInt64($0)) }
    let student = try errors(worlds, .student(degrees: 4))
    let normal = try errors(worlds, .normal)
    #expect(student.error < 1.5 * normal.error + 0.03)
    #expect(student.covered >= 3)
  }

  @Test("Noise in proportion to sales: log-normal recovers it, and predicts better than normal")
  func proportional() throws {
    let world = SmallWorld(weeks: 208, seed: 11) { mean, stream in
      mean * stableExp(0.3 * stream.normal())
    }
    let fit = try world.fit { $0.likelihood = .logNormal }
    let posterior = try #require(fit.posterior)
    let sigma = try #require(posterior.summary(of: "sigma"))
    #expect(abs(sigma.mean - 0.3) < 3 * sigma.sd && sigma.sd < 0.03)
    for (channel, truth) in world.truth {
      let summary = try #require(posterior.summary(of: "roi.\(channel)"))
      #expect(abs(summary.mean - truth) < 3 * summary.sd, "\(channel)")
      #expect((summary.rhat ?? 2) < 1.02)
    }
    let normal = try #require(try world.fit().posterior)
    let gain = try #require(posterior.leaveOneOut).difference(
      from: try #require(normal.leaveOneOut))
    #expect(gain.elpd > 2 * gain.se, "\(gain)")
  }

  @Test("Log-normal contributions add up to the median of a row, exp(−σ²/2) of its mean")
  func medians() throws {
    let world = SmallWorld(weeks: 312, seed: 6) { mean, stream in
      mean * stableExp(0.5 * stream.normal())
    }
    let fit = try world.fit { $0.likelihood = .logNormal }
    let sigma = try #require(fit.posterior?.summary(of: "sigma")).mean
    let ratio =
      fit.training.actual.reduce(0, +) / fit.training.predicted.reduce(0, +)
    let expected = stableExp(0.5 * sigma * sigma)
    // 312 rows of a relative spread of 0.53: the mean is known to 3 %.
    #expect(abs(ratio - expected) < 0.09, "\(ratio) for \(expected)")
    #expect(ratio > 1.04)
    let below = zip(fit.training.actual, fit.training.predicted).count { $0 < $1 }
    // A binomial of mean 156 and deviation 9.
    #expect((126...186).contains(below), "\(below) of 312 rows below the median")
  }
}
