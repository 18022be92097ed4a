/// Strings of a terminal description.
enum TerminalCapability {
  /// Leaves out delays such as `$<50>` or `$<2*/>`, which only terminals on real wires need.
  static func withoutDelays(_ text: String) -> String {
    var kept = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      kept += rest[..<start]
      let after = rest[rest.index(after: start)...]
      guard after.first == "<", let end = after.firstIndex(of: ">"), isDelay(after[..<end].dropFirst()) else {
        kept.append("$")
        rest = after
        continue
      }
      rest = after[after.index(after: end)...]
    }
    return kept + rest
  }

  private static func isDelay(_ text: Substring) -> Bool {
    guard text.first?.isNumber == true else { return false }
    return text.allSatisfy { $0.isNumber || $0 == "." || $0 == "*" || $0 == "/" }
  }
}
