import BNTestSupport
import Synchronization
import Testing

@testable import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Notes which bytes are asked for.
private final class WatchedBytes: ByteSource {
  private let source: any ByteSource
  private let asked = Mutex<[Range<Int>]>([])

  init(_ source: any ByteSource) { self.source = source }

  var path: String { source.path }
  var size: Int { source.size }
  var limit: Int { source.limit }
  var resident: [UInt8]? { nil }
  var ranges: [Range<Int>] { asked.withLock { $0 } }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    asked.withLock { $0.append(offset..<offset + buffer.count) }
    try source.read(into: buffer, from: offset)
  }
}

@Suite("Files by range")
struct ByteSourceTests {
  private let folder: TemporaryFolder
  private let disk = DiskFiles()

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ body: () throws(FileError) -> some Any) -> String? { fileError(body)?.description }

  @Test("a range of a file has its bytes, on the disk as in memory")
  func ranges() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try disk.write(bytes, to: folder / "file")
    for source in [try disk.open(folder / "file"), MemoryBytes(bytes, path: "file")] as [any ByteSource] {
      #expect(source.size == bytes.count)
      #expect(try source.allBytes() == bytes)
      #expect(try source.beginning(3) == [0, 7, 14])
      #expect(try source.bytes(150_000..<199_999) == Array(bytes[150_000..<199_999]))
      #expect(try source.bytes(200_000..<200_000) == [])
      #expect(
        failure { () throws(FileError) in try source.bytes(0..<200_001) }
          == "\(source.path): at byte 200000: the file ends too soon: bytes up to 200001 were expected")
    }
    #expect(try MemoryFiles(["/m": [1, 2]]).open("/m").bytes(1..<2) == [2])
  }

  @Test("what is no file is refused as it is by reading it")
  func refused() {
    for path in [folder / "none", folder.path, "", "/dev/null"] {
      #expect(
        failure { () throws(FileError) in try disk.open(path) }
          == failure { () throws(FileError) in try disk.read(path) })
    }
  }

  @Test("more than the limit is not taken into memory, less of the same file is")
  func limit() throws {
    try disk.write([1, 2, 3], to: folder / "three")
    let source = try DiskFiles(limit: 2).open(folder / "three")
    #expect(try source.bytes(1..<3) == [2, 3])
    #expect(
      fileError { () throws(FileError) in try source.allBytes() }?.reason
        == "has 3 bytes; at most 2 are read into memory; load a part of it")
  }

  @Test("a file that is cut or written to while it is open gives an error and no crash")
  func changed() throws {
    let path = folder / "file"
    try disk.write(Array(repeating: 1, count: 100_000), to: path)
    let cut = try disk.open(path)
    #expect(truncate(path, 50_000) == 0)
    #expect(
      failure { () throws(FileError) in try cut.bytes(40_000..<60_000) }
        == "\(path): at byte 50000: the file ends here and had 100000 bytes when it was opened; load it again when it is "
        + "whole")
    #expect(
      failure { () throws(FileError) in try cut.bytes(0..<10) }?.contains("has changed since it was opened") == true)
    let written = try disk.open(path)
    let file = open(path, O_WRONLY)
    // Another time by far: a clock that ticks slowly might not tell the two writes apart.
    let times = [timespec(tv_sec: 3600, tv_nsec: 0), timespec(tv_sec: 3600, tv_nsec: 0)]
    #expect(pwrite(file, [9], 1, 5) == 1 && futimens(file, times) == 0)
    close(file)
    #expect(
      failure { () throws(FileError) in try written.allBytes() }
        == "\(path): the file has changed since it was opened; load it again")
    // A file put in the place of another is another one: the open one is as it was.
    let kept = try disk.open(path)
    try disk.write([7], to: path)
    #expect(try kept.bytes(5..<6) == [9])
  }

  @Test("the first batch of a file of 2 GB costs the bytes of that batch and of the header")
  func sparse() throws {
    let header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (262144, 1024), }".utf8)
    let start = 10 + header.count
    let path = folder / "large.npy"
    try disk.write(NpyReader.magic + [1, 0, UInt8(header.count), 0] + header, to: path)
    let file = open(path, O_WRONLY)
    defer { close(file) }
    // All of it is a hole but one number.
    let number = 1_500_000_000.25
    let last = start + 262_144 * 1024 * 8
    guard ftruncate(file, off_t(last)) == 0 else {
      try Test.cancel("the disk takes no file of 2 GB")
    }
    let pattern = withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
    #expect(pwrite(file, pattern, 8, off_t(last - 8)) == 8)

    let source = WatchedBytes(try disk.open(path))
    let array = try DataFile.read(source).array
    #expect(array.shape == [262_144, 1024] && array.type == .float64)
    let headerBytes = source.ranges.reduce(0) { $0 + $1.count }
    #expect(headerBytes <= 3 * 4096)
    #expect(try array.numbers(of: 0..<32) == [Double](repeating: 0, count: 32 * 1024))
    #expect(source.ranges.reduce(0) { $0 + $1.count } == headerBytes + 32 * 1024 * 8)
    #expect(try array.numbers(of: 262_143..<262_144, as: Double.self).last == number)
  }
}
