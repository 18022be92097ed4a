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

@Suite("Files on the disk")
struct DiskFilesTests {
  private let folder: TemporaryFolder
  private let disk = DiskFiles()

  init() throws { folder = try TemporaryFolder() }

  private func permissions(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  private func readError(_ path: String) -> FileError? {
    fileError { () throws(FileError) in try disk.read(path) }
  }

  private func writeError(_ path: String) -> FileError? {
    fileError { () throws(FileError) in try disk.write([1], to: path) }
  }

  @Test("what is written is read, and replaces what was there")
  func roundTrip() throws {
    let long = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0) }
    for bytes in [long, [], [1, 2, 3]] {
      try disk.write(bytes, to: folder / "a file")
      #expect(try disk.read(folder / "a file") == bytes)
    }
    #expect(folder.names == ["a file"])
  }

  @Test("~/ in front of a path is the person's folder, and ~ anywhere else is a name")
  func home() throws {
    let disk = DiskFiles(home: folder.path)
    try disk.write([1, 2], to: "~/a")
    #expect(try DiskFiles().read(folder / "a") == [1, 2])
    #expect(try disk.read("~/a") == [1, 2] && disk.open("~/a").size == 2)
    #expect(disk.absolutePath("~/a") == folder / "a")
    #expect(try disk.entries(of: "~", endingIn: "a") == [folder / "a"])
    // What was typed stays typed.
    #expect(disk.paths(startingWith: "~/") == ["~/a"])
    for path in ["a~/b", "~other/a", "./~/a"] { #expect(disk.inHome(path) == path) }
    #expect(DiskFiles(home: nil).inHome("~/a") == "~/a")
  }

  @Test("a missing file, a folder, a pipe and a device are told apart and never waited for")
  func notFiles() {
    #expect(readError(folder / "none")?.kind == .notFound)
    #expect(readError(folder / "none")?.exitStatus == 66)
    #expect(readError("")?.kind == .notFound)
    #expect(readError("a\u{0}b")?.reason == "a file name cannot hold a zero byte")
    #expect(readError(folder.path)?.reason == "is a folder; expected a file")
    #expect(readError("/dev/null")?.reason == "is a device; expected a file")
    #expect(mkfifo(folder / "pipe", 0o600) == 0)
    #expect(readError(folder / "pipe")?.reason == "is a pipe; expected a file")
    #expect(readError(folder / "pipe")?.exitStatus == 65)
    #expect(writeError(folder / "pipe")?.reason == "is a pipe; expected the name of a file to write")
    #expect(writeError(folder.path)?.exitStatus == 74)
    #expect(writeError("/dev/null")?.reason.hasPrefix("is a device") == true)
    #expect(folder.names == ["pipe"])
  }

  @Test("files in memory answer as those on the disk do")
  func memory() throws {
    let memory = MemoryFiles(["/a": [1]], readOnly: ["/b"])
    try memory.write([2], to: "/c")
    #expect(memory.paths == ["/a", "/c"])
    #expect(try memory.read("/a") == [1])
    #expect(fileError { () throws(FileError) in try memory.read("/none") } == readError("/none"))
    #expect(fileError { () throws(FileError) in try memory.write([3], to: "/b") }?.exitStatus == 74)
  }

  @Test("a file above the limit is not taken into memory")
  func limit() throws {
    try disk.write([1, 2, 3], to: folder / "three")
    #expect(try DiskFiles(limit: 3).read(folder / "three") == [1, 2, 3])
    let error = fileError { () throws(FileError) in try DiskFiles(limit: 2).read(folder / "three") }
    #expect(error?.reason == "has 3 bytes; at most 2 are read into memory; load a part of it")
  }

  @Test("a replaced file keeps its permissions; a new one gets what the user's mask allows")
  func keepsPermissions() throws {
    try disk.write([1], to: folder / "file")
    let made = open(folder / "made by open", O_CREAT | O_WRONLY, 0o666)
    close(made)
    #expect(permissions(folder / "file") == permissions(folder / "made by open"))
    chmod(folder / "file", 0o640)
    try disk.write([2], to: folder / "file")
    #expect(permissions(folder / "file") == 0o640)
  }

  @Test("a symbolic link stays one, and its target is written, there or not")
  func links() throws {
    try disk.write([1], to: folder / "target")
    #expect(symlink("target", folder / "link") == 0)
    #expect(symlink(folder / "link", folder / "second") == 0)
    #expect(symlink("later", folder / "dangling") == 0)
    #expect(disk.isSameFile(folder / "second", as: folder / "target"))
    #expect(!disk.isSameFile(folder / "second", as: folder / "dangling"))
    #expect(disk.isSameFile(folder / "later", as: folder / "later"), "a name is itself, whether or not a file is there")
    try disk.write([2], to: folder / "second")
    try disk.write([3], to: folder / "dangling")
    #expect(try disk.read(folder / "target") == [2])
    #expect(try disk.read(folder / "later") == [3])
    #expect(folder.names == ["dangling", "later", "link", "second", "target"])
    var status = stat()
    #expect(lstat(folder / "second", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test("links in a circle and folders that are not there give an error and leave nothing behind")
  func unwritable() {
    #expect(symlink("circle", folder / "circle") == 0)
    #expect(writeError(folder / "circle")?.reason.contains("go round in a circle") == true)
    #expect(readError(folder / "circle")?.kind == .unreadable)
    let missing = writeError(folder / "no/file")
    #expect(
      missing?.reason == "cannot be written into its folder: there is no such folder; choose another name or place")
    #expect(missing?.exitStatus == 74)
    #expect(writeError(folder / String(repeating: "x", count: 300))?.reason.contains("the name is too long") == true)
    #expect(folder.names == ["circle"])
  }

  @Test(
    "a file without permission is neither read nor replaced", .enabled(if: geteuid() != 0, "root may do everything"))
  func noPermission() throws {
    try disk.write([1], to: folder / "locked")
    chmod(folder / "locked", 0)
    #expect(readError(folder / "locked")?.reason == "cannot be opened: no permission")
    #expect(readError(folder / "locked")?.exitStatus == 65)
    #expect(writeError(folder / "locked")?.reason.hasPrefix("cannot be replaced: no permission") == true)
  }

  @Test("a path is completed with the folder that the program runs in")
  func absolutePath() throws {
    let buffer = try #require(getcwd(nil, 0))
    defer { free(buffer) }
    let here = String(cString: buffer)
    #expect(disk.absolutePath("/a/./b") == "/a/./b")
    #expect(disk.absolutePath("a") == here + "/a")
    #expect(disk.absolutePath("./a//b/.") == here + "/a/b")
    #expect(disk.absolutePath("../a") == here + "/../a")
  }
}
