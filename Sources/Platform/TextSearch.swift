extension String {
  /// Whether a word of ASCII characters stands somewhere in the text.
  ///
  /// By bytes: the standard library's own search goes by characters, and takes many times as long on the short names that a
  /// model has thousands of.
  package func holds(_ word: String) -> Bool {
    let text = utf8
    let wanted = word.utf8
    guard let first = wanted.first else { return true }
    var start = text.startIndex
    while let place = text[start...].firstIndex(of: first) {
      let rest = text[place...]
      if rest.starts(with: wanted) { return true }
      start = text.index(after: place)
    }
    return false
  }
}
