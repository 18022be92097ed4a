@testable import BNFiles

/// An input as a file, and files beside it that are always the same.
struct FuzzedFiles: FileAccess {
  var files: [String: [UInt8]]

  init(_ path: String, _ bytes: [UInt8], beside: [String: [UInt8]] = [:]) {
    files = beside
    files[path] = bytes
  }

  func read(_ path: String) throws(FileError) -> [UInt8] {
    guard let bytes = files[path] else { throw FileError(path, "there is no such file", kind: .notFound) }
    return bytes
  }

  func isFolder(_ path: String) -> Bool { !fileNames(in: path).isEmpty }

  func fileNames(in folder: String) -> [String] {
    let start = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
    return files.keys.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
      .filter { !$0.contains("/") }.sorted()
  }

  func write(_ bytes: [UInt8], to path: String) throws(FileError) {}
  func absolutePath(_ path: String) -> String { path }
}

extension FuzzedReader {
  /// A reader of model files: it is given a candidate whatever its first bytes say, as the guess of the format would
  /// stop most inputs.
  init(_ name: String, _ path: String, _ format: ModelFormat, longest: Int = 8192, beside: [String: [UInt8]] = [:]) {
    self.init(name, longest: longest) { bytes in
      let candidate = try ModelCandidate(path, files: FuzzedFiles(path, bytes, beside: beside))
      _ = format.match(candidate)
      Outcome.check(try format.open(candidate))
    }
  }
}
