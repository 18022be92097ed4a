/// Makes keys of what a terminal sends, one byte or one code of ncurses at a time.
///
/// ncurses knows the sequences of the terminal's own type. This knows the rest: characters of several bytes that
/// arrive in pieces, Alt, pasted text, and sequences that other terminals send, none of which may end up as text.
struct CursesKeyDecoder: Sendable {
  enum Input: Hashable, Sendable {
    case byte(UInt8)
    case key(Key)
    case pasteStart, pasteEnd
    /// The beginning of a report of the mouse.
    case mouseStart
  }

  private enum State: Hashable {
    case ground
    case escape
    /// After Escape and `[`, with the parameters so far.
    case control([UInt8])
    /// After Escape and `O`.
    case single
    /// Within pasted text.
    case paste
    /// Within a report of the mouse, with what came of it.
    case mouse([UInt8])
  }

  /// A paste longer than this comes in parts, so that no terminal can fill the memory.
  static let pasteLimit = 1 << 20

  private var state = State.ground
  private var character: [UInt8] = []
  private var pasted: [UInt8] = []
  private var isAlt = false

  /// Takes one input, and returns the keys and the reports of the mouse that are complete with it.
  mutating func feed(_ input: Input) -> [TerminalEvent] {
    if case .mouse(let bytes) = state, case .byte(let byte) = input { return mouse(byte, after: bytes) }
    if case .mouseStart = input, state != .paste {
      let pending = pause()
      state = .mouse([])
      return pending
    }
    return keys(input).map { .key($0) }
  }

  private mutating func keys(_ input: Input) -> [Key] {
    switch (state, input) {
    case (_, .pasteStart):
      let pending = pendingKeys()
      state = .paste
      return pending
    case (.paste, _):
      return paste(input)
    case (_, .pasteEnd), (_, .mouseStart):
      return []
    case (_, .key(let key)):
      let pending = pendingKeys()
      state = .ground
      forgetCharacter()
      return pending + [key]
    case (_, .byte(let byte)):
      return feed(byte)
    }
  }

  /// Nothing more is there for now: an Escape that waited for company is the key itself.
  mutating func pause() -> [TerminalEvent] { pendingKeys().map { .key($0) } }

  private mutating func pendingKeys() -> [Key] {
    switch state {
    case .escape:
      state = .ground
      return [.escape]
    case .control([]):
      state = .ground
      return [.alt("[")]
    case .single:
      state = .ground
      return [.alt("O")]
    case .ground, .control, .paste, .mouse:
      return []
    }
  }

  private mutating func feed(_ byte: UInt8) -> [Key] {
    switch state {
    case .ground: return ground(byte)
    case .escape: return afterEscape(byte)
    case .single:
      state = .ground
      return EscapeSequence.single(byte).map { [$0] } ?? []
    case .control(let parameters): return control(byte, parameters)
    case .paste, .mouse: return []
    }
  }

  /// Takes a byte of a report of the mouse; one that belongs to none ends it, and counts for itself.
  private mutating func mouse(_ byte: UInt8, after bytes: [UInt8]) -> [TerminalEvent] {
    state = .ground
    switch byte {
    case 0x30...0x39, UInt8(ascii: ";"):
      // No screen has so many columns; what is too long is none.
      state = .mouse(bytes.count < 32 ? bytes + [byte] : bytes)
      return []
    case UInt8(ascii: "M"), UInt8(ascii: "m"):
      return MouseEvent(report: bytes, final: byte).map { [.mouse($0)] } ?? []
    default:
      return feed(byte).map { .key($0) }
    }
  }

  private mutating func ground(_ byte: UInt8) -> [Key] {
    if byte >= 0x80 { return append(byte) }
    forgetCharacter()
    if byte == 0x1b {
      state = .escape
      return []
    }
    return [Self.key(ofASCII: byte)]
  }

  private mutating func afterEscape(_ byte: UInt8) -> [Key] {
    state = .ground
    switch byte {
    case 0x1b:
      state = .escape
      return [.escape]
    case UInt8(ascii: "["):
      state = .control([])
      return []
    case UInt8(ascii: "O"):
      state = .single
      return []
    case 0x20...0x7f:
      return [.alt(Character(Unicode.Scalar(byte)))]
    case 0x80...:
      isAlt = true
      return append(byte)
    default:
      return [.escape, Self.key(ofASCII: byte)]
    }
  }

  private mutating func control(_ byte: UInt8, _ parameters: [UInt8]) -> [Key] {
    state = .ground
    switch byte {
    case 0x1b:
      state = .escape
      return []
    case 0x20...0x3f:
      // No terminal sends so many; what comes after is lost with it.
      state = .control(parameters.count < 64 ? parameters + [byte] : parameters)
      return []
    case UInt8(ascii: "[") where parameters.isEmpty:
      // The Linux console's function keys: Escape [ [ A.
      state = .control([byte])
      return []
    case 0x40...0x7e:
      return EscapeSequence.control(final: byte, parameters: parameters).map { [$0] } ?? []
    default:
      return ground(byte)
    }
  }

  private mutating func paste(_ input: Input) -> [Key] {
    switch input {
    case .byte(let byte):
      pasted.append(byte)
      return pasted.count < Self.pasteLimit ? [] : [takePasted()]
    case .pasteEnd:
      state = .ground
      return [takePasted()]
    case .key, .pasteStart, .mouseStart:
      // A sequence within the text, which has no place in a line.
      return []
    }
  }

  /// The pasted text so far: lines end in a newline, and controls other than that and the tab are left out.
  private mutating func takePasted() -> Key {
    defer { pasted = [] }
    var text = ""
    for character in String(decoding: pasted, as: UTF8.self) {
      switch character {
      case "\r\n", "\r", "\n": text.append("\n")
      case "\t": text.append(character)
      default:
        guard let first = character.unicodeScalars.first, first.properties.generalCategory != .control else { continue }
        text.append(character)
      }
    }
    return .paste(text)
  }

  /// Collects a character of several bytes.
  ///
  /// Bytes that are no UTF-8 are dropped.
  private mutating func append(_ byte: UInt8) -> [Key] {
    let isLead = byte >= 0xc0
    if isLead { character = [] }
    guard isLead || !character.isEmpty else { return [] }
    character.append(byte)
    let length = character[0] >= 0xf0 ? 4 : character[0] >= 0xe0 ? 3 : 2
    guard character.count == length else { return [] }
    defer { forgetCharacter() }
    guard let decoded = String(validating: character, as: UTF8.self)?.first else { return [] }
    return [isAlt ? .alt(decoded) : .character(decoded)]
  }

  private mutating func forgetCharacter() {
    character = []
    isAlt = false
  }

  private static func key(ofASCII byte: UInt8) -> Key {
    switch byte {
    case 0x0a, 0x0d: .enter
    case 0x09: .tab
    case 0x08, 0x7f: .backspace
    case 0x00: .control(" ")
    case 0x01...0x1a: .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x1b: .escape
    case 0x1c...0x1f: .control(Character(Unicode.Scalar(byte + 0x40)))
    default: .character(Character(Unicode.Scalar(byte)))
    }
  }
}
