/// A value written as Python writes it: what the header of a `.npy` file may hold.
///
/// Only literals are known: no names, no calls, no operators. Nothing is ever evaluated.
package indirect enum PythonLiteral: Equatable, Sendable {
  case string(String)
  case integer(Int)
  case bool(Bool)
  case none
  /// A list or a tuple.
  case sequence([PythonLiteral])
  case dictionary([Entry])

  /// A key and its value; keys are text here.
  package struct Entry: Equatable, Sendable {
    package var key: String
    package var value: PythonLiteral

    package init(key: String, value: PythonLiteral) {
      self.key = key
      self.value = value
    }
  }

  /// What stopped the parser, and the offset at which it stopped.
  package struct Failure: Error, Equatable {
    package var offset: Int
    package var expected: String
  }

  /// Parses one literal that fills the bytes, blanks around it aside.
  package static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> PythonLiteral {
    var parser = PythonLiteralParser(rest: bytes)
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.rest.isEmpty else { throw parser.failure("the end of the header") }
    return value
  }
}

/// Recursive descent over the bytes of a literal, no deeper than `deepest`.
private struct PythonLiteralParser {
  var rest: ArraySlice<UInt8>

  // A header nests two deep. A bound keeps a hostile one from using up the stack.
  static let deepest = 16

  func failure(_ expected: String) -> PythonLiteral.Failure {
    PythonLiteral.Failure(offset: rest.startIndex, expected: expected)
  }

  mutating func skipBlanks() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
  }

  /// Takes one character if it comes next, after blanks.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func value(depth: Int) throws(PythonLiteral.Failure) -> PythonLiteral {
    skipBlanks()
    guard depth < Self.deepest else { throw failure("less nesting") }
    switch rest.first.map(Unicode.Scalar.init) ?? "\0" {
    case "{": return try dictionary(depth: depth)
    case "(": return try sequence(closing: ")", depth: depth)
    case "[": return try sequence(closing: "]", depth: depth)
    case "'", "\"": return .string(try string())
    case "-", "0"..."9": return .integer(try integer())
    default: return try word()
    }
  }

  private mutating func dictionary(depth: Int) throws(PythonLiteral.Failure) -> PythonLiteral {
    rest = rest.dropFirst()
    var entries: [PythonLiteral.Entry] = []
    while !take("}") {
      skipBlanks()
      guard rest.first == UInt8(ascii: "'") || rest.first == UInt8(ascii: "\"") else {
        throw failure("a key in quotes")
      }
      let key = try string()
      guard take(":") else { throw failure("a colon") }
      entries.append(PythonLiteral.Entry(key: key, value: try value(depth: depth + 1)))
      if !take(",") {
        guard take("}") else { throw failure("a comma or a closing brace") }
        break
      }
    }
    return .dictionary(entries)
  }

  private mutating func sequence(
    closing: Unicode.Scalar, depth: Int
  ) throws(PythonLiteral.Failure) -> PythonLiteral {
    rest = rest.dropFirst()
    var elements: [PythonLiteral] = []
    while !take(closing) {
      elements.append(try value(depth: depth + 1))
      if !take(",") {
        guard take(closing) else { throw failure("a comma or a closing bracket") }
        // One value in brackets without a comma is that value, not a tuple of one.
        if closing == ")", elements.count == 1 { return elements[0] }
        break
      }
    }
    return .sequence(elements)
  }

  private mutating func string() throws(PythonLiteral.Failure) -> String {
    let quote = rest.first
    let body = rest.dropFirst()
    // Names of types and of keys need no backslash: one is refused rather than misread.
    guard let end = body.firstIndex(where: { $0 == quote || $0 == UInt8(ascii: "\\") || $0 == 10 }), body[end] == quote
    else { throw failure("text in quotes, without backslashes") }
    rest = body[(end + 1)...]
    return String(decoding: body[..<end], as: UTF8.self)
  }

  private mutating func integer() throws(PythonLiteral.Failure) -> Int {
    let sign = rest.prefix { $0 == UInt8(ascii: "-") }
    let digits = rest.dropFirst(sign.count).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard sign.count <= 1, let value = Int(String(decoding: sign + digits, as: UTF8.self)) else {
      throw failure("a whole number below 2^63")
    }
    rest = rest.dropFirst(sign.count + digits.count)
    // Python 2 marked its long numbers so.
    if rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }
    return value
  }

  private mutating func word() throws(PythonLiteral.Failure) -> PythonLiteral {
    let letters = rest.prefix { (UInt8(ascii: "A")...UInt8(ascii: "z")).contains($0) }
    let known: PythonLiteral? =
      switch String(decoding: letters, as: UTF8.self) {
      case "True": .bool(true)
      case "False": .bool(false)
      case "None": PythonLiteral.none
      default: nil
      }
    guard let known else { throw failure("text in quotes, a number, True, False, a tuple or a dictionary") }
    rest = rest.dropFirst(letters.count)
    return known
  }
}
