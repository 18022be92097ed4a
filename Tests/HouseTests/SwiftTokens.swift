/// The words of a Swift file, without comments and without what strings say: all that is needed to see which names a file
/// declares and which it uses.
struct SwiftTokens {
  enum Token: Equatable {
    case word(Substring)
    /// A punctuation character, one at a time.
    case mark(Character)
    case lineEnd
  }

  private(set) var tokens: [Token] = []
  private var rest: Substring

  init(_ source: String) {
    rest = Substring(source)
    read(until: nil)
  }

  /// Reads on; inside an interpolation up to the parenthesis that ends it.
  private mutating func read(until end: Character?) {
    var depth = 0
    while let next = rest.first {
      if next == end, depth == 0 {
        rest.removeFirst()
        return
      }
      if next == "(" { depth += 1 }
      if next == ")" { depth -= 1 }
      readToken(next)
    }
  }

  private mutating func readToken(_ next: Character) {
    if rest.hasPrefix("//") {
      rest = rest.drop { !$0.isNewline }
    } else if rest.hasPrefix("/*") {
      rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
    } else if next == "#", let quote = rest.firstIndex(where: { $0 != "#" }), rest[quote] == "\"" {
      readString(hashes: rest.distance(from: rest.startIndex, to: quote))
    } else if next == "\"" {
      readString(hashes: 0)
    } else if next.isLetter || next == "_" {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      rest = rest[word.endIndex...]
      tokens.append(.word(word))
    } else {
      rest.removeFirst()
      if next.isNewline { tokens.append(.lineEnd) } else if !next.isWhitespace { tokens.append(.mark(next)) }
    }
  }

  /// Passes over a string, and reads what is interpolated into it.
  private mutating func readString(hashes: Int) {
    rest.removeFirst(hashes)
    let quotes = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
    let pounds = String(repeating: "#", count: hashes)
    rest.removeFirst(quotes.count)
    while !rest.isEmpty {
      if rest.hasPrefix(quotes + pounds) {
        rest.removeFirst(quotes.count + hashes)
        return
      }
      if rest.hasPrefix("\\" + pounds) {
        rest.removeFirst(1 + hashes)
        guard let escaped = rest.popFirst(), escaped == "(" else { continue }
        read(until: ")")
      } else {
        rest.removeFirst()
      }
    }
  }
}
