import Platform

/// Writes arrays in the format that a file's name asks for.
package enum ArrayFile {
  /// One array as `.npy`, `.csv` or `.json`; the header line is for `.csv` only.
  package static func encode(
    _ array: NamedArray, path: String, header: [String]? = nil
  ) throws(FileError) -> [UInt8] {
    switch ending(of: path) {
    case ".npy": return NpyWriter.encode(array)
    case ".csv": return CSVWriter.encode(array, header: header)
    case ".json": return json(array).utf8 + [CSVCursor.lineFeed]
    default: throw unknownEnding(path, expected: ".npy, .csv or .json")
    }
  }

  /// Several arrays as `.npz`, `.safetensors` or `.json`; no two of them may have one name.
  ///
  /// What is said of them all goes into the first two.
  package static func encode(
    _ arrays: [NamedArray], path: String, metadata: [String: String] = [:]
  ) throws(FileError) -> [UInt8] {
    var names: Set<String> = []
    for array in arrays where !names.insert(array.name).inserted {
      throw FileError(path, "two arrays are called \(array.name.quoted()); expected different names", kind: .unwritable)
    }
    switch ending(of: path) {
    case ".npz":
      var members = arrays.map { ZipWriter.Member(name: $0.name + ".npy", bytes: NpyWriter.encode($0)) }
      if !metadata.isEmpty { members.append(ZipWriter.Member(name: metadataMember, bytes: json(metadata).utf8)) }
      guard let bytes = ZipWriter.encode(members) else {
        throw FileError(path, "the arrays are too large for a .npz file; write a .safetensors file", kind: .unwritable)
      }
      return bytes
    case ".safetensors": return SafetensorsWriter.encode(arrays, metadata: metadata)
    case ".json":
      return JSONText.object(arrays.map { JSONText.Member(name: $0.name, value: json($0)) }).utf8 + [CSVCursor.lineFeed]
    default: throw unknownEnding(path, expected: ".npz, .safetensors or .json")
    }
  }

  /// The member of a `.npz` file that says what safetensors have as `__metadata__`: an object of texts.
  ///
  /// NumPy reads it as bytes, as it does every member that is no array.
  static let metadataMember = "__metadata__.json"

  /// Texts by their names, sorted, so that the same ones give the same file.
  static func json(_ texts: [String: String]) -> JSONText {
    .object(texts.sorted { $0.key < $1.key }.map { JSONText.Member(name: $0.key, value: .string($0.value)) })
  }

  /// An array with all that is known of it, its elements flat.
  package static func json(_ array: NamedArray) -> JSONText {
    let value: JSONText =
      switch array.values.widened {
      case .float16(let values): .halves(values)
      case .float32(let values): .floats(values)
      case .bfloat16: .null  // only bfloat16 is widened
      case .int64(let values): .array(values.map { .integer(Int($0)) })
      case .float64(let values): .doubles(values)
      }
    return [
      "name": .string(array.name),
      "shape": .array(array.shape.map(JSONText.integer)),
      "dtype": .string(array.dtype),
      "value": value,
    ]
  }

  /// The end of a file's name from its last point, in small letters.
  private static func ending(of path: String) -> String {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
  }

  private static func unknownEnding(_ path: String, expected: String) -> FileError {
    FileError(path, "the name's ending says no format; expected \(expected)", kind: .unwritable)
  }
}
