import Platform

/// Where the numbers of a tensor lie that stand in another file of the model's folder.
///
/// Source: docs/ExternalData.md of ONNX 1.19.
struct ONNXExternalData: Sendable {
  private let location: String
  private let offset: String?
  private let length: String?

  init(_ entries: [ONNXEntry]) {
    func value(_ key: String) -> String? { entries.last { $0.key == key }?.value }
    location = value("location") ?? ""
    offset = value("offset")
    length = value("length")
  }

  /// The file and the range of a tensor's bytes.
  ///
  /// - Parameters:
  ///   - name: the tensor, for errors.
  ///   - model: the model's file, in whose folder the other one lies.
  ///   - files: the way to that one.
  ///   - size: how many bytes the tensor has.
  /// - Returns: the open file, and a range that lies in it.
  /// - Throws: ``FileError`` where the file lies elsewhere, is missing or too short.
  func place(
    of name: String, in model: any ByteSource, _ files: any FileAccess, size: Int
  ) throws(FileError) -> (source: any ByteSource, range: Range<Int>) {
    // For errors only.
    var tensor: String { "the tensor \(name.quoted(limit: 80))" }
    guard CompanionName.isInside(location)
    else {
      throw FileError(
        model.path,
        "\(tensor) is said to lie in \(location.quoted(limit: 80)); only files in the model's own folder are opened")
    }
    guard let start = Self.number(offset), length == nil || Self.number(length) == size else {
      throw FileError(model.path, "\(tensor) of \(counted(size, "byte")) has another place in its file; it is damaged")
    }
    let folder = CheckpointNames.split(model.path).parent
    let path = folder.isEmpty && !model.path.hasPrefix("/") ? location : folder + "/" + location
    let source = try TensorBundle.companion(path, of: model.path, files)
    guard start <= source.size, size <= source.size - start else {
      throw FileError(
        source.path, at: .byte(source.size),
        "the file ends within or before \(tensor), which ends at byte \(start &+ size); copy it again")
    }
    return (source, start..<start + size)
  }

  /// A number of bytes, 0 where nothing is written; `nil` where no number is.
  private static func number(_ text: String?) -> Int? {
    guard let text else { return 0 }
    return Int(text).flatMap { $0 >= 0 ? $0 : nil }
  }
}
