/// The keys that terminals send as a sequence of bytes, whatever their type claims.
///
/// Source: xterm's control sequences (ctlseqs), "PC-Style Function Keys" and "VT220-Style Function Keys".
enum EscapeSequence {
  /// The key of `Escape O` and one byte.
  static func single(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte - UInt8(ascii: "P")) + 1)
    default: letter(byte)
    }
  }

  /// The key of `Escape [`, parameters and a final byte; `nil` for what is no key, such as an answer or the mouse.
  ///
  /// A second parameter tells of Shift, Alt and Control; the key counts all the same.
  static func control(final: UInt8, parameters: [UInt8]) -> Key? {
    if parameters == [UInt8(ascii: "[")] {
      // The Linux console: F1 to F5 as A to E.
      return (0x41...0x45).contains(final) ? .function(Int(final) - 0x40) : nil
    }
    let fields = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let first = fields.first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard parameters.isEmpty || first != nil else { return nil }
    switch final {
    case UInt8(ascii: "~"): return first.flatMap(numbered)
    case UInt8(ascii: "Z"): return .backTab
    case UInt8(ascii: "P"), UInt8(ascii: "Q"), UInt8(ascii: "S"):
      // F1, F2 and F4 with a modifier; F3 would look like the report of the cursor's place.
      return fields.count == 2 ? .function(Int(final - UInt8(ascii: "P")) + 1) : nil
    default: return letter(final)
    }
  }

  private static func letter(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    default: nil
    }
  }

  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 4, 8: .end
    case 3: .delete
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }
}
