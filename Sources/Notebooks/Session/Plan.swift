/// The content keys of a checked notebook's statements: known before anything runs.
struct Plan: Sendable {
  /// One key per call of each cell; nil where a file cannot be read or an input has no key.
  var keys: [[ContentKey?]] = []
  /// What stops a call from having a key, by cell and call.
  var problems: [Address: Diagnostic] = [:]
  /// The digest of what each name stands for.
  var digests: [String: Digest] = [:]
  /// The names as each exercise's branch sees them, by label.
  var branches: [String: [String: Digest]] = [:]
  /// Every file that is read, as reports show it, with its digest.
  var files: [Provenance.DataFile] = []

  /// The place of a call in a notebook.
  struct Address: Sendable, Hashable {
    /// Index of the cell.
    let cell: Int
    /// Index of the call in the cell.
    let call: Int
  }
}

/// Makes plans; what it needs of the world comes in as closures.
struct Planner {
  /// The engine's build, part of every key.
  let engine: String
  /// Where files lie and which may be read.
  let project: Project
  /// The digest of a file.
  let digestOfFile: (String) -> Digest?
  /// The digest of what a name of another notebook stands for.
  let importedDigest: (_ notebook: String, _ name: String) -> Digest?

  /// The keys of a notebook.
  func plan(_ checked: CheckedNotebook) -> Plan {
    var plan = Plan()
    for (name, scalar) in checked.parameters {
      plan.digests[name] = Digest(of: "parameter \(Canonical.text(scalar))")
    }
    for (index, calls) in checked.cells.enumerated() {
      let cell = checked.notebook.cells[index]
      let outer = plan.digests
      switch cell.role {
      case .exercise: plan.branches[cell.label] = outer
      case .solution(let label), .check(let label): plan.digests = plan.branches[label] ?? outer
      case .code, .hint: break
      }
      plan.keys.append([])
      for (place, call) in calls.enumerated() {
        let key = self.key(of: call, in: checked, at: Plan.Address(cell: index, call: place), &plan)
        plan.keys[index].append(key)
        if let name = call.statement.name?.text {
          plan.digests[name] = plan.digests[name] ?? importedOrOwn(call, key)
        }
      }
      switch cell.role {
      case .solution(let label), .check(let label):
        plan.branches[label] = plan.digests
        plan.digests = outer
      case .code, .hint, .exercise:
        if cell.fails != nil { plan.digests = outer }
      }
    }
    return plan
  }

  /// An imported name stands for exactly what it stands for at home.
  private func importedOrOwn(_ call: Call, _ key: ContentKey?) -> Digest? {
    guard case .importing = call.command.action, let from = call.arguments.optionalText("from"),
      let name = call.arguments.optionalText("name")
    else { return key?.digest }
    return importedDigest(from, name)
  }

  private func key(
    of call: Call, in checked: CheckedNotebook, at address: Plan.Address, _ plan: inout Plan
  ) -> ContentKey? {
    var files: [ContentKey.Part] = []
    for path in call.pathsRead(parameters: checked.parameters) {
      do throws(CommandError) {
        let resolved = try project.readablePath(path.written)
        guard let digest = digestOfFile(resolved) else {
          throw CommandError("the file \"\(path.written)\" can't be read", word: path.written)
        }
        let shown = project.shown(resolved)
        files.append(ContentKey.Part(name: shown, value: digest.description))
        let file = Provenance.DataFile(path: shown, digest: digest.description)
        if !plan.files.contains(file) { plan.files.append(file) }
      } catch {
        plan.problems[address] = CommandError(
          error.message, parameter: path.parameter, word: error.word, suggestion: error.suggestion
        ).diagnostic(in: call)
        return nil
      }
    }
    var inputs: [ContentKey.Part] = []
    for name in call.inputs {
      guard let digest = plan.digests[name] else { return nil }
      inputs.append(ContentKey.Part(name: name, value: digest.description))
    }
    let declared = (call.command.operands + call.command.options).compactMap { parameter in
      call.arguments.named[parameter.name].map {
        ContentKey.Part(name: parameter.name, value: $0.value.canonical(inputs: call.inputs))
      }
    }
    let open = call.arguments.open.map {
      ContentKey.Part(name: $0.key, value: $0.bound.value.canonical(inputs: call.inputs))
    }
    return ContentKey(
      command: call.command.title, arguments: declared + open, files: files, inputs: inputs,
      engine: engine)
  }
}

extension Call {
  /// The files that it reads: the parameter, and the path as written or as a parameter of the front matter has it.
  func pathsRead(parameters: [String: Scalar]) -> [(parameter: String, written: String)] {
    (command.operands + command.options).compactMap { parameter in
      guard case .path(.read) = parameter.type else { return nil }
      switch arguments.named[parameter.name]?.value {
      case .path(let written, .read): return (parameter.name, written)
      case .expression(.bare(let name, _)):
        guard case .text(let written)? = parameters[name] else { return nil }
        return (parameter.name, written)
      default: return nil
      }
    }
  }
}
