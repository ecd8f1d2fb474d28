extension Poster {
  /// The poster as a file of its own, in two columns, light and dark by the reader's preference.
  ///
  /// Styles are written once; the panels are drawings within the drawing, with one title and one description for all.
  public func standaloneSVG(theme: ChartTheme = ChartTheme()) -> String {
    let layout = PosterLayout(self)
    let colours = colours(theme)
    var canvas = Canvas(hasTitles: true)
    drawHead(layout, on: &canvas)
    for place in layout.places {
      var inner = Canvas(hasTitles: true)
      ChartPainter(place.layout, colours: colours).draw(on: &inner)
      let (width, height) = (
        Pixels.text(place.layout.width), Pixels.text(place.layout.height)
      )
      canvas.append(
        .element(
          "svg",
          [
            "x": Pixels.text(place.left), "y": Pixels.text(place.top), "width": width,
            "height": height, "viewBox": "0 0 \(width) \(height)", "overflow": "visible",
          ], inner.nodes))
    }
    for (line, words) in layout.noteLines.enumerated() {
      let y = layout.foot + 20 + Double(line + 1) * PosterLayout.subtitleStep - 5
      canvas.text(
        words, at: Point(PosterLayout.margin, y), size: PosterLayout.subtitleSize,
        fill: Palette.css("quiet"))
    }
    return Drawing(
      title: title, description: generatedDescription, width: PosterLayout.width,
      height: layout.height, nodes: canvas.nodes
    ).standalone(theme: theme)
  }

  private func drawHead(_ layout: PosterLayout, on canvas: inout Canvas) {
    let left = PosterLayout.margin
    let (ink, quiet) = (Palette.css("ink"), Palette.css("quiet"))
    var y = PosterLayout.margin
    for line in layout.titleLines {
      y += PosterLayout.titleStep
      canvas.text(
        line, at: Point(left, y - 7), size: PosterLayout.titleSize, fill: ink, isBold: true)
    }
    for line in layout.cautionLines {
      y += PosterLayout.subtitleStep
      canvas.text(
        line, at: Point(left, y - 4), size: PosterLayout.subtitleSize,
        fill: Palette.css("negative"), isBold: true)
    }
    for line in layout.subtitleLines {
      y += PosterLayout.subtitleStep
      canvas.text(line, at: Point(left, y - 4), size: PosterLayout.subtitleSize, fill: quiet)
    }
    for number in layout.numbers {
      canvas.text(
        number.measure.value, at: Point(number.left, number.top + 19),
        size: PosterLayout.numberSize, fill: ink, isBold: true)
      canvas.text(
        number.measure.name, at: Point(number.left, number.top + 34),
        size: PosterLayout.nameSize, fill: quiet)
    }
    canvas.line(
      Point(left, layout.rule + 0.5), Point(PosterLayout.width - left, layout.rule + 0.5),
      stroke: Palette.css("grid"))
  }

  /// One colour a name, whatever panel it is in.
  private func colours(_ theme: ChartTheme) -> SeriesColours {
    SeriesColours(
      theme, names: panels.flatMap { ChartPainter.names(PreparedChart($0.chart)) })
  }
}

// MARK: - In a page

extension Poster {
  /// The poster for a page: the head as text, then each panel twice, laid out for wide and for narrow screens.
  ///
  /// The page's style sheet sets `poster-title`, `poster-caution`, `poster-said`, `measures`, `panels`, `panel` and `poster-note`;
  /// `ChartTheme.responsiveCSS` shows the drawing that fits. `id` prefixes every id and is unique in the page.
  public func responsiveMarkup(id: String, theme: ChartTheme = ChartTheme()) -> Markup {
    let colours = colours(theme)
    var parts: [Markup] = [.element("p", ["class": "poster-title"], [.text(title)])]
    if !caution.isEmpty {
      parts.append(.element("p", ["class": "poster-caution"], [.text(caution)]))
    }
    if !subtitle.isEmpty {
      parts.append(.element("p", ["class": "poster-said"], [.text(subtitle)]))
    }
    if !measures.isEmpty {
      let pairs = measures.map { measure in
        Markup.element(
          "div", [:],
          [
            .element("dt", [:], [.text(measure.name)]),
            .element("dd", [:], [.text(measure.value)]),
          ])
      }
      parts.append(.element("dl", ["class": "measures"], pairs))
    }
    let rows = PosterLayout.rows(panels.map(\.chart)).flatMap { $0 }
    let drawings = zip(panels, rows).enumerated().map { place, pair in
      let (panel, wide) = pair
      var narrow = panel.chart
      narrow.width = ChartTheme.narrowWidth
      let key = "\(id)-\(place + 1)"
      return Markup.element(
        "div", ["class": "panel"],
        [
          wide.drawing(colours, lettering: .panel).inline(id: key, form: "chart-wide"),
          narrow.drawing(colours, lettering: .panel, hasTitles: false).inline(
            id: "\(key)-narrow", form: "chart-narrow"),
        ])
    }
    parts.append(.element("div", ["class": "panels"], drawings))
    if !note.isEmpty { parts.append(.element("p", ["class": "note poster-note"], [.text(note)])) }
    return .fragment(parts)
  }
}
