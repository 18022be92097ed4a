import Platform

/// Why a file is not a golden file, in one line and in the file's own names.
struct GoldenFileError: Error {
  let reason: String

  init(reason: String) { self.reason = reason.escapingControls }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init(reason: "no \"\(GoldenKey.inFile(key))\" in \(Self.place(context.codingPath))")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      self.init(reason: "\(Self.place(context.codingPath)) needs \(Self.words(for: type))")
    case .dataCorrupted(let context):
      self.init(
        reason: context.codingPath.isEmpty
          // Foundation doesn't say where, nor which of the two it is.
          ? "not JSON, or with a number that does not fit (1e400, or 1.5 for a whole number); expected one object"
          : "\(Self.place(context.codingPath)): \(context.debugDescription)")
    @unknown default:
      self.init(reason: "not a golden file")
    }
  }

  /// A place such as `steps[2].input`.
  private static func place(_ path: [any CodingKey]) -> String {
    let text = path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + GoldenKey.inFile(key)
      }
    }
    return text.isEmpty ? "the file" : text
  }

  /// What JSON calls a type.
  private static func words(for type: any Any.Type) -> String {
    switch type {
    case is GoldenCase.Numbers.Type: "a number or a flat list of numbers"
    case is Bool.Type: "true or false"
    case is String.Type: "text"
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is [String: Any].Type: "an object"
    case is [Any].Type: "a list"
    default: "another kind of value"
    }
  }
}
