import BNFiles
import Platform

/// The arrays of a file by their names: of data, of a model, or of a JSON text that somebody wrote.
struct FileArrays: Sendable {
  let path: String
  /// A file of one array has it under no name.
  let arrays: [StoredTensor]
  /// What the file says of itself.
  var metadata: [String: String] = [:]
  /// The model that it is, where it is one.
  var model: ModelFile?

  /// Reads a file of any kind that `load` or `layers` reads, and JSON of numbers and nested lists.
  ///
  /// - Throws: ``FileError`` where it cannot be read.
  init(_ path: String, files: any FileAccess) throws(FileError) {
    self.path = path
    let candidate = try ModelCandidate(path, files: files)
    if ModelFormat.of(candidate) != nil {
      let model = try ModelFile.open(candidate)
      (arrays, metadata, self.model) = (model.allTensors, model.metadata, model)
    } else if let source = candidate.source, Self.isJSON(candidate.beginning) {
      arrays = try JSONArrays.read(source)
    } else {
      let array = try MemberArray.read(path, member: nil, files: files).array
      arrays = [StoredTensor(name: "", array)]
    }
  }

  /// Whether a text begins as an object or a list does.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// The array that has a role, by its name.
  ///
  /// - Returns: `nil` where none has.
  /// - Throws: ``FileError`` where several have.
  func array(_ role: ArrayRole) throws(FileError) -> StoredTensor? {
    let found = candidates(role)
    guard found.count > 1 else { return found.first }
    throw FileError(
      path, "\(found.map(\.name).listed()) could each be \(role.rawValue); expected one of them, in a file of its own")
  }

  /// The arrays whose names are a role's; those that have nothing else in their names come before others.
  func candidates(_ role: ArrayRole) -> [StoredTensor] {
    let exact = arrays.filter { role.names($0.name, isWhole: true) }
    return exact.isEmpty ? arrays.filter { role.names($0.name, isWhole: false) } : exact
  }

  /// The array of a name.
  func array(named name: String) throws(FileError) -> StoredTensor {
    if let array = arrays.first(where: { $0.name == name }) { return array }
    throw FileError(
      path, "has no array called \(name.quoted(limit: 80)); it has \(arrays.map(\.name).listed(limit: 12))")
  }

  /// A number that the file states as an array of one, or in its text about itself.
  func number(_ role: ArrayRole) throws(FileError) -> Double? {
    if let array = try array(role) {
      let numbers = try array.numbers()
      guard numbers.count == 1 else {
        throw FileError(
          path, "\(role.rawValue) has \(counted(numbers.count, "number")) (\(array.name.quoted())); expected one")
      }
      return numbers[0]
    }
    return metadata.first { role.names($0.key, isWhole: true) }.flatMap { Double($0.value) }
  }
}
