/// Computes statements, each at most once per run, from the cache where it can.
///
/// Everything is on demand: a statement's inputs are computed when it runs and not before, in this notebook and in those
/// it imports from. Two notebooks that want the same result wait for one computation.
struct Evaluator: Sendable {
  let registry: CommandRegistry
  let project: Project
  let cache: Cache?
  /// Whether results in the cache are ignored (they are written all the same).
  let isFresh: Bool
  let work: SharedWork
  /// The notebooks of this run with their plans, by name.
  let notebooks: [String: Planned]
  /// Whether the run was asked to end: what is computed then may rest on draws that were cut short, and is not kept.
  var isInterrupted: @Sendable () -> Bool = { false }
  /// What is done around the computation of a statement.
  var surrounding: Runner.Options.Computing = { _, work in try await work() }

  /// A checked notebook and its keys.
  struct Planned: Sendable {
    let checked: CheckedNotebook
    let plan: Plan
  }

  /// The record of a statement.
  func record(_ address: Plan.Address, of name: String) async throws -> StatementRecord {
    guard let planned = notebooks[name] else {
      throw CommandError("there is no notebook \"\(name)\" in this run")
    }
    let call = planned.checked.cells[address.cell][address.call]
    if case .importing = call.command.action { return try await importedRecord(call) }
    if let problem = planned.plan.problems[address] { throw problem }
    guard let key = planned.plan.keys[address.cell][address.call] else {
      throw CommandError("one of its inputs could not be computed")
    }
    let isCached = planned.checked.notebook.cells[address.cell].isCached
    return try await work.record(for: key.digest) {
      if isCached, !isFresh, let kept = cache?.record(for: key.digest) { return kept }
      let computed = try await compute(call, address, in: planned, of: name)
      if isCached, isWhole(computed) { cache?.keep(computed, for: key.digest) }
      return computed
    }
  }

  /// The value that a name stands for at a place of a notebook.
  func value(
    of name: String, in notebook: String, before address: Plan.Address? = nil
  ) async throws -> any NotebookValue {
    guard let planned = notebooks[notebook] else {
      throw CommandError("there is no notebook \"\(notebook)\" in this run")
    }
    if let scalar = planned.checked.parameters[name] { return PlainValue(scalar) }
    guard let place = planned.checked.binding(of: name, seenFrom: address) else {
      throw CommandError("no name \"\(name)\" is bound before this", word: name)
    }
    let record = try await record(place, of: notebook)
    do {
      if let value = try record.value(in: registry) { return value }
    } catch is BinaryDamage {
      return try await recomputed(place, of: notebook)
    }
    throw CommandError("\"\(name)\" has no value", word: name)
  }

  /// An entry whose value cannot be read after all is computed anew, never trusted.
  private func recomputed(
    _ place: Plan.Address, of notebook: String
  ) async throws -> any NotebookValue {
    guard let planned = notebooks[notebook] else { throw BinaryDamage.damaged }
    let call = planned.checked.cells[place.cell][place.call]
    let computed = try await compute(call, place, in: planned, of: notebook)
    if isWhole(computed), let key = planned.plan.keys[place.cell][place.call] {
      cache?.keep(computed, for: key.digest)
    }
    guard let value = try computed.value(in: registry) else { throw BinaryDamage.damaged }
    return value
  }

  /// Whether a result, and all that it was computed from, came to its end.
  private func isWhole(_ record: StatementRecord) -> Bool {
    !record.isPartial && !isInterrupted()
  }

  private func importedRecord(_ call: Call) async throws -> StatementRecord {
    let (source, name) = (call.arguments.text("from"), call.arguments.text("name"))
    guard let place = notebooks[source]?.checked.binding(of: name, seenFrom: nil) else {
      throw CommandError("the notebook \"\(source)\" binds no name \"\(name)\"", word: name)
    }
    do {
      return try await record(place, of: source)
    } catch let diagnostic as Diagnostic {
      // The place is in the other notebook's text; here only the sentence helps.
      throw CommandError(
        "\"\(name)\" of \"\(source)\" could not be computed: \(diagnostic.sentence)",
        parameter: "name")
    }
  }

  private func compute(
    _ call: Call, _ address: Plan.Address, in planned: Planned, of notebook: String
  ) async throws -> StatementRecord {
    guard case .run(let run) = call.command.action else { throw BinaryDamage.damaged }
    var values: [String: any NotebookValue] = [:]
    for name in call.inputs {
      values[name] = try await value(of: name, in: notebook, before: address)
    }
    var files: [String: Invocation.FileAccess] = [:]
    for path in call.pathsRead(parameters: planned.checked.parameters) {
      let resolved = try project.readablePath(path.written)
      files[path.written] = Invocation.FileAccess(path: resolved, shownAs: project.shown(resolved))
    }
    let invocation = try Invocation(call, values: values, files: files)
    let outcome = try await surrounding(notebook) { try await run(invocation) }
    return StatementRecord(
      kind: outcome.value.map { type(of: $0).kind.name }, fields: outcome.value?.fields ?? [],
      columns: outcome.value?.columns,
      outputs: outcome.outputs,
      files: outcome.files, value: outcome.value.map { .live($0) } ?? .none, isFromCache: false)
  }
}

extension CheckedNotebook {
  /// The call that binds a name: seen from a solution or check its own branch first, else the notebook's.
  func binding(of name: String, seenFrom address: Plan.Address?) -> Plan.Address? {
    if let address, let label = notebook.cells[address.cell].role.exercise {
      for (cell, calls) in cells.enumerated() where notebook.cells[cell].role.exercise == label {
        for (index, call) in calls.enumerated() where call.statement.name?.text == name {
          return Plan.Address(cell: cell, call: index)
        }
      }
    }
    return binding(of: name).map { Plan.Address(cell: $0.cell, call: $0.call) }
      ?? address.flatMap { ownCellBinding(of: name, in: $0) }
  }

  /// A cell that must fail binds names for itself only.
  private func ownCellBinding(of name: String, in address: Plan.Address) -> Plan.Address? {
    cells[address.cell].firstIndex { $0.statement.name?.text == name }
      .map { Plan.Address(cell: address.cell, call: $0) }
  }
}

/// Computations under way and done in this run, so that each is done once.
actor SharedWork {
  private var tasks: [Digest: Task<StatementRecord, any Error>] = [:]

  /// The record under a key, computed by whoever asks first.
  func record(
    for key: Digest, _ compute: @escaping @Sendable () async throws -> StatementRecord
  ) async throws -> StatementRecord {
    if let task = tasks[key] { return try await task.value }
    let task = Task { try await compute() }
    tasks[key] = task
    return try await task.value
  }
}
