import Figures
import Notebooks

/// What pages take from outside a notebook's result: formulas as MathML, pictures of the project.
struct PageHooks: Sendable {
  let project: Project

  /// A picture in a page may have at most this many bytes, so that a report stays one that can be mailed.
  private static let pictureLimit = 200_000

  /// The hooks for the page of a notebook; formulas come from the cache where they were rendered before.
  func hooks(for notebook: Notebook) async -> ReportHooks {
    let project = project
    return ReportHooks(
      formulas: await formulas(of: notebook), picture: { PageHooks.picture($0, in: project) })
  }

  /// The formulas and what is wrong with them.
  func formulas(of notebook: Notebook) async -> MathRenderer.Renderings {
    let cache = Cache(of: project)
    let renderer = MathRenderer(
      lookup: { cache.note("maths/\(Digest(of: $0))", as: String.self) },
      store: { cache.keep($1, named: "maths/\(Digest(of: $0))") })
    return await renderer.renderAll(in: notebook)
  }

  /// A picture file of the project as an element that holds its bytes; nil where it isn't one that browsers show.
  private static func picture(_ image: Image, in project: Project) -> Markup? {
    guard let path = try? project.readablePath(image.source),
      let bytes = Files.bytes(path, atMost: pictureLimit), let type = mediaType(of: bytes)
    else { return nil }
    return .element(
      "img",
      ["src": "data:\(type);base64,\(Base64.encoded(bytes))", "alt": image.alternative])
  }

  /// By the first bytes, not by the name: a name may lie.
  private static func mediaType(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if bytes.starts(with: Array("GIF8".utf8)) { return "image/gif" }
    if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "image/webp"
    }
    return nil
  }
}
