import Platform

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A JSON value of any form, as FoundationEssentials reads it: what configurations and headers hold.
///
/// Members have no order here. ``JSON`` says how deep they may nest.
package indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value of a member; `nil` where there is none, or this is no object.
  package subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var double: Double? { if case .number(let number) = self { number } else { nil } }
  package var int: Int? { double.flatMap(Int.init(exactly:)) }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  package var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

  /// Reads a text.
  ///
  /// - Throws: ``FileError`` where it is no JSON, or too deep.
  package static func parse(_ bytes: [UInt8], path: String, what: String) throws(FileError) -> JSONValue {
    try JSON.decode(JSONValue.self, from: bytes, path: path, what: what)
  }
}

extension JSONValue: Decodable {
  package init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: JSONName.self) {
      self = .object(
        try Dictionary(
          members.allKeys.map { ($0.stringValue, try members.decode(JSONValue.self, forKey: $0)) },
          uniquingKeysWith: { _, last in last }))
    } else if var elements = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !elements.isAtEnd { values.append(try elements.decode(JSONValue.self)) }
      self = .array(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let truth = try? value.decode(Bool.self) {
        self = .bool(truth)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .string(try value.decode(String.self))
      }
    }
  }
}

/// Any name of a member.
package struct JSONName: CodingKey {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}

/// JSON texts inside model files.
package enum JSON {
  /// How deep arrays and objects may lie in each other: the decoder goes down by recursion.
  static let deepest = 128

  /// Reads a text as a value of a type.
  ///
  /// Of members of one object that have the same name the last one counts, as in Python's reader.
  ///
  /// - Parameters:
  ///   - type: what it is read as.
  ///   - bytes: the text.
  ///   - path: the file that it stands in.
  ///   - what: what the text is, for the error: "the header".
  /// - Returns: the value.
  /// - Throws: ``FileError`` where it is no JSON of this form.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], path: String, what: String
  ) throws(FileError) -> Value {
    do throws(Fault) {
      return try value(type, from: bytes)
    } catch {
      throw FileError(path, "\(what) \(error.words); the file is damaged")
    }
  }

  /// Reads a text as a value of a type, for a caller that has words of its own.
  ///
  /// - Throws: ``Fault`` where it is no JSON of this form.
  package static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(Fault) -> Value {
    let scan = JSONScan(bytes)
    guard scan.depth <= deepest else {
      throw Fault(words: "nests JSON \(scan.depth) deep; at most \(deepest) are read")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(scan.withoutRepeatedMembers))
    } catch {
      throw Fault(error)
    }
  }

  /// Where a text is not JSON of the form that was expected.
  package struct Fault: Error {
    /// The member, as `arrays[0].count`; `nil` for the text as a whole.
    package private(set) var member: String?
    /// Whether it is not there.
    package private(set) var isMissing = false
    /// What is wrong, behind the name of what was read.
    package let words: String

    fileprivate init(words: String) { self.words = words }

    fileprivate init(_ error: any Error) {
      let general = "it is not of the form that was expected"
      var path: [any CodingKey] = []
      var reason = general
      if let error = error as? DecodingError {
        let context: DecodingError.Context? =
          switch error {
          case .dataCorrupted(let context), .keyNotFound(_, let context), .typeMismatch(_, let context),
            .valueNotFound(_, let context):
            context
          @unknown default: nil
          }
        path = context?.codingPath ?? []
        let place = path.map(\.stringValue).joined(separator: ".")
        reason = String((context?.debugDescription ?? general).prefix(160))
        if !place.isEmpty { reason = "at \(place.quoted(limit: 60)): \(reason)" }
        if case .keyNotFound(let name, _) = error {
          path.append(name)
          isMissing = true
        }
      }
      words = "cannot be read as JSON: \(reason)"
      if !path.isEmpty { member = Self.text(path) }
    }

    private static func text(_ path: [any CodingKey]) -> String {
      path.reduce("") { text, name in
        if let index = name.intValue { return "\(text)[\(index)]" }
        return text.isEmpty ? name.stringValue : "\(text).\(name.stringValue)"
      }
    }
  }
}
