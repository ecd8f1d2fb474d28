/// "Did you mean": the nearest of the known words to one that is unknown.
public enum NearestName {
  /// The known word that the reader most probably meant, or nil where none is near.
  ///
  /// Near is an optimal string alignment distance (insert, delete, replace, swap of neighbours, each 1; capitals
  /// count as their small letters) of at most a third of the longer word, and at least 1. Ties go to the word that
  /// comes first. Words with the same parts in another order (`spend_tv`, `tv_spend`) count as distance 1.
  ///
  /// - Complexity: O(words × length²); words longer than 64 characters are not compared.
  public static func suggestion(for unknown: String, among known: [String]) -> String? {
    let wanted = Array(unknown.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    for word in known {
      let candidate = Array(word.lowercased().unicodeScalars)
      guard !candidate.isEmpty, candidate.count <= 64 else { continue }
      let sameParts = parts(of: unknown) == parts(of: word)
      let distance =
        sameParts
        ? min(1, alignmentDistance(wanted, candidate))
        : alignmentDistance(wanted, candidate)
      let limit = max(1, max(wanted.count, candidate.count) / 3)
      if distance <= limit, distance < (best?.distance ?? .max) {
        best = (word, distance)
      }
    }
    return best?.word
  }

  private static func parts(of word: String) -> [String] {
    word.lowercased().split { "_-. ".contains($0) }.map(String.init).sorted()
  }

  private static func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(last[j] + 1, row[j - 1] + 1, replaced)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
