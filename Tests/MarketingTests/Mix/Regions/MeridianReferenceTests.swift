import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

private let isLong = ProcessInfo.processInfo.environment["MIXBOOK_LONG"] != nil

private func json(_ path: String) throws -> [String: Any] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(OutsideData.bytes("peers/\(path)")))
      as? [String: Any])
}

/// The data on which the peers were measured: a nation with waves of the year as controls, or 20 regions.
private func panel(_ name: String) throws -> MixPanel {
  let table = try CSV().read(path: OutsideData.path("peers/\(name).csv")).table
  if name == "w3" {
    return try MixPanel(
      table, target: "sales", channels: ["tv", "digital", "radio", "print", "social", "search"],
      controls: ["price"], region: "geo", population: "population")
  }
  let days = try table.days("date").compactMap(\.self)
  var waves: [Column] = []
  for k in 1...2 {
    let angles = try days.map { day in
      let start = try #require(Day(year: day.year, month: 1, day: 1))
      return 2 * Double.pi * Double(k) * Double(start.distance(to: day) + 1) / 365.25
    }
    waves.append(Column("sin\(k)", numbers: angles.map { sin($0) }))
    waves.append(Column("cos\(k)", numbers: angles.map { cos($0) }))
  }
  return try MixPanel(
    Table(table.columns + waves), target: "sales",
    channels: ["tv", "digital", "radio", "print", "social"],
    controls: ["trend", "holiday", "sin1", "cos1", "sin2", "cos2"])
}

/// Meridian's parameters by our names.
private func parameters(_ values: [String: Any], _ panel: MixPanel) throws -> [String: Double] {
  var named: [String: Double] = [:]
  let channels = panel.channels.map(\.name)
  let controls = panel.controls.map(\.name)
  let others = panel.regions.indices.filter { $0 != panel.baselineRegion }.map { panel.regions[$0] }
  func list(_ key: String, _ members: [String], as name: String? = nil) throws {
    let numbers = try #require(values[key] as? [Double])
    for (member, number) in zip(members, numbers) { named["\(name ?? key).\(member)"] = number }
  }
  func grid(_ key: String, _ members: [String]) throws {
    let rows = try #require(values[key] as? [[Double]])
    for (region, row) in zip(panel.regions, rows) {
      for (member, number) in zip(members, row) { named["\(key).\(region).\(member)"] = number }
    }
  }
  try list("knot_values", (1...panel.periods).map { "\($0)" })
  try list("tau_g_excl_baseline", others, as: "tau_g")
  for key in ["alpha_m", "ec_m", "eta_m", "roi_m"] { try list(key, channels) }
  for key in ["gamma_c", "xi_c"] { try list(key, controls) }
  try grid("beta_gm_dev", channels)
  try grid("gamma_gc_dev", controls)
  named["sigma"] = (values["sigma"] as? Double) ?? (values["sigma"] as? [Double])?.first
  return named
}

@Suite("Meridian's own numbers")
struct MeridianReferenceTests {
  @Test(
    "the joint density is Meridian's",
    .enabled(
      if: OutsideData.has("peers/posteriors/meridian_w3_logp_points.json"), "outside data not here"),
    arguments: ["w1", "w3"])
  func jointDensity(name: String) throws {
    let panel = try panel(name)
    let mix = try MeridianMix(panel)
    let file = try json("posteriors/meridian_\(name)_logp_points.json")
    let points = try #require(file["points"] as? [[String: Any]])
    #expect(points.count == 5)
    for point in points {
      let values = try #require(point["params"] as? [String: Any])
      let named = try parameters(values, panel)
      var expected = try #require(point["log_prob"] as? Double)
      if panel.regions.count == 1 {
        // Meridian keeps the deviations of a nation's one region; only their priors know of them.
        for key in ["beta_gm_dev", "gamma_gc_dev"] {
          for number in try #require(values[key] as? [[Double]]).joined() {
            expected += 0.5 * number * number + 0.91893853320467274178
          }
        }
      }
      let ours = try mix.jointLogDensity(mix.parameterNames.map { try #require(named[$0]) })
      #expect(ours.isClose(to: expected, within: .relative(1e-12)))
    }
  }

  @Test(
    "the posterior is Meridian's",
    .enabled(
      if: OutsideData.has("peers/posteriors/meridian-w1-quiet-7x500-rep0.json"),
      "outside data not here"),
    arguments: isLong
      ? [("w1", "meridian-w1-quiet-7x500-rep0"), ("w3", "meridian-w3-4x500-500-1000-rep0")]
      : [("w1", "meridian-w1-quiet-7x500-rep0")])
  func posterior(name: String, file: String) throws {
    let mix = try MeridianMix(try panel(name))
    var starts: [[Double]] = []
    for chain in 0..<4 {
      var stream = RandomStream(seed: 42, stream: 9000 + UInt64(chain))
      starts.append(mix.start(from: &stream))
    }
    let chains = try NUTS().sample(mix, starts: starts)
    #expect(chains.divergences == 0)
    let reference = try #require(
      try json("posteriors/\(file).json")["params"] as? [String: [String: Double]])
    var compared = 0
    for summary in chains.draws.summaries() where !summary.name.hasPrefix("log_") {
      #expect(try #require(summary.rhat) < 1.01, "\(summary.name)")
      let parts = summary.name.split(separator: ".")
      // Meridian counts knots from 0.
      let members = parts.dropFirst().map { part in
        parts[0] == "knot_values" ? "[\((Int(part) ?? 0) - 1)]" : "[\(part)]"
      }
      guard let expected = reference[parts[0] + members.joined()], let mean = expected["mean"],
        let error = expected["mcse_mean"], let own = summary.mcse
      else { continue }
      compared += 1
      let z = (summary.mean - mean) / (own * own + error * error).squareRoot()
      #expect(abs(z) < 4, "\(summary.name): \(summary.mean), Meridian \(mean)")
    }
    #expect(compared == (name == "w1" ? 23 : 202))
  }
}
