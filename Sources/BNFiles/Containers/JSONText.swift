/// A JSON value to be written, members in the order given.
///
/// Numbers are written with the fewest digits that read back to the same value. JSON has no word for not-a-number and
/// the infinities, so they become the strings `"NaN"`, `"Infinity"` and `"-Infinity"`.
package enum JSONText: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case float(Float)
  case double(Double)
  case string(String)
  case array([JSONText])
  /// An array of numbers, without a value for each.
  case halves([Half])
  case floats([Float])
  case doubles([Double])
  case object([Member])

  /// A name and its value in an object.
  package struct Member: Equatable, Sendable {
    package var name: String
    package var value: JSONText

    package init(name: String, value: JSONText) {
      self.name = name
      self.value = value
    }
  }

  /// The value on one line, blanks left out.
  package var text: String {
    String(decoding: utf8, as: UTF8.self)
  }

  /// The bytes of `text`.
  package var utf8: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// Adds the bytes of `text` to others.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: value.description.utf8)
    case .float(let value): Self.append(value, to: &bytes)
    case .double(let value): Self.append(value, to: &bytes)
    case .string(let value): Self.append(value, to: &bytes)
    case .array(let elements): Self.append(elements, to: &bytes) { $0.append(to: &$1) }
    case .halves(let values): Self.append(values, to: &bytes) { Self.append($0, to: &$1) }
    case .floats(let values): Self.append(values, to: &bytes) { Self.append($0, to: &$1) }
    case .doubles(let values): Self.append(values, to: &bytes) { Self.append($0, to: &$1) }
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func append<Element>(
    _ elements: [Element], to bytes: inout [UInt8], each: (Element, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      each(element, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private static func append(_ value: some BinaryFloatingPoint & CustomStringConvertible, to bytes: inout [UInt8]) {
    if let word = nonFiniteWord(value) {
      append(word, to: &bytes)
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F: bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// The word for a number that is not finite, as files and `--json` lines spell it; `nil` for the others.
func nonFiniteWord(_ value: some BinaryFloatingPoint) -> String? {
  if value.isNaN { return "NaN" }
  guard value.isInfinite else { return nil }
  return value < 0 ? "-Infinity" : "Infinity"
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONText...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONText)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }
  package init(nilLiteral: ()) { self = .null }
}
