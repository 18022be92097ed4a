import Platform

/// Makes one command line of pasted lines.
package enum PastedText {
  /// Joins the lines with `; `, leaving out blank ones.
  ///
  /// Of several lines the comments go too: on one line, a comment would hide every command after it.
  package static func oneLine(_ text: String) -> String {
    guard text.contains(where: \.isNewline) else { return text }
    return text.split(whereSeparator: \.isNewline)
      .map { trimmed(withoutComment(String($0))) }
      .filter { !$0.isEmpty }
      .joined(separator: "; ")
  }

  /// A script line up to a `#` that stands outside double quotes.
  private static func withoutComment(_ line: String) -> String {
    var quoted = false
    var escaped = false
    for index in line.indices {
      switch line[index] {
      case _ where escaped: escaped = false
      case "\\" where quoted: escaped = true
      case "\"": quoted.toggle()
      case "#" where !quoted: return String(line[..<index])
      default: break
      }
    }
    return line
  }

  private static func trimmed(_ line: String) -> String {
    let start = line.firstIndex { !$0.isWhitespace } ?? line.endIndex
    let end = line.lastIndex { !$0.isWhitespace }.map { line.index(after: $0) } ?? line.endIndex
    return String(line[start..<end])
  }
}
