import CZip
import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of an archive as libzip asks for them: it seeks and reads, and we read ranges of the source.
///
/// Not `Sendable`: libzip itself is used by one thread at a time, and ``ZipArchive`` sees to that.
final class ZipInput {
  let source: any ByteSource
  /// What went wrong in the source, which libzip has no words for.
  private(set) var failure: FileError?
  /// Where libzip read last.
  private(set) var lastRead = 0
  private var position = 0
  /// Bytes that were read ahead: libzip 1.7.3 takes the directory a few bytes at a time.
  private var window: [UInt8] = []
  private var windowStart = 0
  private var ahead = ZipInput.least

  /// How much is read ahead at first, and at most: members' own headers are far from each other, the directory is one.
  private static let least = 1 << 12
  private static let most = 1 << 16

  init(_ source: any ByteSource) { self.source = source }

  /// Takes the error that the last call met, if any.
  func takeFailure() -> FileError? {
    defer { failure = nil }
    return failure
  }

  /// What libzip calls: `zip_source_function(3)` in its manual.
  static let callback: zip_source_callback = { state, data, length, command in
    guard let state else { return -1 }
    return Unmanaged<ZipInput>.fromOpaque(state).takeUnretainedValue().answer(command, data, Int(clamping: length))
  }

  private func answer(_ command: zip_source_cmd_t, _ data: UnsafeMutableRawPointer?, _ length: Int) -> Int64 {
    switch command {
    case ZIP_SOURCE_OPEN:
      position = 0
      return 0
    case ZIP_SOURCE_CLOSE, ZIP_SOURCE_FREE: return 0
    case ZIP_SOURCE_SUPPORTS: return bnz_zip_seekable()
    case ZIP_SOURCE_TELL: return Int64(position)
    case ZIP_SOURCE_READ: return Int64(read(UnsafeMutableRawBufferPointer(start: data, count: length)))
    case ZIP_SOURCE_SEEK: return seek(data, length)
    case ZIP_SOURCE_STAT:
      guard let data, length >= MemoryLayout<zip_stat_t>.size else { return -1 }
      var status = zip_stat_t()
      status.valid = UInt64(ZIP_STAT_SIZE)
      status.size = UInt64(source.size)
      data.storeBytes(of: status, as: zip_stat_t.self)
      return Int64(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_ERROR:
      guard let data, length >= 2 * MemoryLayout<Int32>.size else { return -1 }
      data.storeBytes(of: ZIP_ER_READ, as: Int32.self)
      data.storeBytes(of: EIO, toByteOffset: MemoryLayout<Int32>.size, as: Int32.self)
      return Int64(2 * MemoryLayout<Int32>.size)
    default: return -1
    }
  }

  private func seek(_ data: UnsafeMutableRawPointer?, _ length: Int) -> Int64 {
    guard let data, length >= MemoryLayout<zip_source_args_seek_t>.size else { return -1 }
    let wish = data.load(as: zip_source_args_seek_t.self)
    let base =
      switch wish.whence {
      case SEEK_SET: 0
      case SEEK_CUR: position
      default: source.size
      }
    let (target, overflow) = base.addingReportingOverflow(Int(wish.offset))
    guard !overflow, target >= 0, target <= source.size else { return -1 }
    position = target
    return 0
  }

  /// Copies what comes next; fewer bytes than were asked for only at the end of the file.
  private func read(_ target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, source.size - position)
    guard count > 0 else { return 0 }
    lastRead = position
    let part = UnsafeMutableRawBufferPointer(rebasing: target[..<count])
    do throws(FileError) {
      if count >= Self.most {
        try source.read(into: part, from: position)
      } else {
        try fillWindow(count)
        let start = position - windowStart
        window.withUnsafeBytes {
          part.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
        }
      }
    } catch {
      failure = error
      return -1
    }
    position += count
    return count
  }

  /// Makes the window hold the bytes that come next; it grows while they are read one after the other.
  private func fillWindow(_ count: Int) throws(FileError) {
    let end = windowStart + window.count
    guard position < windowStart || position + count > end else { return }
    let follows = position >= windowStart && position <= end
    ahead = follows ? min(2 * ahead, Self.most) : Self.least
    window = try source.bytes(position..<min(position + max(count, ahead), source.size))
    windowStart = position
  }
}
