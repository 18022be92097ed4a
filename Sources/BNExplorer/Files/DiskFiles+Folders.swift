#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension DiskFiles {
  /// The files in a folder that end in a suffix, sorted by name; `nil` when the path is not a folder.
  func entries(of path: String, endingIn suffix: String) throws(FileError) -> [String]? {
    guard let folder = opendir(path) else {
      if errno == ENOTDIR { return nil }
      let missing = errno == ENOENT
      throw FileError(
        path, missing ? "there is no such file" : "cannot be opened: \(explanation(of: errno))",
        kind: missing ? .notFound : .unreadable)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(suffix) { names.append(path.hasSuffix("/") ? path + name : "\(path)/\(name)") }
    }
    return names.sorted()
  }

  /// All of standard input.
  func readStandardInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let received = readSome(STDIN_FILENO, into: &buffer)
      guard received > 0 else { return bytes }
      bytes.append(contentsOf: buffer[..<received])
    }
  }
}
