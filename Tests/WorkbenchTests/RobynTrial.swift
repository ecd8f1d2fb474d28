import Foundation
import Marketing
import Notebooks
import Statistics
import Tables
import Workbench

/// A fit with a front made up at random: what tables, words and charts of a search are tried on without searching.
///
/// Three channels over two years of weeks. Error falls where the retention of tv is near 0.6; shares of effect come near those
/// of spend where the penalty is large, so that the two contradict each other.
struct RobynTrial {
  let fit: MixFit

  /// What is unusual about a front.
  enum Oddity: String, CaseIterable {
    case none, single, unclustered, thin, lifts, validation, interrupted, best
  }

  static let channels = ["tv", "radio", "print"]
  private static let spendShares = [0.5, 0.3, 0.2]

  init(_ oddity: Oddity = .none, trials: Int = 3, iterations: Int = 400) throws {
    var stream = RandomStream(seed: 11, stream: 5)
    let table = Self.table(weeks: 104, &stream)
    var spec = MixSpec(target: "sales", channels: Self.channels, regulariser: .ridge(.fixed(10)))
    for channel in Self.channels {
      spec.transforms[channel] = ChannelTransform(
        adstock: .recursive(retention: 0.5), saturation: .hill(half: 0.6, slope: 1))
    }
    spec.search = TransformSearch(
      Self.channels.flatMap { channel in
        [
          .init(channel: channel, parameter: .adstock(0), range: 0...0.8),
          .init(channel: channel, parameter: .saturation(0), range: 0.3...1),
          .init(channel: channel, parameter: .saturation(1), range: 0.5...3),
        ]
      }, method: .gradient(starts: 1))
    let plain = try spec.fitted(to: MixData(table, for: spec, date: "week"))
    var settings = RobynSearch()
    settings.trials = trials
    settings.iterations = iterations
    if oddity == .validation { settings.trainingShare = 0.5...0.8 }
    if oddity == .lifts, let first = plain.training.days.first {
      settings.lifts = [
        LiftStudy(channel: "tv", first: first, last: first.advanced(by: 27), lift: 4_000)
      ]
    }
    fit = try Self.patched(plain, settings, Self.front(oddity, settings, &stream))
  }

  private static func table(weeks: Int, _ stream: inout RandomStream) -> Table {
    let days = (0..<weeks).map { Day(daysSinceEpoch: 19_359 + 7 * $0) }
    let spend = spendShares.map { share in days.map { _ in 3_000 * share * stream.uniform(0.2, 2) }
    }
    let sales = days.indices.map { row in
      6_000 + 2 * spend[0][row] + 3 * spend[1][row] + 0.5 * spend[2][row] + 300 * stream.normal()
    }
    return Table(
      [Column("week", days: days), Column("sales", numbers: sales)]
        + zip(channels, spend).map { Column($0, numbers: $1) })
  }
}

// MARK: - The front

extension RobynTrial {
  private struct Made {
    let trial: Int
    let iteration: Int
    let values: [Double]
    let nrmse: Double
    let rssd: Double
    let shares: [Double]
    var front = 0
    var score = 0.0
    var name: String { "\(trial)_\(iteration)" }

    var json: [String: Any] {
      [
        "trial": trial, "iteration": iteration, "nrmse": nrmse, "rssd": rssd,
        "mapeLift": abs(0.3 - nrmse), "values": values,
      ]
    }
  }

  private static func made(
    _ settings: RobynSearch, _ stream: inout RandomStream
  ) -> [Made] {
    var all: [Made] = []
    for trial in 1...settings.trials {
      for iteration in 1...settings.iterations {
        // A search narrows as it goes.
        let width = 1 - 0.7 * Double(iteration) / Double(settings.iterations)
        func drawn(_ low: Double, _ high: Double, near: Double) -> Double {
          let centre = width * stream.uniform() + (1 - width) * near
          return low + (high - low) * centre
        }
        var values: [Double] = []
        for index in channels.indices {
          values += [
            drawn(0, 0.8, near: [0.75, 0.3, 0.1][index]), drawn(0.3, 1, near: 0.5),
            drawn(0.5, 3, near: 0.4),
          ]
        }
        let penalty = drawn(0, 1, near: 0.2)
        values.append(penalty)
        if settings.trainingShare != nil { values.append(drawn(0.5, 0.8, near: 0.5)) }
        let miss = abs(values[0] - 0.6) + 0.5 * abs(values[4] - 0.6)
        let pull = min(1, 0.2 + 0.8 * penalty)
        let free = [0.7, 0.28, 0.02]
        let shares = zip(free, spendShares).map { $0 + pull * ($1 - $0) }
        let rssd = zip(shares, spendShares).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }.squareRoot()
        all.append(
          Made(
            trial: trial, iteration: iteration, values: values,
            nrmse: 0.05 + 0.06 * miss + 0.03 * pull + 0.004 * stream.uniform(),
            rssd: rssd + 0.01 * stream.uniform(), shares: shares))
      }
    }
    return all
  }

  /// The candidates of the first fronts, at least so many.
  private static func fronts(_ all: [Made], atLeast wanted: Int) -> [Made] {
    var rest = all
    var kept: [Made] = []
    var number = 1
    while kept.count < wanted, !rest.isEmpty {
      let own = rest.filter { one in
        !rest.contains { other in
          other.nrmse <= one.nrmse && other.rssd <= one.rssd
            && (other.nrmse < one.nrmse || other.rssd < one.rssd)
        }
      }
      let names = Set(own.map(\.name))
      rest.removeAll { names.contains($0.name) }
      kept += own.map { made in
        var made = made
        made.front = number
        return made
      }
      number += 1
    }
    func stretched(_ value: Double, _ all: [Double]) -> Double {
      let (low, high) = (all.min() ?? 0, all.max() ?? 1)
      return high > low ? (value - low) / (high - low) : 0
    }
    let (errors, distances) = (kept.map(\.nrmse), kept.map(\.rssd))
    return kept.map { made in
      var made = made
      let (x, y) = (stretched(made.nrmse, errors), stretched(made.rssd, distances))
      made.score = (x * x + y * y).squareRoot()
      return made
    }.sorted { $0.score < $1.score }
  }

  private static func front(
    _ oddity: Oddity, _ settings: RobynSearch, _ stream: inout RandomStream
  ) throws -> [String: Any] {
    let all = made(settings, &stream)
    var kept = fronts(all, atLeast: 100)
    if oddity == .single { kept = Array(kept.prefix(1)) }
    if oddity == .unclustered { kept = Array(kept.prefix(4)) }
    let isClustered = ![.single, .unclustered].contains(oddity)
    // By halves of the retention of tv and of the penalty: stories that can be told apart.
    func cluster(_ made: Made) -> Int { made.values[0] > 0.55 ? 1 : made.values[9] > 0.4 ? 2 : 3 }
    if oddity == .thin {
      let last = kept.filter { cluster($0) == 3 }.dropFirst(2).map(\.name)
      kept.removeAll { last.contains($0.name) }
    }
    func roi(_ made: Made) -> [Double] { zip(made.shares, spendShares).map { 2.1 * $0 / $1 } }
    var clusters: [[String: Any]] = []
    var remarks: [[String: Any]] = []
    for number in 1...3 where isClustered {
      let own = kept.filter { cluster($0) == number }
      guard let winner = own.first else { continue }
      var json: [String: Any] = ["number": number, "count": own.count, "winner": winner.name]
      if own.count >= 3 {
        json["roi"] = roi(winner).map { ["low": 0.9 * $0, "high": 1.1 * $0] }
      } else {
        remarks.append(["noInterval": ["cluster": number, "candidates": own.count]])
      }
      clusters.append(json)
    }
    let best = kept.min { $0.nrmse < $1.nrmse } ?? all[0]
    let chosen = oddity == .best ? best : kept[0]
    switch oddity {
    case .single: remarks.append(["singleCandidate": [String: Any]()])
    case .unclustered: remarks.append(["tooFewToCluster": ["candidates": kept.count]])
    case .interrupted: remarks.append(["interrupted": ["evaluations": all.count]])
    default: remarks.append(["notConverged": ["objective": "rssd", "trials": 2, "of": 3]])
    }
    return [
      "settings": try object(settings), "channels": channels,
      "names": channels.flatMap { ["retention.\($0)", "half.\($0)", "slope.\($0)"] } + ["penalty"]
        + (settings.trainingShare == nil ? [] : ["training_share"]),
      "evaluations": all.map(\.json),
      "candidates": kept.map { made -> [String: Any] in
        var json: [String: Any] = [
          "name": made.name, "evaluation": made.json, "trainingNRMSE": made.nrmse,
          "front": made.front, "score": made.score, "penalty": 10 * made.values[9], "r2": 0.9,
          "roi": roi(made), "effectShare": made.shares,
        ]
        if isClustered { json["cluster"] = cluster(made) }
        if settings.trainingShare != nil { json["testNRMSE"] = 1.1 * made.nrmse }
        return json
      },
      "fronts": kept.map(\.front).max() ?? 1, "clusters": clusters,
      "withinClusterSquares": [3.0, 2.0, 1.0], "chosen": chosen.name,
      "convergence": convergence(settings), "hypervolume": 0.83,
      "prior": prior(best, chosen), "remarks": remarks,
    ]
  }

  private static func convergence(_ settings: RobynSearch) -> [[String: Any]] {
    ["nrmse", "rssd"].flatMap { objective in
      (1...settings.trials).map { trial -> [String: Any] in
        let cuts = (0..<20).map(Double.init)
        return [
          "objective": objective, "trial": trial,
          "medians": cuts.map { 0.05 + 0.3 / (1 + $0) + 0.004 * Double(trial) },
          "deviations": cuts.map { 0.1 / (1 + $0) }, "isSteady": true,
          "hasImproved": objective == "nrmse" || trial == 1,
        ]
      }
    }
  }

  private static func prior(_ best: Made, _ chosen: Made) -> [String: Any] {
    [
      "channels": channels.indices.map { index -> [String: Any] in
        [
          "name": channels[index], "spendShare": spendShares[index],
          "bestFitShare": best.shares[index], "chosenShare": chosen.shares[index],
          "bestFitROI": 2.1 * best.shares[index] / spendShares[index],
          "chosenROI": 2.1 * chosen.shares[index] / spendShares[index], "impliedROI": 2.1,
        ]
      },
      "bestFitNRMSE": best.nrmse, "chosenNRMSE": chosen.nrmse, "bestFitRSSD": best.rssd,
      "chosenRSSD": chosen.rssd, "bestFit": best.name,
    ]
  }
}

// MARK: - Into a fit

extension RobynTrial {
  /// The fit as a search would have given it: fronts have no initialiser outside the engine, but they are read back.
  private static func patched(
    _ fit: MixFit, _ settings: RobynSearch, _ front: [String: Any]
  ) throws -> MixFit {
    var whole = try object(fit) as? [String: Any] ?? [:]
    let method: [String: Any] = ["robyn": ["_0": try object(settings)]]
    var record = whole["search"] as? [String: Any] ?? [:]
    record["front"] = front
    record["method"] = method
    whole["search"] = record
    var asked = whole["asked"] as? [String: Any] ?? [:]
    var search = asked["search"] as? [String: Any] ?? [:]
    search["method"] = method
    asked["search"] = search
    whole["asked"] = asked
    whole["warnings"] = (whole["warnings"] as? [Any] ?? []) + warnings(front)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(MixFit.self, from: JSONSerialization.data(withJSONObject: whole))
  }

  /// What the engine warns of such a front.
  private static func warnings(_ front: [String: Any]) -> [Any] {
    (front["remarks"] as? [[String: Any]] ?? []).compactMap { remark in
      if let told = remark["notConverged"] { return ["searchNotConverged": told] }
      if let told = remark["interrupted"] { return ["searchInterrupted": told] }
      return nil
    }
  }

  private static func object(_ value: some Encodable) throws -> Any {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try JSONSerialization.jsonObject(with: encoder.encode(value))
  }
}

// MARK: - In a notebook

extension RobynTrial {
  private static let stand = Command(
    "make search", in: "Tests", "A fit with a front made up at random.",
    options: [
      Parameter("odd", .word(Oddity.allCases.map(\.rawValue)), .standard("none"), "What is odd.")
    ], gives: FitValue.kind.name, example: "make search"
  ) { invocation in
    let oddity = Oddity(rawValue: invocation.arguments.text("odd")) ?? .none
    return Outcome(value: FitValue(try RobynTrial(oddity).fit, date: "week"))
  }

  static let registry = CommandRegistry(
    commands: Engine.registry.commands + [stand],
    values: Array(Engine.registry.values.dropFirst()), engineVersion: "test")

  static func notebook(_ statements: String) throws -> ModelNotebook {
    try ModelNotebook(statements, registry: registry)
  }

  /// What the last statement shows of a search with an oddity.
  static func outputs(
    _ statement: String, _ oddity: Oddity = .none
  ) async throws -> [Output] {
    let notebook = try notebook("s = make search odd=\(oddity.rawValue)\n\(statement)")
    let result = try await notebook.result()
    if let failure = result?.failure { throw failure }
    return result?.cells.last?.statements.last?.outputs ?? []
  }
}
