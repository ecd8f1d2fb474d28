/// Which addresses of a notebook may stand in a page.
public enum SafeLink {
  /// The address to write into `href`, or nil where the link must not work.
  ///
  /// Allowed are `http:`, `https:` and `mailto:`, addresses relative to the page, and `#places`; `FOLDER/NAME.md` becomes
  /// `NAME.html`. Everything else is refused, also where blanks or control characters hide the scheme, as browsers
  /// drop those.
  public static func destination(_ address: String) -> String? {
    guard let text = cleaned(address), !text.isEmpty else { return nil }
    if text.hasPrefix("#") { return text }
    if text.hasPrefix("//") || text.hasPrefix("/") || text.contains("\\") { return nil }
    if let scheme = scheme(of: text) {
      return ["http", "https", "mailto"].contains(scheme) ? text : nil
    }
    return pageAddress(text)
  }

  /// Whether a link leaves the course, so that it needs `rel="noopener noreferrer"`.
  public static func isOutside(_ destination: String) -> Bool {
    scheme(of: destination) != nil
  }

  /// Whether a picture's address is a `data:` picture that can stand in a page: PNG, JPEG, GIF or WebP, in Base64.
  public static func isEmbeddedPicture(_ address: String) -> Bool {
    let kinds = ["png", "jpeg", "gif", "webp"].map { "data:image/\($0);base64," }
    guard let kind = kinds.first(where: { address.lowercased().hasPrefix($0) }) else {
      return false
    }
    return address.utf8.dropFirst(kind.utf8.count).allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2B
        || byte == 0x2F || byte == 0x3D
    }
  }

  /// Whether an address is a path of the project: relative, without scheme and without leaving upwards at its start.
  public static func isProjectPath(_ address: String) -> Bool {
    guard let text = cleaned(address), !text.isEmpty, scheme(of: text) == nil else { return false }
    return !text.hasPrefix("/") && !text.hasPrefix("#") && !text.contains("\\")
      && !text.contains("?")
  }

  /// Nil where the address holds characters that no address has.
  private static func cleaned(_ address: String) -> String? {
    for scalar in address.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let isInvisible = scalar.properties.generalCategory == .format
      if isControl || isInvisible || scalar.value == 0xFFFD { return nil }
    }
    return String(address.trimmingBlanks())
  }

  /// What stands before the first colon, in small letters, or nil where a path, query or place begins before it.
  private static func scheme(of text: String) -> String? {
    for (offset, byte) in text.utf8.enumerated() {
      switch byte {
      case 0x3A: return String(text.prefix(offset)).lowercased()
      case 0x2F, 0x3F, 0x23: return nil
      default: continue
      }
    }
    return nil
  }

  private static func pageAddress(_ text: String) -> String {
    let end = text.firstIndex { $0 == "#" || $0 == "?" } ?? text.endIndex
    let path = text[..<end]
    guard path.lowercased().hasSuffix(".md") else { return text }
    // Reports lie side by side, whatever folders their notebooks are in.
    let name = path.split(separator: "/").last ?? path[...]
    return name.dropLast(3) + ".html" + text[end...]
  }
}
