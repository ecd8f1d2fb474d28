import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// What is said before any table of draws: whether the sampler did its work, and what that does not mean.
struct PosteriorVerdict {
  let view: PosteriorView

  private var posterior: MixPosterior { view.posterior }

  /// Most findings of one kind that are written out; of more the channels alone are named.
  private static let mostAlike = 3

  /// A paragraph each: that a run was stopped, the lead, what tests it heeds and what it cannot know, then the findings, the
  /// gravest first.
  var outputs: [Output] {
    let stopped = posterior.findings.filter { $0.kind == .partial }.map(\.sentence)
    return (stopped + [lead, standing] + findings).map { .text($0) }
  }

  /// Whether the sampler did its work, and by what numbers.
  var lead: String {
    let ofSampler = posterior.findings.filter(\.kind.isOfSampler).map(\.severity).max()
    let ofModel = posterior.findings.filter { !$0.kind.isOfSampler }.map(\.severity).max()
    let words =
      switch (ofSampler, ofModel) {
      case (.serious?, _): "Do not use the draws of \(view.name)."
      case (_, .serious?):
        "The sampler did its work, but do not use the returns of \(view.name): model, priors and "
          + "data do not go together."
      case (.care?, _): "The draws of \(view.name) may be read with care."
      default: "The sampler did its work on \(view.name)."
      }
    guard posterior.quickLook == nil else { return words }
    let summaries = posterior.parameters.compactMap { posterior.summary(of: $0) }
    let diverged = posterior.divergences
    let numbers = [
      summaries.compactMap(\.rhat).max().map {
        "R-hat is at most \(NumberFormat.decimals(3).text($0))"
      },
      summaries.compactMap(\.essBulk).min().map {
        "at least \(NumberFormat.decimals(0).text($0)) effective draws in the middle"
      },
      summaries.compactMap(\.essTail).min().map {
        "\(NumberFormat.decimals(0).text($0)) in the tails"
      },
      "\(diverged == 0 ? "no" : "\(diverged)") draw\(diverged == 1 ? "" : "s") diverged",
    ].compactMap(\.self).joined(separator: ", ")
    return "\(words) Of all parameters \(numbers)."
  }

  /// Which tests the fit heeds, and what no sampler can see.
  var standing: String {
    let confounded = "spend that followed demand looks like return"
    guard let tests else {
      return "Whether the returns are right it cannot know: \(confounded); only a test can tell."
    }
    let tested = Set(posterior.model.experiments.map(\.channel))
    let others = posterior.channels.filter { !tested.contains($0) }
    guard !others.isEmpty else { return tests }
    return "\(tests) Of \(enumerated(others)) there is none: \(confounded)."
  }

  /// `Heeds 2 tests (tv, social), simulated through the model.`; nil without.
  private var tests: String? {
    let all = posterior.model.experiments
    guard !all.isEmpty else { return nil }
    var channels: [String] = []
    for test in all where !channels.contains(test.channel) { channels.append(test.channel) }
    let how =
      switch posterior.model.experimentUse {
      case .throughModel: "simulated through the model"
      case .roiPrior: "as priors of the returns"
      case .liftTest: "as lifts of the saturation curves alone"
      }
    return "Heeds \(all.count) test\(all.count == 1 ? "" : "s") "
      + "(\(channels.joined(separator: ", "))), \(how)."
  }

  /// A sentence a finding; of the same severity what concerns marketing first.
  private var findings: [String] {
    let findings = posterior.findings.filter { $0.kind != .partial }
    let ordered = findings.enumerated().sorted { one, other in
      func rank(_ finding: PosteriorFinding) -> Int {
        -2 * finding.severity.rawValue + (finding.kind.isOfSampler ? 1 : 0)
      }
      return (rank(one.element), one.offset) < (rank(other.element), other.offset)
    }.map(\.element)
    var told: [String] = []
    for (place, finding) in ordered.enumerated() {
      let alike = ordered.indices.filter { ordered[$0].kind == finding.kind }
      let number = alike.firstIndex(of: place) ?? 0
      guard alike.count > Self.mostAlike, number >= Self.mostAlike - 1 else {
        told.append("\(Self.word(finding.severity)): \(finding.sentence)")
        continue
      }
      guard number == Self.mostAlike - 1 else { continue }
      let rest = alike.dropFirst(number).compactMap { ordered[$0].subject }
      told.append("\(Self.word(finding.severity)): The same of \(enumerated(rest)).")
    }
    return told
  }

  private static func word(_ severity: PosteriorFinding.Severity) -> String {
    switch severity {
    case .serious: "Serious"
    case .care: "Mind"
    case .note: "Note"
    }
  }
}
