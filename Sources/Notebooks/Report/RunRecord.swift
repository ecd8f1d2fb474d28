import Figures
import Tables

/// What a run found, for programs: `artifacts/runs/<notebook>.json`.
///
/// `values.<name>.fields` holds the scalar fields under their dotted names; numbers have 17 significant digits.
public struct RunRecord: Sendable {
  /// The version of this format; it grows when a member changes its meaning or goes.
  public static let formatVersion = 1

  /// The result that is recorded.
  public var result: NotebookResult

  /// The record of a result.
  public init(_ result: NotebookResult) { self.result = result }

  /// The JSON document.
  public var json: String { value.document }

  /// The record as a value.
  public var value: JSONValue {
    let notebook = result.notebook
    let origin = result.provenance
    return .object([
      "format": .integer(RunRecord.formatVersion),
      "engine": .text(origin.engineVersion),
      "notebook": .text(notebook.name),
      "title": .text(notebook.frontMatter.title),
      "source": .object([
        "path": .text(notebook.source.name), "digest": .text(origin.sourceDigest),
      ]),
      "data": .array(
        origin.data.map { .object(["path": .text($0.path), "digest": .text($0.digest)]) }),
      "seeds": .array(origin.seeds.map(JSONValue.integer)),
      "state": .text(result.failure == nil ? "done" : "failed"),
      "failure": result.failure.map(failure) ?? .null,
      "cells": .array(cells),
      "values": .object(result.names.map { .init($0.name, named($0)) }),
      "claims": .array(claims),
    ])
  }

  private func failure(_ diagnostic: Diagnostic) -> JSONValue {
    let position = result.notebook.source.position(
      of: min(diagnostic.span.start, result.notebook.source.bytes.count))
    return .object([
      "line": .integer(position.line), "column": .integer(position.column),
      "message": .text(diagnostic.sentence),
    ])
  }

  private func line(_ span: SourceSpan) -> Int {
    result.notebook.source.position(of: min(span.start, result.notebook.source.bytes.count)).line
  }

  // MARK: - Cells

  private var cells: [JSONValue] {
    let catalogue = OutputCatalogue(result)
    let files = ArtifactPaths(notebook: result.notebook.name)
    return zip(result.notebook.cells, result.cells).enumerated().map { index, pair in
      let (cell, outcome) = pair
      let outputs = outcome.statements.enumerated().flatMap { statement, found in
        found.outputs.enumerated().map { output, value in
          self.output(
            value,
            catalogue.entry(at: .init(cell: index, statement: statement, output: output)), files)
        }
      }
      return .object([
        "label": .text(cell.label), "line": .integer(line(cell.body)),
        "role": .text(role(cell.role)), "state": .text(state(outcome.state)),
        "fromCache": .flag(outcome.isFromCache), "outputs": .array(outputs),
      ])
    }
  }

  private func role(_ role: Cell.Role) -> String {
    switch role {
    case .code: "code"
    case .exercise: "exercise"
    case .solution: "solution"
    case .check: "check"
    case .hint: "hint"
    }
  }

  private func state(_ state: CellResult.State) -> String {
    switch state {
    case .done: "done"
    case .failed: "failed"
    case .failedAsExpected: "failed as expected"
    case .notRun: "not run"
    }
  }

  private func output(
    _ output: Output, _ entry: OutputCatalogue.Entry?, _ files: ArtifactPaths
  ) -> JSONValue {
    switch output {
    case .chart(let chart): figure("chart", chart.title, entry, files)
    case .poster(let poster): figure("poster", poster.title, entry, files)
    case .diagram(let diagram): figure("diagram", diagram.title, entry, files)
    case .flow(let chart): figure("flow", chart.title, entry, files)
    case .table(let table):
      .object([
        "kind": .text("table"), "number": entry.map { .integer($0.number) } ?? .null,
        "caption": .optionalText(entry?.caption), "rows": .integer(table.table.rowCount),
        "columns": .integer(table.table.columns.count),
        "path": .optionalText(entry.map { files.table($0.fileName) }),
      ])
    case .text(let text): .object(["kind": .text("text"), "text": .text(text)])
    case .claim(let verdict):
      .object([
        "kind": .text("claim"), "text": .text(verdict.text), "holds": .flag(verdict.holds),
      ])
    case .file(let path): .object(["kind": .text("file"), "path": .text(path)])
    }
  }

  private func figure(
    _ kind: String, _ title: String, _ entry: OutputCatalogue.Entry?, _ files: ArtifactPaths
  ) -> JSONValue {
    .object([
      "kind": .text(kind), "number": entry.map { .integer($0.number) } ?? .null,
      "caption": .optionalText(entry?.caption), "title": .text(title),
      "path": .optionalText(entry.map { files.figure($0.fileName) }),
    ])
  }

  // MARK: - Values and claims

  private func named(_ named: NamedResult) -> JSONValue {
    .object([
      "kind": .text(named.kind),
      "fields": .object(named.fields.map { .init($0.name, scalar($0.value)) }),
    ])
  }

  private func scalar(_ scalar: Scalar) -> JSONValue {
    switch scalar {
    case .number(let number): .number(number)
    case .day(let day): .text(day.description)
    case .text(let text): .text(text)
    case .flag(let flag): .flag(flag)
    }
  }

  private var claims: [JSONValue] {
    zip(result.notebook.cells, result.cells).flatMap { cell, outcome in
      outcome.statements.flatMap { statement in
        statement.outputs.compactMap { output -> JSONValue? in
          guard case .claim(let verdict) = output else { return nil }
          return .object([
            "text": .text(verdict.text), "actual": .text(verdict.actual),
            "value": verdict.value.map(JSONValue.number) ?? .null,
            "holds": .flag(verdict.holds), "cell": .text(cell.label),
            "line": .integer(line(statement.span)),
          ])
        }
      }
    }
  }
}

extension RunRecord {
  /// The bytes of an artifact without what may differ between two runs of the same work: in a record, which cells came
  /// from the cache.
  public static func comparable(_ bytes: [UInt8], path: String) -> [UInt8] {
    guard path.hasSuffix(".json") else { return bytes }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let mark = Array("\"fromCache\"".utf8)
    return Array(lines.filter { !$0.contains(mark) }.joined(separator: [UInt8(ascii: "\n")]))
  }
}
