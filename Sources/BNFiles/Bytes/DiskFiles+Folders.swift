import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension DiskFiles {
  /// The files in a folder that end in a suffix, sorted by name; `nil` when the path is not a folder.
  package func entries(of path: String, endingIn suffix: String) throws(FileError) -> [String]? {
    let path = inHome(path)
    guard let names = Self.names(in: path) else {
      if errno == ENOTDIR { return nil }
      let missing = errno == ENOENT
      throw FileError(
        path, missing ? "there is no such file" : "cannot be opened: \(explanation(of: errno))",
        kind: missing ? .notFound : .unreadable)
    }
    return names.filter { !$0.isFolder && $0.name.hasSuffix(suffix) }
      .map { path.hasSuffix("/") ? path + $0.name : "\(path)/\($0.name)" }.sorted()
  }

  package func isFolder(_ path: String) -> Bool {
    guard let folder = opendir(inHome(path)) else { return false }
    closedir(folder)
    return true
  }

  package func fileNames(in folder: String) -> [String] {
    (Self.names(in: inHome(folder)) ?? []).filter { !$0.isFolder }.map(\.name).sorted()
  }

  /// The paths that a typed beginning can be completed to, folders with a `/` behind them.
  ///
  /// Hidden files are left out unless their point was typed.
  package func paths(startingWith typed: String) -> [String] {
    let cut = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let folder = String(typed[..<cut])
    let beginning = typed[cut...]
    let names = Self.names(in: folder.isEmpty ? "." : inHome(folder)) ?? []
    let fitting = names.filter {
      $0.name.hasPrefix(beginning) && (beginning.hasPrefix(".") || !$0.name.hasPrefix("."))
    }
    return fitting.map { folder + $0.name + ($0.isFolder ? "/" : "") }.sorted()
  }

  /// What a folder holds; `nil`, and `errno` why, if it can't be opened.
  private static func names(in path: String) -> [(name: String, isFolder: Bool)]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append((name, Int(entry.pointee.d_type) == Int(DT_DIR))) }
    }
    return names
  }

  /// All of standard input.
  package func readStandardInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let received = readSome(STDIN_FILENO, into: &buffer)
      guard received > 0 else { return bytes }
      bytes.append(contentsOf: buffer[..<received])
    }
  }
}
