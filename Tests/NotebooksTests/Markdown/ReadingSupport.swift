import Figures
import Notebooks

/// Reads a text below the smallest front matter; lines count from 4.
func read(_ text: String) -> (notebook: Notebook?, problems: [String]) {
  readFile("---\ntitle: T\n---\n" + text)
}

/// Reads a whole file; each problem as `line:column severity: sentence`.
func readFile(_ text: String) -> (notebook: Notebook?, problems: [String]) {
  let bytes = Array(text.utf8)
  let result = NotebookReader.read(bytes, name: "n.md")
  let source = SourceText(name: "n.md", bytes: bytes)
  let problems = result.diagnostics.map { diagnostic in
    let place = source.position(of: diagnostic.span.start)
    return "\(place.line):\(place.column) \(diagnostic.severity.rawValue): \(diagnostic.sentence)"
  }
  return (result.notebook, problems)
}

/// The prose of a text as HTML, with its footnotes.
func html(_ text: String) -> String {
  guard let notebook = read(text).notebook else { return "" }
  let prose = ProseHTML(notebook, value: { .element("output", [:], [.text("\($0)")]) })
  return prose.markup(notebook.blocks).html + prose.footnotes().html
}
