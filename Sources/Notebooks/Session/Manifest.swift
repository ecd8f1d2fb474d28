import Tables
import Yams

/// The course manifest, `mixbook.yml`: title, order of the notebooks, channel colours, artifacts folder.
public struct Manifest: Sendable, Hashable {
  /// `mixbook.yml`.
  public static let fileName = "mixbook.yml"

  /// The course's title.
  public var title = "Notebooks"
  /// One or two sentences.
  public var summary = ""
  /// The folder of the artifacts, relative to the project folder.
  public var artifacts = "artifacts"
  /// The folder of the notebooks, relative to the project folder.
  public var notebooks = "notebooks"
  /// The parts in order.
  public var parts: [Part] = []
  /// Channel names with the number of their colour, from 1, or a pair of colours.
  public var colours: [(channel: String, colour: Colour)] = []

  /// A part of the course.
  public struct Part: Sendable, Hashable {
    /// Its title.
    public var title: String
    /// The notebooks in order, relative to the notebooks folder, without `.md`.
    public var notebooks: [String]
  }

  /// A channel's colour over the whole course.
  public enum Colour: Sendable, Hashable {
    /// A place in the palette, from 1.
    case slot(Int)
    /// Two hexadecimal colours, on a light and on a dark page.
    case pair(light: String, dark: String)
  }

  /// A manifest that says nothing.
  public init() {}

  /// Whether two manifests say the same.
  public static func == (left: Manifest, right: Manifest) -> Bool {
    left.title == right.title && left.summary == right.summary
      && left.artifacts == right.artifacts && left.notebooks == right.notebooks
      && left.parts == right.parts && left.colours.map(\.channel) == right.colours.map(\.channel)
      && left.colours.map(\.colour) == right.colours.map(\.colour)
  }

  /// The parts of two equal manifests are equal.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(title)
    hasher.combine(parts)
  }

  /// Reads a manifest; everything that is wrong with it is reported at its line.
  public static func read(_ source: SourceText) -> (manifest: Manifest, diagnostics: [Diagnostic]) {
    var reader = ManifestReader(source: source)
    return (reader.read(), reader.diagnostics)
  }
}

private struct ManifestReader {
  let source: SourceText
  var diagnostics: [Diagnostic] = []

  mutating func read() -> Manifest {
    var manifest = Manifest()
    guard source.bytes.count <= 1 << 18 else {
      diagnostics.append(Diagnostic("a manifest has at most 256 KB", at: SourceSpan(0, 0)))
      return manifest
    }
    let yaml = String(decoding: source.bytes, as: UTF8.self)
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      let line = (error as? YamlError).flatMap(ManifestReader.line) ?? 1
      diagnostics.append(Diagnostic("this is not YAML", at: span(ofLine: line)))
      return manifest
    }
    guard let mapping = root?.mapping else { return manifest }
    for (key, value) in mapping {
      switch key.string ?? "" {
      case "title": manifest.title = text(value, "title") ?? manifest.title
      case "summary": manifest.summary = text(value, "summary") ?? ""
      case "artifacts": manifest.artifacts = folder(value, "artifacts") ?? manifest.artifacts
      case "notebooks": manifest.notebooks = folder(value, "notebooks") ?? manifest.notebooks
      case "parts": manifest.parts = parts(value)
      case "colours": manifest.colours = colours(value)
      default:
        let known = ["title", "summary", "artifacts", "notebooks", "parts", "colours"]
        report(
          "a manifest has no \"\(key.string ?? "")\"", key,
          NearestName.suggestion(for: key.string ?? "", among: known))
      }
    }
    return manifest
  }

  private mutating func parts(_ node: Node) -> [Manifest.Part] {
    guard let items = node.sequence else {
      report("parts is a list of parts, each with a title and notebooks", node)
      return []
    }
    return items.compactMap { item in
      guard let mapping = item.mapping, let listed = mapping["notebooks"]?.sequence else {
        report("a part has a title and a list of notebooks", item)
        return nil
      }
      let names = listed.compactMap { name -> String? in
        guard let text = name.string, isPlainPath(text) else {
          report("a notebook is named by its path below the notebooks folder, without .md", name)
          return nil
        }
        return text
      }
      return Manifest.Part(title: mapping["title"]?.string ?? "", notebooks: names)
    }
  }

  private mutating func colours(
    _ node: Node
  ) -> [(channel: String, colour: Manifest.Colour)] {
    guard let mapping = node.mapping else {
      report("colours is a list of channel: number", node)
      return []
    }
    return mapping.compactMap { key, value in
      if let slot = value.int, (1...64).contains(slot) { return (key.string ?? "", .slot(slot)) }
      if let pair = value.sequence?.compactMap(\.string), pair.count == 2,
        pair.allSatisfy(ManifestReader.isColour)
      {
        return (key.string ?? "", .pair(light: pair[0], dark: pair[1]))
      }
      report("a colour is a number from 1, or two such as [\"#4269d0\", \"#8aa5ff\"]", value)
      return nil
    }
  }

  private static func isColour(_ text: String) -> Bool {
    text.utf8.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy(\.isHexDigit)
  }

  private mutating func text(_ node: Node, _ key: String) -> String? {
    guard let text = node.string else {
      report("\(key) is a text", node)
      return nil
    }
    return text
  }

  private mutating func folder(_ node: Node, _ key: String) -> String? {
    guard let path = node.string, isPlainPath(path) else {
      report("\(key) is a folder below the project folder", node)
      return nil
    }
    return path
  }

  private func isPlainPath(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
  }

  private mutating func report(_ message: String, _ node: Node, _ suggestion: String? = nil) {
    diagnostics.append(
      Diagnostic(message, at: span(ofLine: node.mark?.line ?? 1), suggestion: suggestion))
  }

  private func span(ofLine line: Int) -> SourceSpan {
    let span = source.lineSpan(min(max(line - 1, 0), source.lineStarts.count - 1))
    // The key's first word is what the eye looks for.
    return span
  }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }
}
