import Platform
import Testing

@Suite("Words in texts")
struct TextSearchTests {
  @Test(
    "a word is found wherever it stands, and only as a whole",
    arguments: [
      ("BatchNorm2d", "BatchNorm", true), ("sync_batch_norm", "batch_norm", true), ("aab", "ab", true),
      ("ab", "ab", true),
      ("größe_bn", "bn", true), ("bn", "bnn", false), ("", "bn", false), ("bn", "", true), ("batch", "norm", false),
      ("nonorm", "norm", true),
    ])
  func holds(text: String, word: String, isThere: Bool) { #expect(text.holds(word) == isThere) }

  @Test("a name is quoted as it is, cut where it is long, and cannot break a line")
  func quoted() {
    #expect("bn 1".quoted(limit: 4) == "\"bn 1\"")
    #expect("bn 12".quoted(limit: 4) == "\"bn 1...\"")
    #expect("a\nb".quoted(limit: 8) == "\"a\\nb\"")
    #expect("größe".quoted(limit: 5) == "\"größe\"")
    #expect("\u{7F}".quoted() == "\"\\u{7f}\"")
  }
}
