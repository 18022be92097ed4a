#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that belongs to one program at a time, for as long as that lives: the kernel takes the lock from the dead.
///
/// Only its owner may read it. What is added goes in one write, and is the system's from then on, whatever becomes of the
/// program; only the machine itself can lose it.
package final class LockedFile: Sendable {
  package let path: String
  private let file: Int32

  private init(path: String, file: Int32) { (self.path, self.file) = (path, file) }

  deinit { close(file) }

  /// Makes a file that nobody else can take before it is locked; `nil` where it cannot be made.
  ///
  /// It gets its name when it is locked: a file by that name without a lock is a dead program's.
  package static func make(_ path: String) -> LockedFile? {
    let nameless = path + ".new"
    let file = retrying { open(nameless, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard file >= 0 else { return nil }
    let made = LockedFile(path: path, file: file)
    guard flock(file, LOCK_EX | LOCK_NB) == 0, rename(nameless, path) == 0 else {
      unlink(nameless)
      return nil
    }
    return made
  }

  /// Takes over a file whose owner is dead; `nil` where it lives, or where there is no such file.
  package static func take(_ path: String) -> LockedFile? {
    let file = retrying { open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
    guard file >= 0 else { return nil }
    let taken = LockedFile(path: path, file: file)
    var status = stat()
    // Somebody may have taken and removed it between the two calls.
    guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &status) == 0, status.st_nlink > 0,
      otherKind(status.st_mode) == nil
    else { return nil }
    return taken
  }

  /// Adds bytes at the end.
  ///
  /// - Returns: whether all of them are there.
  package func add(_ bytes: [UInt8]) -> Bool { writeAll(bytes, to: file) == 0 }

  /// All that is in it, up to so many bytes; `nil` where there is more, or where it cannot be read.
  package func content(upTo limit: Int) -> [UInt8]? {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size <= limit, lseek(file, 0, SEEK_SET) == 0 else { return nil }
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = retrying { readSome(file, into: &block) }
      guard count >= 0, all.count + count <= limit else { return nil }
      if count == 0 { return all }
      all += block[..<count]
    }
  }

  /// Removes the file; the lock stays until its owner goes.
  package func remove() { unlink(path) }

  /// The names of files in a folder that begin so; none where there is no such folder.
  package static func names(in folder: String, beginning: String) -> [String] {
    guard let entries = opendir(folder) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(beginning) { names.append(name) }
    }
    return names.sorted()
  }
}
