import TerminalKit

import Foundation

extension VirtualTerminal {
  /// Where the parser stands between two bytes.
  struct Parser: Sendable {
    enum State: Sendable {
      case ground
      case escape
      /// After Escape and an intermediate, such as the `(` that designates a character set.
      case intermediate(UInt8)
      case control
      case command
      /// The Linux console's palette entry: so many digits are left.
      case palette(Int)
      case deviceString
    }

    var state = State.ground
    var collected: [UInt8] = []
    var character: [UInt8] = []
    /// Escape within a string, which ends it if a backslash follows.
    var sawEscape = false
  }

  package mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { feed(byte) }
  }

  private mutating func feed(_ byte: UInt8) {
    switch parser.state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .intermediate: parser.state = .ground
    case .control: control(byte)
    case .command: string(byte) { $0.command($1) }
    case .palette(let left): parser.state = left > 1 ? .palette(left - 1) : .ground
    case .deviceString: string(byte) { terminal, _ in terminal.parser.collected = [] }
    }
  }

  private mutating func ground(_ byte: UInt8) {
    if byte >= 0x80 { return character(byte) }
    if byte >= 0x20 { isWholeFrame = false }
    switch byte {
    case 0x00, 0x0e, 0x0f, 0x7f: break
    case 0x07: break
    case 0x08:
      cursor.column = max(0, cursor.column - 1)
      isWrapPending = false
    case 0x09:
      cursor.column = min(size.columns - 1, (cursor.column / 8 + 1) * 8)
      isWrapPending = false
    case 0x0a, 0x0b, 0x0c: lineFeed()
    case 0x0d:
      cursor.column = 0
      isWrapPending = false
    case 0x1b: parser.state = .escape
    case 0x20...0x7e: print(Unicode.Scalar(byte))
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func character(_ byte: UInt8) {
    isWholeFrame = false
    if byte >= 0xc0 { parser.character = [] }
    parser.character.append(byte)
    guard let lead = parser.character.first else { return }
    let length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    guard parser.character.count == length else { return }
    let text = String(decoding: parser.character, as: UTF8.self)
    parser.character = []
    for scalar in text.unicodeScalars { print(scalar) }
  }

  private mutating func escape(_ byte: UInt8) {
    parser.state = .ground
    parser.collected = []
    switch byte {
    case UInt8(ascii: "["): parser.state = .control
    case UInt8(ascii: "]"): parser.state = .command
    case UInt8(ascii: "P"), UInt8(ascii: "^"), UInt8(ascii: "_"): parser.state = .deviceString
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"): parser.state = .intermediate(byte)
    case UInt8(ascii: "7"): page.saved = cursor
    case UInt8(ascii: "8"): cursor = page.saved
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "E"):
      cursor.column = 0
      lineFeed()
    case UInt8(ascii: "M"): reverseLineFeed()
    case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "H"), UInt8(ascii: "\\"): break
    case UInt8(ascii: "c"): self = VirtualTerminal(size: size, delaysWrap: delaysWrap)
    default: unknown.append("ESC \(Unicode.Scalar(byte))")
    }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x20...0x3f: parser.collected.append(byte)
    case 0x40...0x7e:
      parser.state = .ground
      let parameters = String(decoding: parser.collected, as: UTF8.self)
      controlSequence(parameters, final: Character(Unicode.Scalar(byte)))
    default:
      parser.state = .ground
      unknown.append("CSI \(parser.collected) \(byte)")
    }
  }

  private mutating func string(_ byte: UInt8, end: (inout Self, String) -> Void) {
    if case .command = parser.state, parser.collected.isEmpty {
      // The Linux console's commands have no end mark.
      if byte == UInt8(ascii: "R") { return parser.state = .ground }
      if byte == UInt8(ascii: "P") { return parser.state = .palette(7) }
    }
    let isEnd = byte == 0x07 || (parser.sawEscape && byte == UInt8(ascii: "\\"))
    parser.sawEscape = byte == 0x1b
    if isEnd {
      parser.state = .ground
      end(&self, String(decoding: parser.collected, as: UTF8.self))
    } else if byte != 0x1b {
      parser.collected.append(byte)
    }
  }

  private mutating func command(_ text: String) {
    let fields = text.split(separator: ";", maxSplits: 1).map(String.init)
    switch fields.first {
    case "0", "1", "2": titles.append(fields.last ?? "")
    case "777":
      if let number = text.split(separator: ";").last.flatMap({ Int($0) }) { frames = number }
      isWholeFrame = true
    case "52":
      // Base64 by Foundation, which is not what the program encodes with.
      let parts = text.split(separator: ";", omittingEmptySubsequences: false)
      let data = parts.count == 3 && parts[1] == "c" ? Data(base64Encoded: String(parts[2])) : nil
      copied.append(data.map { String(decoding: $0, as: UTF8.self) } ?? "no base64: \(text)")
    case "104": break
    default: unknown.append("OSC \(text)")
    }
  }
}
