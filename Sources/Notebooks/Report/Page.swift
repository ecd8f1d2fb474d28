import Figures

/// A whole HTML document: head, policy, style sheet, script, body.
///
/// The policy forbids every request and names the one style sheet and the one script by their digests, so that
/// nothing that a notebook says can load, run or restyle anything.
struct Page {
  var title: String
  var description: String?
  var language = "en"
  var theme: ChartTheme
  var assets: PageAssets
  /// Rules that this page adds to the style sheet.
  var extraRules = ""
  var body: [Markup]

  var html: String {
    let style = assets.styleSheet + chartRules + extraRules
    let head: [Markup] = [
      .element("meta", ["charset": "utf-8"]),
      .element(
        "meta",
        ["http-equiv": "Content-Security-Policy", "content": policy(style: style)]),
      .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element("meta", ["name": "color-scheme", "content": "light dark"]),
      .element("meta", ["name": "referrer", "content": "no-referrer"]),
      .element("title", [:], [.text(title)]),
      description.map { .element("meta", ["name": "description", "content": $0]) }
        ?? .fragment([]),
      .element("link", ["rel": "icon", "href": Page.icon]),
      .element("style", [:], [.raw(style)]),
      assets.script.isEmpty ? .fragment([]) : .element("script", [:], [.raw(assets.script)]),
    ]
    let document = Markup.element(
      "html", ["lang": language],
      [
        .raw("\n"), .element("head", [:], head.flatMap { [.raw("\n"), $0] }),
        .raw("\n"), .element("body", [:], body), .raw("\n"),
      ])
    return "<!DOCTYPE html>\n" + document.html + "\n"
  }

  private func policy(style: String) -> String {
    var directives = [
      "default-src 'none'", "img-src data:", "style-src '\(SHA256.policySource(style))'",
    ]
    if !assets.script.isEmpty {
      directives.append("script-src '\(SHA256.policySource(assets.script))'")
    }
    return (directives + ["base-uri 'none'", "form-action 'none'"]).joined(separator: "; ")
  }

  /// The charts' colours: light, dark by the reader's system or the page's switch, light on paper.
  private var chartRules: String {
    """

    :root{\(theme.cssVariables(dark: false))}
    @media screen and (prefers-color-scheme:dark){\
    :root:not([data-theme=light]){\(theme.cssVariables(dark: true))}}
    @media screen{:root[data-theme=dark]{\(theme.cssVariables(dark: true))}}
    \(ChartTheme.responsiveCSS)

    """
  }

  private static let icon = PageAddress.data(
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f5f8b"/>\
    <path d="M3 12V7M6.3 12V4M9.7 12V8M13 12V5.5" stroke="#fff" stroke-width="2"/></svg>
    """, mediaType: "image/svg+xml")
}

extension Markup {
  /// An element that holds text only.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, text: String
  ) -> Markup {
    .element(name, attributes, [.text(text)])
  }
}
