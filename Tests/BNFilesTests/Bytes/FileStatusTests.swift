import BNTestSupport
import Testing

@testable import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("What the system keeps of a file")
struct FileStatusTests {
  private let folder: TemporaryFolder
  private let disk = DiskFiles()

  init() throws { folder = try TemporaryFolder() }

  @Test("size and time are those that were set, and names of one file share the rest")
  func status() throws {
    try disk.write([1, 2, 3], to: folder / "a")
    let time = timespec(tv_sec: 1_700_000_000, tv_nsec: 123_456_789)
    #expect(utimensat(AT_FDCWD, folder / "a", [time, time], 0) == 0)
    #expect(symlink("a", folder / "soft") == 0 && link(folder / "a", folder / "hard") == 0)
    let status = try #require(disk.status(of: folder / "a"))
    #expect(status.size == 3 && status.modified == FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789))
    #expect(disk.status(of: folder / "soft") == status && disk.status(of: folder / "hard") == status)
    #expect(disk.status(of: folder / "none") == nil)
  }

  @Test("a path without links is the same for every name that leads there by them")
  func resolved() throws {
    try disk.write([1], to: folder / "a")
    #expect(symlink("a", folder / "soft") == 0)
    let path = disk.resolvedPath(folder / "a")
    #expect(path.hasPrefix("/") && path.hasSuffix("/a"))
    #expect(disk.resolvedPath(folder / "soft") == path && disk.resolvedPath(folder / ".//soft") == path)
    for name in ["none", ".//none"] { #expect(disk.resolvedPath(folder / name) == path.dropLast() + "none") }
    #expect(disk.resolvedPath("/none") == "/none" && disk.resolvedPath("/none/a") == "/none/a")
  }

  @Test("times are text that loses nothing")
  func text() {
    for (seconds, nanoseconds, text) in [
      (1_764_508_362, 123_456_789, "1764508362.123456789"), (5, 1, "5.000000001"), (0, 0, "0.000000000"),
    ] {
      #expect(FileTime(seconds: seconds, nanoseconds: nanoseconds).text == text)
      #expect(FileTime(text) == FileTime(seconds: seconds, nanoseconds: nanoseconds))
    }
    for text in ["", "5", "5.1", "x.000000000", "5.00000000x", "5.000000000.1", "5.-00000001"] {
      #expect(FileTime(text) == nil)
    }
  }

  @Test("times agree where one has lost digits, as in an archive, and only there")
  func agreement() {
    let time = FileTime(seconds: 7, nanoseconds: 123_456_789)
    for nanoseconds in [123_456_789, 123_456_700, 123_000_000, 0] {
      let kept = FileTime(seconds: 7, nanoseconds: nanoseconds)
      #expect(time.agrees(with: kept) && kept.agrees(with: time))
      #expect(!time.agrees(with: FileTime(seconds: 8, nanoseconds: nanoseconds)))
    }
    #expect(!time.agrees(with: FileTime(seconds: 7, nanoseconds: 123_456_788)))
    #expect(!time.agrees(with: FileTime(seconds: 7, nanoseconds: 124_000_000)))
  }
}
