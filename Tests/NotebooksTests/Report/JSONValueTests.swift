import Notebooks
import Testing

@Suite("JSONValue") struct JSONValueTests {
  @Test("Numbers have 17 significant digits, and none is a word that JSON lacks")
  func numbers() {
    let cases: [(Double, String)] = [
      (0.1, "0.10000000000000001"), (1.0 / 3, "0.33333333333333331"), (104, "104"), (-0.0, "0"),
      (1e300, "1.0000000000000001e+300"), (.leastNonzeroMagnitude, "4.9406564584124654e-324"),
      (.nan, "null"),
      (.infinity, "null"), (-.infinity, "null"), (123_456_789, "123456789"),
    ]
    for (number, text) in cases {
      #expect(JSONValue.number(number).document == text + "\n")
      if number.isFinite { #expect(Double(text) == (number == 0 ? 0 : number)) }
    }
  }

  @Test("Texts escape what JSON and a reader's eye must not see raw")
  func texts() {
    #expect(
      JSONValue.text("a\"b\\c\nd\te\u{1}\u{2028}\u{202E}é🙂/").document
        == "\"a\\\"b\\\\c\\nd\\te\\u0001\\u2028\\u202eé🙂/\"\n")
  }

  @Test("Members keep their order and are indented by two")
  func layout() {
    let value = JSONValue.object([
      "b": .array([.integer(1), .flag(true), .null]), "a": .object([]), "c": .array([]),
    ])
    #expect(
      value.document == """
        {
          "b": [
            1,
            true,
            null
          ],
          "a": {},
          "c": []
        }

        """)
  }
}
