internal import CNcurses

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// ncurses' calls for one screen, and nothing else: the only file that imports its names.
///
/// ncurses writes into `sink` whenever it draws, so that a frame leaves as one piece; for everything about modes it
/// needs the terminal itself and gets it for that long.
@MainActor
final class Ncurses {
  private var screen = bn_screen()
  private let terminal: Int32
  private let descriptor: Int32
  private let sink: ScratchFile
  private var row: UnsafeMutableBufferPointer<cchar_t>

  /// The number of colours, 0 for none.
  private(set) var colours = 0

  enum Support { case usable, unknown, noCursorAddressing }

  /// Looks up a terminal type in the system's database.
  static func support(of type: String, on output: Int32) -> Support {
    switch bn_probe(type, output) {
    case 0: .usable
    case 1: .unknown
    default: .noCursorAddressing
    }
  }

  /// Opens the screen: raw keys, the alternate screen, nothing drawn yet.
  ///
  /// `nil` if ncurses or the system refuses.
  init?(type: String, input: Int32, output: Int32, sink: ScratchFile, size: Size) {
    descriptor = fcntl(output, F_DUPFD_CLOEXEC, 3)
    let keys = fcntl(input, F_DUPFD_CLOEXEC, 3)
    terminal = output
    self.sink = sink
    row = UnsafeMutableBufferPointer.allocate(capacity: size.columns)
    row.initialize(repeating: cchar_t())
    guard descriptor >= 0, keys >= 0, bn_open(&screen, type, descriptor, keys) else {
      bn_close(&screen)
      row.deallocate()
      return nil
    }
    colours = Int(bn_start_colors())
    bn_resize(Int32(size.rows), Int32(size.columns))
    dup2(sink.descriptor, descriptor)
  }

  /// Leaves the alternate screen and gives the modes back.
  func end() {
    withTerminal { _ = endwin() }
  }

  /// Comes back from `end`, with an empty screen.
  func resume() {
    withTerminal { bn_resume() }
  }

  /// The next update draws everything anew.
  func forgetScreen() { bn_forget_screen() }

  /// Frees everything.
  ///
  /// Nothing else may be called after.
  func close() {
    bn_close(&screen)
    row.deallocate()
    row = UnsafeMutableBufferPointer(start: nil, count: 0)
  }

  func resize(to size: Size) {
    bn_resize(Int32(size.rows), Int32(size.columns))
    guard size.columns > row.count else { return }
    row.deallocate()
    row = UnsafeMutableBufferPointer.allocate(capacity: size.columns)
    row.initialize(repeating: cchar_t())
  }

  /// Makes the colour available for a role; false if the terminal has no room for it.
  func setColour(_ colour: Int, for role: Role) -> Bool { bn_set_pair(Self.pair(of: role), Int32(colour)) }

  /// Puts glyphs into a row from a column on.
  func put(_ glyphs: [ScreenGlyph], row index: Int, column: Int) {
    let count = min(glyphs.count, row.count)
    guard count > 0 else { return }
    for place in 0..<count {
      let glyph = glyphs[place]
      bn_set_cell(
        &row[place], glyph.base.value, glyph.mark1?.value ?? 0, glyph.mark2?.value ?? 0,
        UInt32(glyph.look.emphasis.rawValue), glyph.look.colour.map(Self.pair) ?? 0)
    }
    bn_put_row(Int32(index), Int32(column), row.baseAddress, Int32(count))
  }

  /// Draws what changed, and returns the bytes that do it on the terminal.
  func update(cursor: Position?) -> [UInt8] {
    bn_place_cursor(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? -1))
    bn_update()
    return sink.take()
  }

  /// The next input, if there is one.
  ///
  /// Codes that mean no key of ours are passed over.
  func nextInput() -> KeyDecoder.Input? {
    while true {
      let code = bn_next_key(&screen)
      if code == ERR { return nil }
      if (0...0xff).contains(code) { return .bytes([UInt8(code)]) }
      if let input = Self.input(ofCode: code) { return input }
    }
  }

  /// The columns that the C library, and so ncurses, gives a scalar in the present locale.
  nonisolated static let width: @Sendable (Unicode.Scalar) -> Int = { Int(wcwidth(wchar_t(bitPattern: $0.value))) }

  /// A capability of the terminal in use, without its delays.
  func capability(_ name: String) -> String? {
    bn_string_capability(name).map { TerminalCapability.withoutDelays(String(cString: $0)) }
  }

  private func withTerminal(_ body: () -> Void) {
    dup2(terminal, descriptor)
    body()
    dup2(sink.descriptor, descriptor)
  }

  private nonisolated static func pair(of role: Role) -> Int32 { Int32(role.rawValue) + 1 }
}

extension Ncurses {
  /// What a code of ncurses means; `nil` for one that is no key of ours.
  ///
  /// What is in our own table comes as its bytes, and so is the same as at the prompt; ncurses knows what only this
  /// terminal sends.
  private static func input(ofCode code: Int32) -> KeyDecoder.Input? {
    if let bytes = sequence(ofCode: code), KeyDecoder.key(ofSequence: bytes) != nil { return .bytes(bytes) }
    return described(code).map { .key($0) }
  }

  /// The bytes that ncurses makes a code of.
  private static func sequence(ofCode code: Int32) -> [UInt8]? {
    guard let text = keybound(code, 0) else { return nil }
    defer { free(text) }
    return UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:))
  }

  /// The key by its name in the terminal's description.
  private static func described(_ code: Int32) -> Key? {
    let functions = bn_function_key(1)...bn_function_key(63)
    return functions.contains(code) ? .function(Int(code - bn_function_key(0))) : keys[code] ?? extended(code)
  }

  private static let keys: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_SR: .up, KEY_SF: .down, KEY_SLEFT: .left,
    KEY_SRIGHT: .right, KEY_HOME: .home, KEY_SHOME: .home, KEY_A1: .home, KEY_END: .end, KEY_SEND: .end, KEY_LL: .end,
    KEY_C1: .end, KEY_PPAGE: .pageUp, KEY_SPREVIOUS: .pageUp, KEY_A3: .pageUp, KEY_NPAGE: .pageDown,
    KEY_SNEXT: .pageDown, KEY_C3: .pageDown, KEY_BTAB: .backTab, KEY_BACKSPACE: .backspace, KEY_DC: .delete,
    KEY_SDC: .delete, KEY_ENTER: .enter,
  ]

  private static let extendedKeys: [String: Key] = [
    "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end, "kPRV": .pageUp,
    "kNXT": .pageDown, "kDC": .delete,
  ]

  /// Keys with modifiers have codes without constants, and names such as kUP5 for Control and up, counted as xterm does.
  private static func extended(_ code: Int32) -> Key? {
    guard let name = keyname(code).map({ String(cString: $0) }), let modifiers = name.last?.wholeNumberValue,
      let key = extendedKeys[String(name.dropLast())]
    else { return nil }
    return KeySequences.modified(key, by: modifiers - 1)
  }
}
