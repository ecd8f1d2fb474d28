extension Chart {
  /// The chart as inline SVG; `id` prefixes every id in it and is unique in the page.
  ///
  /// Colours are CSS custom properties with the light colour as fallback, so that the page's style sheet
  /// (`ChartTheme.cssVariables`) decides between light and dark.
  public func svg(id: String, theme: ChartTheme = ChartTheme()) -> Markup {
    drawing(theme).inline(id: id)
  }

  /// The chart twice, laid out for wide and for narrow screens, so that words keep their size on a telephone;
  /// `ChartTheme.responsiveCSS` in the page's style sheet shows the one that fits.
  public func responsiveSVG(id: String, theme: ChartTheme = ChartTheme()) -> Markup {
    var narrow = self
    narrow.width = min(width, ChartTheme.narrowWidth)
    guard narrow.width < width else { return svg(id: id, theme: theme) }
    return .fragment([
      drawing(theme).inline(id: id, form: "chart-wide"),
      narrow.drawing(theme, hasTitles: false).inline(id: "\(id)-narrow", form: "chart-narrow"),
    ])
  }

  /// The chart as a file of its own, light and dark by the reader's preference.
  public func standaloneSVG(theme: ChartTheme = ChartTheme()) -> String {
    drawing(theme).standalone(theme: theme)
  }

  private func drawing(_ theme: ChartTheme, hasTitles: Bool = true) -> Drawing {
    let names = ChartPainter.names(PreparedChart(self))
    return drawing(SeriesColours(theme, names: names), hasTitles: hasTitles)
  }

  /// The chart in given colours, which others may share.
  func drawing(
    _ colours: SeriesColours, lettering: Lettering = .figure, hasTitles: Bool = true
  ) -> Drawing {
    let layout = ChartLayout(self, lettering: lettering)
    var canvas = Canvas(hasTitles: hasTitles)
    ChartPainter(layout, colours: colours).draw(on: &canvas)
    return Drawing(
      title: title, description: alternativeText ?? generatedDescription, width: layout.width,
      height: layout.height, nodes: canvas.nodes)
  }
}

/// The frame that charts and diagrams share: size, fonts, title and description.
struct Drawing {
  let title: String
  let description: String
  let width: Double
  let height: Double
  let nodes: [Markup]

  static let fonts = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"

  func inline(id: String, form: String? = nil) -> Markup {
    element(id: id, form: form, extra: [], before: [])
  }

  func standalone(theme: ChartTheme) -> String {
    let style =
      ":root{\(theme.cssVariables(dark: false)) color: var(--chart-ink)}"
      + "@media (prefers-color-scheme: dark){:root{\(theme.cssVariables(dark: true))}}"
    let ground = Markup.element(
      "rect",
      [
        "width": Pixels.text(width), "height": Pixels.text(height), "fill": Palette.css("paper"),
      ])
    let tree = element(
      id: "chart", form: nil, extra: [.init("xmlns", "http://www.w3.org/2000/svg")],
      before: [.element("style", [:], [.raw(style)]), ground])
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + tree.xml + "\n"
  }

  private func element(
    id: String, form: String?, extra: [Markup.Attribute], before: [Markup]
  ) -> Markup {
    let key = Drawing.safeID(id)
    var attributes = extra
    attributes += [
      .init("viewBox", "0 0 \(Pixels.text(width)) \(Pixels.text(height))"),
      .init("width", Pixels.text(width)), .init("height", Pixels.text(height)),
      .init("role", "img"), .init("aria-labelledby", "\(key)-title \(key)-desc"),
      .init("focusable", "false"), .init("font-family", Drawing.fonts),
      .init("class", form.map { "chart \($0)" } ?? "chart"),
    ]
    let head: [Markup] = [
      .element("title", ["id": "\(key)-title"], [.text(title)]),
      .element("desc", ["id": "\(key)-desc"], [.text(description)]),
    ]
    return .element(name: "svg", attributes: attributes, children: head + before + nodes)
  }

  /// An id without the characters that part lists of ids.
  static func safeID(_ id: String) -> String {
    String(
      id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" })
  }
}
