extension String {
  /// At most so many characters, the end replaced by an ellipsis where it is longer.
  package func cut(to limit: Int, ascii: Bool) -> String {
    // No text has more characters than bytes, and these are quicker to count.
    guard utf8.count > limit, count > limit else { return self }
    return limit < 3 ? String(prefix(max(0, limit))) : prefix(limit - (ascii ? 2 : 1)) + (ascii ? ".." : "…")
  }

  /// Filled with blanks on the left.
  package func paddedLeft(to columns: Int) -> String {
    let missing = columns - count
    return missing > 0 ? String(repeating: " ", count: missing) + self : self
  }
}
