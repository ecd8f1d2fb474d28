extension TerminalChart {
  /// The poster as lines of text, ended by a new line: the head with its numbers, a line or two a panel, the foot.
  public func text(_ poster: Poster) -> String {
    let columns = min(max(width, 24), 200)
    var output = wrapped(poster.title, columns, indent: 0)
    output += wrapped(poster.caution, columns, indent: 0)
    output += wrapped(poster.subtitle, columns, indent: 0)
    let numbers = poster.measures.map { "\($0.name) \($0.value)" }.joined(separator: " · ")
    output += wrapped(numbers, columns, indent: 0)
    for (place, panel) in poster.panels.enumerated() {
      let title = panel.chart.title
      let words = title.isEmpty || title == panel.name ? panel.name : "\(panel.name): \(title)"
      output += wrapped("\(place + 1) \(words)", columns, indent: 2)
    }
    return output + wrapped(poster.note, columns, indent: 0)
  }

  /// A paragraph of lines that fit, those after the first indented further; nothing for nothing.
  private func wrapped(_ text: String, _ columns: Int, indent: Int) -> String {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for word in TerminalText.clean(text).split(separator: " ") {
      if !isEmpty, TerminalText.width(line) + 1 + TerminalText.width(String(word)) > columns {
        lines.append(line)
        line = String(repeating: " ", count: 2 * indent)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    if !isEmpty { lines.append(line) }
    return lines.map { TerminalText.cut($0, to: columns) + "\n" }.joined()
  }
}
