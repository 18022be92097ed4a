extension String {
  /// The text with control characters spelled out, so that nothing in a file can break a line or steer a terminal.
  package var escapingControls: String {
    guard unicodeScalars.contains(where: \.steersTerminal) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.steersTerminal: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text in double quotes, cut after a number of characters.
  package func quoted(limit: Int = 24) -> String {
    // What nearly every name in a file is.
    if utf8.count <= limit, utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return "\"\(self)\"" }
    let head = self.prefix(limit)
    let mark = head.endIndex < endIndex ? "..." : ""
    return "\"\(String(head).escapingControls)\(mark)\""
  }
}

extension Unicode.Scalar {
  /// Control characters, line separators, and the marks that turn the direction of writing.
  fileprivate var steersTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension Collection<String> {
  /// A list for a message, of which a long one shows only the start.
  package func listed(limit: Int = 8) -> String {
    let head = self.prefix(limit).map { $0.quoted() }.joined(separator: ", ")
    return count > limit ? "\(head) and \(count - limit) more" : head
  }
}

/// A number of things: "1 byte", "2 bytes".
package func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
