import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of the machine, through POSIX.
package struct DiskFiles: FileAccess {
  /// The most bytes that a file may have to be read into memory: 4 GiB.
  package static let defaultLimit = 4 << 30

  package var limit = defaultLimit
  /// The folder that `~/` in front of a path stands for; `nil` where nobody knows.
  package var home: String?

  package func read(_ path: String) throws(FileError) -> [UInt8] {
    let path = inHome(path)
    let (file, status) = try descriptor(path)
    defer { close(file) }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw FileError(path, "has \(counted(size, "byte")); at most \(limit) are read into memory; load a part of it")
    }
    return try contents(of: file, expecting: size, path)
  }

  package func open(_ path: String) throws(FileError) -> any ByteSource {
    let path = inHome(path)
    let (file, status) = try descriptor(path)
    return DiskBytes(file, status, path: path, limit: limit)
  }

  /// Opens a plain file to be read.
  private func descriptor(_ path: String) throws(FileError) -> (file: Int32, status: stat) {
    try checkName(path, kind: .notFound)
    let file = openedForReading(path)
    guard file >= 0 else { throw Self.cannotOpen(path, errno) }
    var status = stat()
    do throws(FileError) {
      guard fstat(file, &status) == 0 else { throw FileError(path, "cannot be read: \(explanation(of: errno))") }
      if let other = otherKind(status.st_mode) { throw FileError(path, "is \(other); expected a file") }
    } catch {
      close(file)
      throw error
    }
    return (file, status)
  }

  /// Reads to the end, which a file that is being written may move.
  private func contents(of file: Int32, expecting size: Int, _ path: String) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 20))
    while true {
      let received = readSome(file, into: &buffer)
      guard received >= 0 else { throw FileError(path, "cannot be read: \(explanation(of: errno))") }
      guard received > 0 else { return bytes }
      guard bytes.count + received <= limit else {
        throw FileError(path, "grew beyond \(limit) bytes while it was read; load a part of it")
      }
      bytes.append(contentsOf: buffer[..<received])
    }
  }

  package func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let path = inHome(path)
    try checkName(path, kind: .unwritable)
    try AtomicWrite(path: path).put(bytes)
  }

  package func absolutePath(_ path: String) -> String {
    let path = inHome(path)
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    // ".." stays: behind a symbolic link it leads elsewhere than a reader would think.
    let parts = path.split(separator: "/").filter { $0 != "." }
    return parts.reduce(String(cString: folder)) { $0.hasSuffix("/") ? $0 + $1 : $0 + "/" + $1 }
  }

  package func resolvedPath(_ path: String) -> String {
    let whole = absolutePath(path)
    if let resolved = Self.withoutLinks(whole) { return resolved }
    // No file has that name: it may be what the names of several begin with, as of a checkpoint of TensorFlow.
    guard let cut = whole.lastIndex(of: "/"), let folder = Self.withoutLinks(String(whole[...cut])) else {
      return whole
    }
    return (folder == "/" ? "" : folder) + whole[cut...]
  }

  private static func withoutLinks(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  package func status(of path: String) -> FileStatus? {
    var status = stat()
    return stat(inHome(path), &status) == 0 ? FileStatus(status) : nil
  }

  /// By device and number, which symbolic and hard links share with what they lead to.
  package func isSameFile(_ path: String, as other: String) -> Bool {
    guard let first = status(of: path), let second = status(of: other) else {
      return absolutePath(path) == absolutePath(other)
    }
    return first.identity == second.identity
  }

  private func checkName(_ path: String, kind: FileError.Kind) throws(FileError) {
    guard !path.isEmpty else { throw FileError(path, "the file name is empty", kind: kind) }
    guard !path.utf8.contains(0) else { throw FileError(path, "a file name cannot hold a zero byte", kind: kind) }
  }

  private static func cannotOpen(_ path: String, _ code: Int32) -> FileError {
    let missing = code == ENOENT || code == ENOTDIR
    return FileError(
      path, missing ? "there is no such file" : "cannot be opened: \(explanation(of: code))",
      kind: missing ? .notFound : .unreadable)
  }

  package init(limit: Int = Self.defaultLimit, home: String? = Self.homeOfPerson) {
    self.limit = limit
    self.home = home
  }

  /// What the environment names as the person's folder.
  package static var homeOfPerson: String? { getenv("HOME").map { String(cString: $0) } }

  /// The path with the person's folder in the place of a leading `~/`, as a shell has it.
  func inHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home, home.hasPrefix("/") else { return path }
    return home + path.dropFirst()
  }
}

/// `open`, which the type's own function of that name would hide.
///
/// Without waiting: a FIFO that nobody writes to would hold the program up before it can be refused.
private func openedForReading(_ path: String) -> Int32 {
  retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
}
