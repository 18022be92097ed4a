extension String {
  /// Whether a word of ASCII characters stands somewhere in the text.
  ///
  /// By bytes: the standard library's own search goes by characters, and takes many times as long on the short names that a
  /// model has thousands of.
  package func holds(_ word: String) -> Bool {
    var (text, word) = (self, word)
    return word.withUTF8 { wanted in text.withUTF8 { Self.holds($0, wanted) } }
  }

  private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = word.first else { return true }
    guard word.count <= text.count else { return false }
    for start in 0...text.count - word.count where text[start] == first {
      if text[start..<start + word.count].elementsEqual(word) { return true }
    }
    return false
  }
}
