import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the system keeps of a file: how large it is, when it was last written to, and which one it is.
package struct FileStatus: Equatable, Sendable {
  package let size: Int
  /// When it was last written to.
  package let modified: FileTime
  /// Its device and its number there, which all names of one file share.
  package let identity: Identity

  /// Which file of the machine it is.
  package struct Identity: Hashable, Sendable {
    let device: UInt64
    let number: UInt64
  }

  init(_ status: stat) {
    size = Int(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = FileTime(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
  }
}

/// When a file was last written to: seconds since 1970, and nanoseconds behind them.
package struct FileTime: Comparable, Sendable {
  package let seconds: Int
  package let nanoseconds: Int

  package init(seconds: Int, nanoseconds: Int) { (self.seconds, self.nanoseconds) = (seconds, nanoseconds) }

  package static func < (one: FileTime, other: FileTime) -> Bool {
    (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
  }

  /// Whether both may be one time: where one has fewer digits behind the point, as archives and some file systems keep it,
  /// those decide.
  package func agrees(with other: FileTime) -> Bool {
    let (here, there) = (fraction, other.fraction)
    return seconds == other.seconds && (here.hasPrefix(there) || there.hasPrefix(here))
  }

  /// The digits behind the point, without zeros at the end.
  private var fraction: Substring {
    var digits = allDigits
    while digits.last == "0" { digits.removeLast() }
    return digits
  }

  private var allDigits: Substring { String(1_000_000_000 + nanoseconds).dropFirst() }
}

/// As text that loses nothing: `1764508362.123456789`.
extension FileTime: Decodable {
  package var text: String { "\(seconds).\(allDigits)" }

  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 9, parts[1].allSatisfy({ ("0"..."9").contains($0) }),
      let seconds = Int(parts[0]), let nanoseconds = Int(parts[1])
    else { return nil }
    self.init(seconds: seconds, nanoseconds: nanoseconds)
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let time = FileTime(text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no time: \(text)"))
    }
    self = time
  }

  /// For a person, by the clock of the place, as `ls --full-time` has it.
  package var localText: String {
    var (time, parts) = (time_t(seconds), tm())
    guard localtime_r(&time, &parts) != nil else { return text }
    let room = 64
    var letters = [CChar](repeating: 0, count: room)
    let count = strftime(&letters, room, "%Y-%m-%d %H:%M:%S", &parts)
    return String(decoding: letters[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) + "." + allDigits
  }
}
