import Notebooks
import Tables

extension Vocabulary {
  static let save = Command(
    "save", in: "Data", "Writes a value to a file: tables as CSV, everything else as JSON.",
    operands: [Parameter("value", .value([]), "What to save.")],
    options: [
      Parameter(
        "to", .path(.write), .optional,
        "The file, relative to the project folder; left out, the artifacts folder's "
          + "tables/saved/NAME.csv or models/saved/NAME.json.")
    ],
    example: "save retail to=data/processed/retail.csv",
    infer: { inference throws(CommandError) in
      if let path = inference.arguments.optionalText("to") {
        try requireExtension(path, isTable: inference.shape("value").kind.map { $0 == "table" })
      }
      return Shape(kind: nil)
    },
    run: { invocation in
      let value = try invocation.anyValue("value")
      let name = invocation.arguments.text("value")
      let given = invocation.arguments.optionalText("to")
      let table = (value as? TableValue)?.table
      if let given { try requireExtension(given, isTable: table != nil) }
      let bytes = table.map { CSVWriter().bytes($0) } ?? Array(document(of: value, name: name).utf8)
      let standard = table == nil ? "models/saved/\(name).json" : "tables/saved/\(name).csv"
      let file = OutputFile(path: given ?? standard, isArtifact: given == nil, bytes: bytes)
      return Outcome(
        showing: given.map { [.text("Saved \(name) to \($0).")] } ?? [.file(path: standard)],
        files: [file])
    })

  private static func requireExtension(
    _ path: String, isTable: Bool?
  ) throws(CommandError) {
    guard let isTable else { return }
    let wanted = isTable ? ".csv" : ".json"
    guard path.hasSuffix(wanted) else {
      throw CommandError(
        "\(isTable ? "a table is" : "this value is") saved to a file whose name ends in \(wanted)",
        parameter: "to")
    }
  }

  /// The kind, the name and every scalar field.
  private static func document(of value: any NotebookValue, name: String) -> String {
    let fields = value.fields.map { JSONValue.Member($0.path, json($0.value)) }
    return JSONValue.object([
      "kind": .text(type(of: value).kind.name), "name": .text(name), "fields": .object(fields),
    ]).document
  }

  private static func json(_ scalar: Scalar) -> JSONValue {
    switch scalar {
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .day(let day): .text(day.description)
    case .flag(let flag): .flag(flag)
    }
  }
}
