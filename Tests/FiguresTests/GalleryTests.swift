import Figures
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Gallery") struct GalleryTests {
  @Test("Pages for the eye", .enabled(if: getenv("MIXBOOK_GALLERY") != nil, "no folder named"))
  func pages() throws {
    let folder = String(cString: try #require(getenv("MIXBOOK_GALLERY")))
    let figures = Gallery.plots.map { plot in
      "<figure id=\"\(plot.name)\">\(plot.inline(plot.name).html)</figure>"
    }
    let style = """
      :root { \(Gallery.theme.cssVariables(dark: false)) }
      @media (prefers-color-scheme: dark) { :root { \(Gallery.theme.cssVariables(dark: true)) } }
      body { background: var(--chart-paper); margin: 16px } figure { margin: 0 0 36px }
      svg { max-width: 100%; height: auto }
      @media (min-width: 1000px) { main { columns: 2; column-gap: 60px } figure { break-inside: avoid } }
      """
    // Six on a page: as much as one look takes in.
    for number in 0...(figures.count - 1) / 6 {
      let own = figures[number * 6..<min(number * 6 + 6, figures.count)]
      let page =
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + "<style>\(style)</style><main>\(own.joined())</main>"
      #expect(writeFile("\(folder)/gallery\(number).html", Array(page.utf8)))
    }
    let narrow = Gallery.plots.map { "<figure>\($0.narrow)</figure>" }.joined()
    let columns = "main { columns: 4 340px !important } figure { break-inside: avoid }"
    let page =
      "<!doctype html><meta charset=\"utf-8\"><style>\(style) \(columns)</style><main>\(narrow)</main>"
    #expect(writeFile("\(folder)/narrow.html", Array(page.utf8)))
    for plot in Gallery.plots {
      #expect(writeFile("\(folder)/\(plot.name).svg", Array(plot.standalone.utf8)))
    }
  }
}
