/// Turns what a terminal sends into keys and reports of the mouse, for prompt and screen alike, wherever it is cut.
///
/// It takes bytes, and where ncurses reads them, the keys that ncurses makes of some. Understood are UTF-8, the CSI and
/// SS3 sequences of `KeySequences`, Alt as a leading Escape, bracketed paste and the mouse. Sequences that are none of
/// these (answers, focus) vanish whole.
struct KeyDecoder: Equatable, Sendable {
  enum Input: Hashable, Sendable {
    case bytes([UInt8])
    /// A key that only the terminal's own description knows.
    case key(Key)
  }

  private enum State: Equatable {
    case ground
    case character([UInt8], length: Int, alt: Bool)
    case escape
    /// After Escape and `[`, with the parameters so far.
    case controlSequence([UInt8])
    /// After Escape and `O`.
    case singleShift
    /// Within a report of the mouse, with what came of it.
    case mouse([UInt8])
    /// The three bytes behind the old form of such a report.
    case oldMouse(Int)
    case paste
  }

  /// No key and no report is longer; what a longer sequence has in excess is lost.
  private static let longestSequence = 32
  /// A paste longer than this comes in parts, so that no terminal can fill the memory.
  static let pasteLimit = 1 << 20
  private static let pasteEnd = Array("\u{1b}[201~".utf8)
  private static let replacement = Key.character("\u{fffd}")

  private var state = State.ground
  private var pasted: [UInt8] = []
  private var events: [TerminalEvent] = []

  /// Whether a pause would make a key of what has come so far.
  ///
  /// The rest of a longer sequence, or of a character, is waited for as long as it takes.
  var isPending: Bool {
    switch state {
    case .escape, .controlSequence([]), .singleShift, .oldMouse: true
    case .ground, .character, .controlSequence, .mouse, .paste: false
    }
  }

  /// Takes bytes in and returns what is complete with them.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
    for byte in bytes { take(byte) }
    return taken()
  }

  /// Takes bytes or a key in and returns what is complete with them.
  mutating func feed(_ input: Input) -> [TerminalEvent] {
    switch input {
    case .bytes(let bytes): bytes.forEach { take($0) }
    // A sequence within pasted text has no place in a line.
    case .key where state == .paste: break
    case .key(let key):
      endUnfinished()
      emit(key)
    }
    return taken()
  }

  /// Nothing more is there for now: an Escape that waited for company is the key itself.
  mutating func pause() -> [TerminalEvent] {
    if isPending { endUnfinished() }
    return taken()
  }

  /// The one key that a sequence of bytes is; `nil` for anything else, and for Alt and a character.
  static func key(ofSequence bytes: some Sequence<UInt8>) -> Key? {
    var decoder = KeyDecoder()
    let events = decoder.feed(bytes)
    guard events.count == 1, decoder.state == .ground, case .key(let key) = events[0] else { return nil }
    if case .alt = key { return nil }
    return key
  }

  private mutating func taken() -> [TerminalEvent] {
    defer { events = [] }
    return events
  }

  private mutating func emit(_ key: Key) { events.append(.key(key)) }

  private mutating func endUnfinished() {
    switch state {
    case .escape: emit(.escape)
    case .controlSequence([]): emit(.alt("["))
    case .singleShift: emit(.alt("O"))
    case .character(_, _, let alt): emitBroken(alt: alt)
    case .ground, .controlSequence, .mouse, .oldMouse, .paste: break
    }
    state = .ground
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: begin(byte, alt: false)
    case .character(let bytes, let length, let alt): takeCharacter(byte, after: bytes, length: length, alt: alt)
    case .escape: takeEscape(byte)
    case .controlSequence(let bytes): takeControlSequence(byte, after: bytes)
    case .singleShift: takeSingleShift(byte)
    case .mouse(let bytes): takeMouse(byte, after: bytes)
    case .oldMouse(let left): state = left > 1 ? .oldMouse(left - 1) : .ground
    case .paste: takePaste(byte)
    }
  }
}

// MARK: - Characters

extension KeyDecoder {
  /// Takes the first byte of a key.
  private mutating func begin(_ byte: UInt8, alt: Bool) {
    state = .ground
    switch byte {
    case 0x1b: state = .escape
    case 0..<0x80: emit(Unicode.Scalar(byte), alt: alt)
    case 0xc2...0xdf: state = .character([byte], length: 2, alt: alt)
    case 0xe0...0xef: state = .character([byte], length: 3, alt: alt)
    case 0xf0...0xf4: state = .character([byte], length: 4, alt: alt)
    default: emitBroken(alt: alt)
    }
  }

  private mutating func emit(_ scalar: Unicode.Scalar, alt: Bool) {
    let key = KeySequences.plain(scalar)
    switch key {
    case _ where !alt: emit(key)
    case .character(let character): emit(.alt(character))
    case .backspace: emit(.alt("\u{7f}"))
    // Shift and Tab on the Linux console.
    case .tab: emit(.backTab)
    default:
      emit(.escape)
      emit(key)
    }
  }

  /// Every broken piece of UTF-8 becomes one replacement character.
  private mutating func emitBroken(alt: Bool) {
    if alt { emit(.escape) }
    emit(Self.replacement)
  }

  private mutating func takeCharacter(_ byte: UInt8, after bytes: [UInt8], length: Int, alt: Bool) {
    guard (0x80...0xbf).contains(byte) else {
      emitBroken(alt: alt)
      return begin(byte, alt: false)
    }
    let bytes = bytes + [byte]
    guard bytes.count == length else {
      state = .character(bytes, length: length, alt: alt)
      return
    }
    state = .ground
    guard let text = String(validating: bytes, as: UTF8.self), let scalar = text.unicodeScalars.first else {
      return emitBroken(alt: alt)
    }
    emit(scalar, alt: alt)
  }
}

// MARK: - Sequences

extension KeyDecoder {
  private mutating func takeEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["): state = .controlSequence([])
    case UInt8(ascii: "O"): state = .singleShift
    case 0x1b: emit(.escape)
    default: begin(byte, alt: true)
    }
  }

  private mutating func takeSingleShift(_ byte: UInt8) {
    guard byte != 0x1b else { return restart() }
    state = .ground
    if let key = KeySequences.singleShift(byte) { emit(key) }
  }

  private mutating func takeControlSequence(_ byte: UInt8, after bytes: [UInt8]) {
    switch byte {
    case 0x1b: restart()
    case UInt8(ascii: "<") where bytes.isEmpty: state = .mouse([])
    case UInt8(ascii: "M") where bytes.isEmpty: state = .oldMouse(3)
    // The Linux console sends F1 to F5 as ESC [ [ and a letter.
    case UInt8(ascii: "[") where bytes.isEmpty: state = .controlSequence([byte])
    // Elsewhere more follows the dollar, but rxvt ends keys with Shift so.
    case UInt8(ascii: "$") where !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }:
      finish(bytes, byte)
    case 0x20...0x3f: state = .controlSequence(Self.extended(bytes, by: byte))
    case 0x40...0x7e: finish(bytes, byte)
    default: begin(byte, alt: false)
    }
  }

  private mutating func finish(_ bytes: [UInt8], _ final: UInt8) {
    state = .ground
    if bytes == Array("200".utf8), final == UInt8(ascii: "~") {
      state = .paste
    } else if let key = KeySequences.controlSequence(bytes, final: final) {
      emit(key)
    }
  }

  /// An Escape within a sequence begins another.
  private mutating func restart() {
    endUnfinished()
    state = .escape
  }

  private static func extended(_ bytes: [UInt8], by byte: UInt8) -> [UInt8] {
    bytes.count < longestSequence ? bytes + [byte] : bytes
  }

  /// Takes a byte of a report of the mouse; one that belongs to none ends it, and counts for itself.
  private mutating func takeMouse(_ byte: UInt8, after bytes: [UInt8]) {
    switch byte {
    case 0x30...0x39, UInt8(ascii: ";"):
      state = .mouse(Self.extended(bytes, by: byte))
    case UInt8(ascii: "M"), UInt8(ascii: "m"):
      state = .ground
      if let mouse = MouseEvent(report: bytes, final: byte) { events.append(.mouse(mouse)) }
    default: begin(byte, alt: false)
    }
  }
}

// MARK: - Pasted text

extension KeyDecoder {
  private mutating func takePaste(_ byte: UInt8) {
    pasted.append(byte)
    if pasted.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) {
      emitPasted(pasted.count - Self.pasteEnd.count)
      pasted = []
      state = .ground
    } else if pasted.count == Self.pasteLimit + Self.pasteEnd.count - 1 {
      // What stays may be the beginning of the end; nor is a character cut.
      var count = Self.pasteLimit
      while count > Self.pasteLimit - 3, pasted[count] & 0xc0 == 0x80 { count -= 1 }
      emitPasted(count)
      pasted.removeFirst(count)
    }
  }

  /// Sends the first bytes of what was pasted on: lines end in a newline, and controls other than that and the tab,
  /// which a paste may smuggle in, are left out.
  private mutating func emitPasted(_ count: Int) {
    guard count > 0 else { return }
    var text = ""
    for character in String(decoding: pasted.prefix(count), as: UTF8.self) {
      switch character {
      case "\r\n", "\r", "\n": text.append("\n")
      case "\t": text.append(character)
      default:
        guard let first = character.unicodeScalars.first, first.properties.generalCategory != .control else { continue }
        text.append(character)
      }
    }
    emit(.paste(text))
  }
}
