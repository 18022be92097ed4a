@testable import TerminalKit

/// Keys as people write them: `set<C-a><M-f><Left>` is typing "set", then Ctrl-A, Alt-F and the left arrow.
///
/// Translated to the bytes xterm sends, so one text serves the decoder, the editor and another program's line editor.
enum KeyNotation {
  private static let named = [
    "Left": "\u{1b}[D", "Right": "\u{1b}[C", "Up": "\u{1b}[A", "Down": "\u{1b}[B", "Home": "\u{1b}[H",
    "End": "\u{1b}[F", "Delete": "\u{1b}[3~", "Backspace": "\u{7f}", "M-Backspace": "\u{1b}\u{7f}", "Enter": "\r",
    "Tab": "\t", "S-Tab": "\u{1b}[Z", "Esc": "\u{1b}", "C-_": "\u{1f}", "M-less": "\u{1b}<", "M-more": "\u{1b}>",
  ]

  static func bytes(_ text: String) -> [UInt8] {
    var result = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "<", let end = rest.firstIndex(of: ">") else {
        result.append(character)
        continue
      }
      result += sequence(String(rest[..<end]))
      rest = rest[rest.index(after: end)...]
    }
    return Array(result.utf8)
  }

  static func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return (decoder.feed(bytes(text)) + decoder.pause()).keys
  }

  private static func sequence(_ name: String) -> String {
    if let sequence = named[name] { return sequence }
    let last = name.unicodeScalars.last.map { $0.value } ?? 0
    if name.hasPrefix("C-"), let scalar = Unicode.Scalar(last & 0x1f) { return String(Character(scalar)) }
    return "\u{1b}" + name.dropFirst(2)
  }
}

extension [TerminalEvent] {
  /// The keys among the events.
  var keys: [Key] {
    compactMap {
      guard case .key(let key) = $0 else { return nil }
      return key
    }
  }
}

extension LineEditor {
  /// Presses keys one after another and returns what the last one did.
  @discardableResult
  mutating func press(_ notation: String, completer: Completer = { _, _ in .none }) -> Effect {
    KeyNotation.keys(notation).reduce(.none) { handle($1, completer: completer) }
  }
}
