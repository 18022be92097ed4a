/// Turns the bytes a terminal sends into keys, wherever the stream of bytes is cut.
///
/// Understood are UTF-8, the CSI and SS3 sequences of xterm, tmux, screen, rxvt and the Linux console, Alt as a leading
/// Escape, and bracketed paste. Sequences that are no key (mouse, focus) vanish whole.
struct KeyDecoder: Equatable, Sendable {
  private enum State: Equatable {
    case ground
    case utf8([UInt8], length: Int, alt: Bool)
    case escape
    case controlSequence([UInt8])
    case singleShift
    /// The three bytes behind the old form of a mouse report.
    case mouse(Int)
    case paste
  }

  /// No key is longer; a longer sequence is noise and is dropped.
  private static let longestSequence = 32
  private static let pasteEnd = Array("\u{1b}[201~".utf8)
  private static let replacement = Key.character("\u{fffd}")

  private var state = State.ground
  private var pasted: [UInt8] = []
  private var keys: [Key] = []

  /// Whether bytes wait for the rest of a sequence.
  ///
  /// After a short silence, `flush` says what they mean alone.
  var isPending: Bool {
    switch state {
    case .ground, .paste: false
    default: true
    }
  }

  /// Takes bytes in and returns the keys they complete.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    for byte in bytes { take(byte) }
    defer { keys = [] }
    return keys
  }

  /// Ends a sequence that nothing follows: a lone Escape is the Escape key, an unfinished sequence is dropped.
  mutating func flush() -> [Key] {
    switch state {
    case .escape: keys.append(.escape)
    case .controlSequence([]): keys.append(.alt("["))
    case .singleShift: keys.append(.alt("O"))
    case .utf8: keys.append(Self.replacement)
    default: break
    }
    if isPending { state = .ground }
    defer { keys = [] }
    return keys
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: begin(byte, alt: false)
    case .utf8(let bytes, let length, let alt): takeUTF8(byte, after: bytes, length: length, alt: alt)
    case .escape: takeEscape(byte)
    case .controlSequence(let bytes): takeControlSequence(byte, after: bytes)
    case .singleShift:
      state = .ground
      if byte == 0x1b { state = .escape } else if let key = KeySequences.singleShift(byte) { keys.append(key) }
    case .mouse(let left): state = left > 1 ? .mouse(left - 1) : .ground
    case .paste: takePaste(byte)
    }
  }

  /// Takes the first byte of a key.
  private mutating func begin(_ byte: UInt8, alt: Bool) {
    state = .ground
    switch byte {
    case 0x1b: state = .escape
    case 0..<0x80: emit(Unicode.Scalar(byte), alt: alt)
    case 0xc2...0xdf: state = .utf8([byte], length: 2, alt: alt)
    case 0xe0...0xef: state = .utf8([byte], length: 3, alt: alt)
    case 0xf0...0xf4: state = .utf8([byte], length: 4, alt: alt)
    default: keys.append(Self.replacement)
    }
  }

  private mutating func emit(_ scalar: Unicode.Scalar, alt: Bool) {
    if alt {
      keys.append(scalar == "\t" ? .backTab : .alt(Character(scalar)))
    } else {
      keys.append(KeySequences.plain(scalar))
    }
  }

  private mutating func takeUTF8(_ byte: UInt8, after bytes: [UInt8], length: Int, alt: Bool) {
    guard (0x80...0xbf).contains(byte) else {
      keys.append(Self.replacement)
      return begin(byte, alt: false)
    }
    let bytes = bytes + [byte]
    guard bytes.count == length else {
      state = .utf8(bytes, length: length, alt: alt)
      return
    }
    state = .ground
    guard let text = String(validating: bytes, as: UTF8.self), let scalar = text.unicodeScalars.first else {
      keys.append(Self.replacement)
      return
    }
    emit(scalar, alt: alt)
  }

  private mutating func takeEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["): state = .controlSequence([])
    case UInt8(ascii: "O"): state = .singleShift
    case 0x1b: keys.append(.escape)
    default: begin(byte, alt: true)
    }
  }

  private mutating func takeControlSequence(_ byte: UInt8, after bytes: [UInt8]) {
    switch byte {
    case 0x1b: state = .escape
    case 0x20...0x3f:
      state = bytes.count < Self.longestSequence ? .controlSequence(bytes + [byte]) : .ground
    // The Linux console sends F1 to F5 as ESC [ [ and a letter.
    case UInt8(ascii: "[") where bytes.isEmpty: state = .controlSequence([byte])
    case UInt8(ascii: "M") where bytes.isEmpty: state = .mouse(3)
    case 0x40...0x7e:
      state = .ground
      if bytes == Array("200".utf8), byte == UInt8(ascii: "~") {
        state = .paste
      } else if let key = KeySequences.controlSequence(bytes, final: byte) {
        keys.append(key)
      }
    default: begin(byte, alt: false)
    }
  }

  private mutating func takePaste(_ byte: UInt8) {
    pasted.append(byte)
    guard pasted.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) else { return }
    keys.append(.paste(String(decoding: pasted.dropLast(Self.pasteEnd.count), as: UTF8.self)))
    pasted = []
    state = .ground
  }
}
