/// The order in which checkpoints were written.
enum CheckpointOrder {
  /// The files as they were given; but where a shell sorted them by letters, by the numbers in their names.
  ///
  /// - Returns: the order, and whether it is another than the one given.
  static func sorted(_ paths: [String]) -> (paths: [String], isByNumbers: Bool) {
    // A shell sorts what stands for several files, by the letters of the person's language or by bytes.
    let isSorted = zip(paths, paths.dropFirst()).allSatisfy { $0.lowercased() <= $1.lowercased() }
    guard isSorted else { return (paths, false) }
    let byNumbers = paths.enumerated().sorted { first, second in
      let (a, b) = (parts(first.element), parts(second.element))
      return a == b ? first.offset < second.offset : isBefore(a, b)
    }.map(\.element)
    return (byNumbers, byNumbers != paths)
  }

  /// A run of digits, by its number, or what stands between two of them.
  private enum Part: Equatable {
    /// Without leading zeros, so that the longer one is the greater.
    case number(Substring)
    case text(Substring)
  }

  private static func parts(_ path: String) -> [Part] {
    var parts: [Part] = []
    var rest = path[...]
    while let first = rest.first {
      let isDigit = isDigit(first)
      let run = rest.prefix { Self.isDigit($0) == isDigit }
      parts.append(isDigit ? .number(run.drop { $0 == "0" }) : .text(run))
      rest = rest.dropFirst(run.count)
    }
    return parts
  }

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  private static func isBefore(_ a: [Part], _ b: [Part]) -> Bool {
    for (first, second) in zip(a, b) where first != second {
      switch (first, second) {
      case (.number(let x), .number(let y)): return x.count == y.count ? x < y : x.count < y.count
      case (.text(let x), .text(let y)): return x < y
      case (.number, .text): return true
      case (.text, .number): return false
      }
    }
    return a.count < b.count
  }
}
