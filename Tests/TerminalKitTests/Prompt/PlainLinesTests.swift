import Testing

@testable import TerminalKit

@Suite("Lines from a pipe")
struct PlainLinesTests {
  static let cases: [(String, [String])] = [
    ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]), ("a\n\nb", ["a", "", "b"]),
    ("a\rb\n", ["a\rb"]), ("漢字\r\nß", ["漢字", "ß"]), ("a\n\r", ["a", ""]),
    (String(repeating: "x", count: 200_000) + "\ny", [String(repeating: "x", count: 200_000), "y"]),
  ]

  @Test("are the same wherever the bytes are cut", arguments: [1, 2, 3, 7, 4096])
  func cuts(size: Int) {
    for (text, expected) in Self.cases {
      var lines = PlainLines()
      var found: [String] = []
      var rest = Array(text.utf8)[...]
      // The long case byte by byte would only take long.
      let step = rest.count > 1_000 ? 4096 : size
      while !rest.isEmpty {
        lines.feed(Array(rest.prefix(step)))
        rest = rest.dropFirst(step)
        while let line = lines.next() { found.append(line) }
      }
      if let line = lines.last() { found.append(line) }
      #expect(found == expected)
      #expect(lines.next() == nil && lines.last() == nil)
    }
  }
}
