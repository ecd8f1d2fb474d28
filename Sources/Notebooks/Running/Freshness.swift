/// Says of each statement of a notebook whether its result would come from the cache, and if not, why not.
public struct Freshness: Sendable {
  /// What is known of one statement.
  public struct Verdict: Sendable {
    /// The label of its cell.
    public let cell: String
    /// Its first line.
    public let line: Int
    /// The statement's first line of text.
    public let text: String
    /// Whether the next run takes the result from the cache.
    public let isFresh: Bool
    /// Why not, or why so.
    public let reasons: [String]
  }

  private let library: Library
  private let plans: [String: Evaluator.Planned]
  private let cache: Cache

  /// The freshness of the notebooks of a library.
  public init(_ library: Library, with registry: CommandRegistry) {
    self.library = library
    plans = Runner.plans(library, engine: registry.engineVersion)
    cache = Cache(of: library.project)
  }

  /// The verdicts on a notebook's statements, or on those of one cell.
  public func verdicts(on notebook: String, cell label: String? = nil) -> [Verdict] {
    guard let planned = plans[notebook] else { return [] }
    let earlier = cache.note("keys/\(notebook)", as: [[ContentKey?]].self) ?? []
    var found: [Verdict] = []
    for (index, calls) in planned.checked.cells.enumerated() {
      let cell = planned.checked.notebook.cells[index]
      if let label, cell.label != label { continue }
      for (place, call) in calls.enumerated() {
        let address = Plan.Address(cell: index, call: place)
        let old =
          index < earlier.count && place < earlier[index].count ? earlier[index][place] : nil
        found.append(verdict(on: call, at: address, in: planned, earlier: old))
      }
    }
    return found
  }

  private func verdict(
    on call: Call, at address: Plan.Address, in planned: Evaluator.Planned, earlier: ContentKey?
  ) -> Verdict {
    let source = planned.checked.notebook.source
    let cell = planned.checked.notebook.cells[address.cell]
    let line = source.position(of: call.statement.span.start).line
    let text = source.text(source.lineSpan(line - 1))
    func verdict(_ isFresh: Bool, _ reasons: [String]) -> Verdict {
      Verdict(cell: cell.label, line: line, text: text, isFresh: isFresh, reasons: reasons)
    }
    if case .importing = call.command.action {
      let from = call.arguments.optionalText("from") ?? ""
      return verdict(true, ["it is whatever the notebook \(from) has; ask there"])
    }
    if let problem = planned.plan.problems[address] { return verdict(false, [problem.sentence]) }
    guard let key = planned.plan.keys[address.cell][address.call] else {
      return verdict(false, ["one of its inputs cannot be computed"])
    }
    if !cell.isCached { return verdict(false, ["its cell says cache=no"]) }
    if cache.has(key.digest) {
      return verdict(true, ["nothing has changed since it was computed"])
    }
    guard let earlier else { return verdict(false, ["it has not run at this place before"]) }
    let reasons = key.differences(from: earlier)
    return verdict(
      false, reasons.isEmpty ? ["its cache entry is gone or damaged"] : reasons)
  }
}
