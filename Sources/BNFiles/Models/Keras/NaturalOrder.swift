extension Array where Element == String {
  /// Sorted as people count: `bn_2` comes before `bn_10`.
  func naturallySorted() -> [String] {
    map { (NaturalKey($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// A text as runs of digits, compared as numbers, and runs of other characters, compared as they are.
struct NaturalKey: Comparable {
  private enum Part: Comparable {
    case number(Int)
    case text(String)
  }

  private var parts: [Part] = []

  init(_ text: String) {
    var rest = text[...]
    while let first = rest.first {
      let isDigit = Self.isDigit(first)
      let run = rest.prefix { Self.isDigit($0) == isDigit }
      parts.append(isDigit ? Int(run).map { .number($0) } ?? .text(String(run)) : .text(String(run)))
      rest = rest[run.endIndex...]
    }
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  static func < (left: NaturalKey, right: NaturalKey) -> Bool { left.parts.lexicographicallyPrecedes(right.parts) }
}
