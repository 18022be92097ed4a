import Platform
import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the kernel says about another process, where it has the files of /proc.
struct ProcessAccount: Equatable {
  /// How often its threads gave the processor up to wait for something.
  var waits: Int
  /// Nanoseconds of processor time of all its threads.
  var nanoseconds: Int
  /// Bytes of memory that are in use now.
  var residentBytes: Int

  /// Looks at a process; `nil` where there is no /proc, or no such process.
  init?(of process: pid_t) {
    waits = 0
    nanoseconds = 0
    residentBytes = 0
    let folder = "/proc/\(process)"
    guard let status = Self.text("\(folder)/status"), let resident = Self.number("VmRSS:", in: status) else {
      return nil
    }
    residentBytes = resident * 1024
    for thread in Self.entries("\(folder)/task") {
      // A thread that ended meanwhile has nothing to say.
      guard let status = Self.text("\(folder)/task/\(thread)/status"),
        let times = Self.text("\(folder)/task/\(thread)/schedstat")
      else { continue }
      waits += Self.number("voluntary_ctxt_switches:", in: status) ?? 0
      nanoseconds += times.split(separator: " ").first.flatMap { Int($0) } ?? 0
    }
  }

  /// The number behind a name at the start of a line.
  private static func number(_ name: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
    return nil
  }

  private static func text(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return String(decoding: Descriptor.read(from: file), as: UTF8.self)
  }

  private static func entries(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if Int(name) != nil { names.append(name) }
    }
    return names
  }
}
