/// The bytes that put a text on the clipboard of the person's terminal, wherever the program itself runs.
///
/// Source: xterm's control sequences (ctlseqs), "Operating System Commands", 52. Most terminals take it, some after
/// being told so; none answers. tmux takes it for itself and the terminal around it with `set-clipboard on`; GNU screen
/// knows nothing of it, and hands on what is wrapped as a string for the terminal.
enum Clipboard {
  /// The longest text in bytes: in base64, with what stands around it, 100,000, where many terminals end.
  static let limit = 74_994

  /// A value as it goes to the clipboard.
  ///
  /// - Throws: that it is too long; each number is a byte at the least, so the text need not be made for most of them.
  static func text(of value: ExpressionValue, name: String) throws(CommandError) -> String {
    guard value.values.count <= limit else { throw .tooLongToCopy(name) }
    return value.text
  }

  /// Bytes for a terminal; `nil` for a text that is too long.
  static func sequence(for text: String, environment: [String: String]) -> [UInt8]? {
    guard text.utf8.count <= limit else { return nil }
    let plain = Array("\u{1b}]52;c;".utf8) + base64(Array(text.utf8)) + [0x07]
    let isScreen = !environment["STY", default: ""].isEmpty && environment["TMUX", default: ""].isEmpty
    return isScreen ? wrappedForScreen(plain) : plain
  }

  /// screen hands strings on byte by byte, but only short ones: 768 bytes by its documentation of limits.
  private static func wrappedForScreen(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: 512).flatMap { start -> [UInt8] in
      Array("\u{1b}P".utf8) + bytes[start..<min(start + 512, bytes.count)] + Array("\u{1b}\\".utf8)
    }
  }

  /// RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return stride(from: 0, to: bytes.count, by: 3).flatMap { start -> [UInt8] in
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for offset in 0..<3 { bits = bits << 8 | Int(offset < group.count ? group[start + offset] : 0) }
      return (0..<4).map { $0 <= group.count ? digits[bits >> (18 - 6 * $0) & 63] : UInt8(ascii: "=") }
    }
  }
}

extension CommandError {
  /// `copy` where there is no terminal to copy to.
  static let noClipboard = CommandError("copy needs a terminal; without one, export QUANTITY FILE writes it to a file")

  /// `copy` of more than `Clipboard.limit`.
  static func tooLongToCopy(_ name: String) -> CommandError {
    CommandError("\(name) is longer than the \(Clipboard.limit) bytes that terminals take; export it to a file")
  }
}
