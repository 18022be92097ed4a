/// A look over a JSON text before the library reads it: how deep it goes, and which of its outermost members are repeated.
///
/// It decides nothing about what is JSON: a text that is none passes through for the library to refuse.
struct JSONScan {
  private let bytes: [UInt8]
  /// How many arrays and objects lie in each other at most.
  private(set) var depth = 0
  /// The outermost object's members, each from its name up to the comma or bracket behind its value.
  private var members: [(name: Range<Int>, whole: Range<Int>)] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    scan()
  }

  private mutating func scan() {
    var level = 0
    var isObject = false
    var name: Range<Int>?
    var index = 0
    func closed(_ end: Int) {
      if let name { members.append((name, name.lowerBound..<end)) }
      name = nil
    }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        let end = endOfString(from: index)
        if level == 1, isObject, name == nil { name = index..<end }
        index = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if level == 0 { isObject = bytes[index] == UInt8(ascii: "{") }
        level += 1
        depth = max(depth, level)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if level == 1 { closed(index) }
        level -= 1
      case UInt8(ascii: ",") where level == 1: closed(index)
      default: break
      }
      index += 1
    }
  }

  /// The offset behind a text that begins at a quotation mark.
  private func endOfString(from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\""): return index + 1
      default: index += 1
      }
    }
    return bytes.count
  }

  /// The text with only the last of the outermost members that have one name.
  ///
  /// Names are compared as they are written: one that is spelled once with an escape and once without stays twice, and
  /// the library takes one of the two.
  var withoutRepeatedMembers: [UInt8] {
    var last: [ArraySlice<UInt8>: Int] = [:]
    for (index, member) in members.enumerated() { last[bytes[member.name]] = index }
    guard last.count < members.count else { return bytes }
    let kept = members.enumerated().filter { last[bytes[$0.element.name]] == $0.offset }
    return [UInt8(ascii: "{")] + kept.map { bytes[$0.element.whole] }.joined(separator: [UInt8(ascii: ",")])
      + [UInt8(ascii: "}")]
  }
}
