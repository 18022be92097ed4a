/// One line of text and a cursor between its graphemes.
///
/// Always holds: `0 <= cursor <= count`, and no line break or other control character in the text.
package struct EditBuffer: Equatable, Sendable {
  package private(set) var characters: [Character] = []
  package private(set) var cursor = 0
  /// The length of the text in bytes of UTF-8, which one grapheme can have any number of.
  package private(set) var byteCount = 0

  package init() {}

  /// A line with the cursor behind it.
  package init(_ text: String) {
    let text = Self.printable(text)
    characters = Array(text)
    cursor = characters.count
    byteCount = text.utf8.count
  }

  package var text: String { String(characters) }
  package var count: Int { characters.count }
  package var isEmpty: Bool { characters.isEmpty }
  package var isAtEnd: Bool { cursor == characters.count }

  package func text(in range: Range<Int>) -> String { String(characters[range.clamped(to: 0..<count)]) }

  /// Puts the cursor at a place, or at the nearest end of the line.
  package mutating func move(to place: Int) { cursor = min(max(0, place), count) }

  /// Replaces a piece of the line and puts the cursor behind what came in.
  ///
  /// Neighbours can join into one grapheme (a letter and an accent, two halves of a flag), so the whole line is cut
  /// anew and the cursor goes behind the grapheme that took up the end of the new text.
  package mutating func replace(_ range: Range<Int>, with replacement: String) {
    let range = range.clamped(to: 0..<count)
    let replacement = Self.printable(replacement)
    guard !replacesApart(range, with: replacement) else { return }
    let head = String(characters[..<range.lowerBound]) + replacement
    let bytesBeforeCursor = head.utf8.count
    let text = head + String(characters[range.upperBound...])
    characters = Array(text)
    byteCount = text.utf8.count
    cursor = 0
    var bytes = 0
    while bytes < bytesBeforeCursor, cursor < count {
      bytes += characters[cursor].utf8.count
      cursor += 1
    }
  }

  /// Replaces a piece where all that meets is ASCII, which joins with nothing: the rest of the line is not looked at.
  ///
  /// - Returns: whether that was so.
  private mutating func replacesApart(_ range: Range<Int>, with replacement: String) -> Bool {
    let before = range.lowerBound > 0 ? characters[range.lowerBound - 1] : " "
    let behind = range.upperBound < count ? characters[range.upperBound] : " "
    guard before.isASCII, behind.isASCII, replacement.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
    byteCount += replacement.utf8.count - characters[range].reduce(0) { $0 + $1.utf8.count }
    characters.replaceSubrange(range, with: Array(replacement))
    cursor = range.lowerBound + replacement.utf8.count
    return true
  }

  package mutating func insert(_ text: String) { replace(cursor..<cursor, with: text) }

  package mutating func remove(_ range: Range<Int>) { replace(range, with: "") }

  /// Text without what a line cannot hold: tabs and line breaks become blanks, other controls vanish.
  package static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !isControl(scalar) {
        result.append(scalar)
      } else if scalar == "\t" || scalar.properties.isWhitespace {
        result.append(" ")
      }
    }
    return String(result)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
