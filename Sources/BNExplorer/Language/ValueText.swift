import BNCore

/// The words of the command language for values, read and written: what is written reads back to the same value.
enum ValueText {
  /// A number: Swift's, with `inf`, `-inf` and `nan`.
  static func number(_ word: Word, _ name: String) throws(CommandError) -> Double {
    guard let value = Double(word.text) else {
      throw CommandError("\(name) needs a number, not \"\(word.text)\"", column: word.column)
    }
    return value
  }

  /// A whole number in a range.
  static func integer(_ word: Word, _ name: String, in range: ClosedRange<Int>) throws(CommandError) -> Int {
    guard let value = Int(word.text), range.contains(value) else {
      let limits =
        range.upperBound == .max
        ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      throw CommandError("\(name) needs a whole number \(limits), not \"\(word.text)\"", column: word.column)
    }
    return value
  }

  /// A seed: a whole number of 64 bits.
  static func seed(_ word: Word) throws(CommandError) -> UInt64 {
    guard let value = UInt64(word.text) else {
      throw CommandError("seed needs a whole number from 0, not \"\(word.text)\"", column: word.column)
    }
    return value
  }

  /// `on`, `off`, `true` or `false`; an error names what else would have been right.
  static func toggle(_ word: Word, _ name: String, orElse others: [String] = []) throws(CommandError) -> Bool {
    switch word.text {
    case "on", "true": return true
    case "off", "false": return false
    default:
      throw CommandError("\(name) needs \(orList(["on", "off"] + others)), not \"\(word.text)\"", column: word.column)
    }
  }

  /// `[1, 2.5, 3]`.
  static func list(_ word: Word, _ name: String) throws(CommandError) -> [Double] {
    let array = try nestedList(word, name)
    guard array.shape.count == 1 else {
      throw CommandError("\(name) needs a flat list such as [1, 2.5, 3]", column: word.column)
    }
    return array.values
  }

  /// `64x4`.
  static func shape(_ word: Word, _ name: String) throws(CommandError) -> [Int] {
    let parts = word.text.split(separator: "x", omittingEmptySubsequences: false)
    let extents = parts.compactMap { Int($0) }
    guard extents.count == parts.count, extents.allSatisfy({ $0 >= 0 }) else {
      throw CommandError("\(name) needs extents such as 64x4, not \"\(word.text)\"", column: word.column)
    }
    return extents
  }

  static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    guard value.isFinite, value == value.rounded(), value.magnitude < 1e15 else { return "\(value)" }
    return value == 0 && value.sign == .minus ? "-0.0" : "\(Int(value))"
  }

  static func text(_ value: Bool) -> String { value ? "on" : "off" }

  static func text(_ values: [Double]) -> String { "[" + values.map(text).joined(separator: ", ") + "]" }
}
