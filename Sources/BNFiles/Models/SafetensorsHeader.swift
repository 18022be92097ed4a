/// The header of a `.safetensors` file: `__metadata__` beside the tensors.
struct SafetensorsHeader {
  /// One member of the header.
  struct Entry: Decodable, Equatable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  var metadata: [String: String] = [:]
  var entries: [(name: String, entry: Entry)] = []

  /// Reads a header.
  ///
  /// - Throws: ``FileError`` where it is no JSON of this form.
  static func read(_ bytes: [UInt8], path: String) throws(FileError) -> SafetensorsHeader {
    if let header = PlainSafetensorsHeader.read(bytes) { return header }
    return try JSON.decode(SafetensorsHeader.self, from: bytes, path: path, what: "the header")
  }
}

extension SafetensorsHeader: Decodable {
  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: JSONName.self)
    for key in members.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try members.decodeIfPresent([String: String].self, forKey: key) ?? [:]
      } else {
        entries.append((key.stringValue, try members.decode(Entry.self, forKey: key)))
      }
    }
  }
}

/// Reads a header as nearly all programs write it, many times as fast as the library for JSON: texts without escapes,
/// whole numbers, each name once, no blanks but at the end.
///
/// It decides nothing about what is damaged: whatever is not of this form is left to the library.
struct PlainSafetensorsHeader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  /// - Returns: `nil` for a header that is not of the plain form.
  static func read(_ bytes: [UInt8]) -> SafetensorsHeader? {
    bytes.withUnsafeBytes {
      var reader = PlainSafetensorsHeader(bytes: $0)
      return reader.header()
    }
  }

  private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private mutating func header() -> SafetensorsHeader? {
    var header = SafetensorsHeader()
    var names: Set<String> = []
    let isWhole = object { reader, name in
      guard names.insert(name).inserted else { return false }
      if name == "__metadata__" {
        guard let metadata = reader.texts() else { return false }
        header.metadata = metadata
        return true
      }
      guard let entry = reader.entry() else { return false }
      header.entries.append((name, entry))
      return true
    }
    guard isWhole else { return nil }
    return bytes[offset...].allSatisfy { $0 == UInt8(ascii: " ") } ? header : nil
  }

  private mutating func texts() -> [String: String]? {
    var texts: [String: String] = [:]
    let isWhole = object { reader, name in
      guard let text = reader.text() else { return false }
      return texts.updateValue(text, forKey: name) == nil
    }
    return isWhole ? texts : nil
  }

  private mutating func entry() -> SafetensorsHeader.Entry? {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    var count = 0
    let isWhole = object { reader, name in
      count += 1
      switch name {
      case "dtype": dtype = reader.text()
      case "shape": shape = reader.numbers()
      case "data_offsets": offsets = reader.numbers()
      default: return false
      }
      return true
    }
    guard isWhole, count == 3, let dtype, let shape, let offsets else { return nil }
    return SafetensorsHeader.Entry(dtype: dtype, shape: shape, data_offsets: offsets)
  }

  // MARK: JSON's parts

  /// An object whose values are read by a closure; `false` where something else is there.
  private mutating func object(_ value: (inout PlainSafetensorsHeader, String) -> Bool) -> Bool {
    guard skip("{") else { return false }
    if skip("}") { return true }
    repeat {
      guard let name = text(), skip(":"), value(&self, name) else { return false }
    } while skip(",")
    return skip("}")
  }

  private mutating func skip(_ sign: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: sign) else { return false }
    offset += 1
    return true
  }

  /// A text without escapes and control characters.
  private mutating func text() -> String? {
    guard skip("\"") else { return nil }
    let start = offset
    var all: UInt8 = 0
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      guard bytes[offset] >= 0x20, bytes[offset] != UInt8(ascii: "\\") else { return nil }
      all |= bytes[offset]
      offset += 1
    }
    let text = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    guard skip("\"") else { return nil }
    // What is ASCII needs no second look.
    return all < 0x80 ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
  }

  /// A list of whole numbers from 0 on, each below 10^18.
  private mutating func numbers() -> [Int]? {
    guard skip("[") else { return nil }
    if skip("]") { return [] }
    var numbers: [Int] = []
    repeat {
      guard let number = number() else { return nil }
      numbers.append(number)
    } while skip(",")
    return skip("]") ? numbers : nil
  }

  private mutating func number() -> Int? {
    let start = offset
    var value = 0
    while offset < bytes.count, case let digit = bytes[offset] &- UInt8(ascii: "0"), digit < 10 {
      guard offset - start < 18 else { return nil }
      value = 10 * value + Int(digit)
      offset += 1
    }
    // JSON has no zeros in front.
    guard offset > start, offset == start + 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
    return value
  }
}
