/// What the sequences of terminals mean: the one table, for the prompt and, before ncurses' own, for the screen.
///
/// Sources: xterm's control sequences document (ctlseqs), "PC-Style Function Keys" and "VT220-Style Function Keys", and
/// the terminfo entries of tmux, screen, rxvt and the Linux console.
enum KeySequences {
  /// A character that came alone.
  static func plain(_ scalar: Unicode.Scalar) -> Key {
    switch scalar.value {
    case 0x09: .tab
    case 0x0a, 0x0d: .enter
    case 0x1b: .escape
    case 0x08, 0x7f: .backspace
    case 0x00: .control(" ")
    // Ctrl clears the two upper bits of a letter: 0x01 is Ctrl-A. Behind Z come [ \ ] ^ _.
    case 0x01...0x1a: control(UInt8(scalar.value) + 0x60)
    case 0x1c...0x1f: control(UInt8(scalar.value) + 0x40)
    default: .character(Character(scalar))
    }
  }

  /// ESC O and one more byte.
  static func singleShift(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "I"): .tab
    case UInt8(ascii: " "): .character(" ")
    case UInt8(ascii: "X"): .character("=")
    // The digits of an application keypad.
    case UInt8(ascii: "j")...UInt8(ascii: "y"): .character(Character(Unicode.Scalar(byte - 0x40)))
    // Ctrl and an arrow, from rxvt.
    case UInt8(ascii: "a")...UInt8(ascii: "d"): letter(byte - 0x20, modifiers: 4)
    default: letter(byte, modifiers: 0)
    }
  }

  /// ESC [, the bytes between, and the final byte.
  static func controlSequence(_ bytes: [UInt8], final: UInt8) -> Key? {
    if bytes == [UInt8(ascii: "[")] {
      return (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(final) ? .function(Int(final) - 0x40) : nil
    }
    guard let numbers = parameters(bytes) else { return nil }
    // xterm counts modifiers from 1: Shift 1, Alt 2, Ctrl 4.
    let modifiers = max(0, (numbers.count > 1 ? numbers[1] : 1) - 1)
    guard modifiers < 256 else { return nil }
    switch final {
    case UInt8(ascii: "~"): return tilde(numbers, modifiers: modifiers)
    // Instead of a modifier rxvt has a final byte of its own.
    case UInt8(ascii: "$"): return rxvt(numbers, modifiers: 1, function: 10)
    case UInt8(ascii: "^"): return rxvt(numbers, modifiers: 4, function: 22)
    case UInt8(ascii: "@"): return rxvt(numbers, modifiers: 5, function: 32)
    case UInt8(ascii: "u"): return coded(numbers.first ?? 0, modifiers: modifiers)
    case UInt8(ascii: "Z"): return .backTab
    // Shift and an arrow, from rxvt.
    case UInt8(ascii: "a")...UInt8(ascii: "d"): return letter(final - 0x20, modifiers: 0)
    case UInt8(ascii: "P")...UInt8(ascii: "S"):
      // Where the first number is another, the cursor's place is reported.
      return (numbers.first ?? 1) <= 1 ? letter(final, modifiers: modifiers) : nil
    default: return letter(final, modifiers: modifiers)
    }
  }

  /// A key with modifiers; it counts without them where no line has a use for both.
  static func modified(_ key: Key, by modifiers: Int) -> Key {
    // With Alt or Ctrl an arrow steps by words, as readline's users have it in their inputrc.
    let isWord = modifiers & 6 != 0
    return switch key {
    case .left where isWord: .controlLeft
    case .right where isWord: .controlRight
    case .delete where isWord: .controlDelete
    default: key
    }
  }

  /// Arrows, Home, End and F1 to F4 have a letter of their own.
  private static func letter(_ byte: UInt8, modifiers: Int) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): modified(.right, by: modifiers)
    case UInt8(ascii: "D"): modified(.left, by: modifiers)
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P")...UInt8(ascii: "S"): function(Int(byte) - 0x4f, modifiers: modifiers)
    default: nil
    }
  }

  /// The other keys have a number before a tilde.
  private static func tilde(_ numbers: [Int], modifiers: Int) -> Key? {
    switch numbers.first ?? 0 {
    case 1, 7: .home
    case 4, 8: .end
    case 3: modified(.delete, by: modifiers)
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: function(numbers[0] - 10, modifiers: modifiers)
    case 17...21: function(numbers[0] - 11, modifiers: modifiers)
    case 23...26: function(numbers[0] - 12, modifiers: modifiers)
    case 28...29: function(numbers[0] - 13, modifiers: modifiers)
    case 31...34: function(numbers[0] - 14, modifiers: modifiers)
    // Other keys with modifiers: 27 ; modifiers ; character ~.
    case 27: numbers.count > 2 ? coded(numbers[2], modifiers: modifiers) : nil
    default: nil
    }
  }

  /// The keys with a number, from rxvt: function keys are counted on, the others have the modifier's meaning.
  private static func rxvt(_ numbers: [Int], modifiers: Int, function offset: Int) -> Key? {
    guard numbers.count == 1, let key = tilde(numbers, modifiers: 0) else { return nil }
    guard case .function(let number) = key else { return modified(key, by: modifiers) }
    return .function(number + offset)
  }

  /// The function keys with modifiers count on, twelve for each, in terminfo's order.
  private static func function(_ number: Int, modifiers: Int) -> Key? {
    guard let row = [0: 0, 1: 1, 4: 2, 5: 3, 2: 4, 3: 5][modifiers] else { return .function(number) }
    return .function(number + 12 * row)
  }

  /// A character by its number, with modifiers (`CSI u` and xterm's modifyOtherKeys).
  private static func coded(_ code: Int, modifiers: Int) -> Key? {
    guard let value = UInt32(exactly: code), let scalar = Unicode.Scalar(value) else { return nil }
    let key = plain(scalar)
    guard case .character(let character) = key else {
      if key == .tab, modifiers & 1 != 0 { return .backTab }
      if modifiers & 2 != 0, key == .backspace { return .alt("\u{7f}") }
      return key
    }
    if modifiers & 4 != 0 { return .control(character.lowercased().first ?? character) }
    return modifiers & 2 != 0 ? .alt(character) : key
  }

  /// The numbers between semicolons; `nil` where anything else stands among them.
  private static func parameters(_ bytes: [UInt8]) -> [Int]? {
    var numbers: [Int] = []
    for part in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      guard part.count < 8, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      numbers.append(part.reduce(0) { $0 * 10 + Int($1) - 0x30 })
    }
    return numbers
  }

  private static func control(_ value: UInt8) -> Key { .control(Character(Unicode.Scalar(value))) }
}
