import Platform

extension ModelFormat {
  /// The variables that this program writes as JSON.
  static let exportedVariables = ModelFormat(
    name: "bnexplorer variables", match: ExportedVariables.matches
  ) { candidate throws(FileError) in
    guard let source = candidate.source else {
      throw FileError(candidate.path, "there is no such file", kind: .notFound)
    }
    return try ExportedVariables.model(source)
  }
}

/// Reads a `.json` file of variables: an object of arrays, each with its name, shape, type and flat values.
enum ExportedVariables {
  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard candidate.beginning.first == UInt8(ascii: "{") else { return false }
    let text = String(decoding: candidate.beginning.prefix(200), as: UTF8.self)
    return text.contains("\":{\"name\":\"") && text.contains("\"shape\":[")
  }

  static func model(_ source: any ByteSource) throws(FileError) -> ModelFile {
    let arrays = try JSON.decode(
      [String: Entry].self, from: try source.allBytes(), path: source.path, what: "the file")
    var tensors: [StoredTensor] = []
    for (name, entry) in arrays.sorted(by: { $0.key < $1.key }) {
      let numbers = entry.numbers
      guard elementCount(of: entry.shape) == numbers.count else {
        throw FileError(
          source.path,
          "\(name.quoted(limit: 80)) has the shape \(entry.shape) and \(counted(numbers.count, "number")); the"
            + " file is damaged")
      }
      tensors.append(
        StoredTensor(name: name, shape: entry.shape, type: entry.dtype) { () throws(FileError) in numbers })
    }
    return ModelFile(format: "bnexplorer variables", family: .tensorFlow, tensors: tensors)
  }

  private struct Entry: Decodable {
    var shape: [Int]
    var dtype: String
    var value: [Element]

    /// Numbers are written with the fewest digits that read back to the same value of their type: rounded to it they are
    /// what they were.
    var numbers: [Double] {
      switch dtype {
      case "float16": value.map { Double(Half($0.number)) }
      case "float32": value.map { Double(Float($0.number)) }
      default: value.map(\.number)
      }
    }
  }

  /// A number, or the word for one that JSON has no sign for.
  private struct Element: Decodable {
    let number: Double

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Double.self) {
        self.number = number
        return
      }
      switch try value.decode(String.self) {
      case "NaN": number = .nan
      case "Infinity": number = .infinity
      case "-Infinity": number = -.infinity
      case let word:
        throw DecodingError.dataCorruptedError(in: value, debugDescription: "\(word.quoted()) is no number")
      }
    }
  }
}
