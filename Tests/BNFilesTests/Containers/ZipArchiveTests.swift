import BNTestSupport
import Synchronization
import Testing

@testable import BNFiles

/// Bytes in memory that count how many of them were read.
private final class CountedBytes: ByteSource {
  let bytes: [UInt8]
  private let counter = Mutex(0)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var path: String { "counted.zip" }
  var size: Int { bytes.count }
  var limit: Int { .max }
  var resident: [UInt8]? { nil }
  var count: Int { counter.withLock { $0 } }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    counter.withLock { $0 += buffer.count }
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + buffer.count]))
    }
  }
}

@Suite("zip archives")
struct ZipArchiveTests {
  /// What the members named "a" hold.
  private let content = (0..<16).flatMap { _ in (0...255).map(UInt8.init) }

  private func bytes(_ name: String) throws -> [UInt8] {
    let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex))
    return try DiskFiles().read(folder + "/ZipFiles/" + name)
  }

  private func archive(_ name: String) throws -> ZipArchive {
    try ZipArchive(MemoryBytes(try bytes(name), path: name))
  }

  /// What is wrong with an archive, or with any of its members.
  private func failure(_ bytes: [UInt8]) -> FileError? {
    do throws(FileError) {
      let archive = try ZipArchive(MemoryBytes(bytes, path: "z.zip"))
      for member in archive.members { _ = try archive.bytes(of: member, limit: 1 << 20) }
      return nil
    } catch {
      return error
    }
  }

  @Test("stored members are listed without folders and read as parts of the file")
  func stored() throws {
    let archive = try archive("stored.zip")
    #expect(archive.members.map(\.name) == ["folder/a", "empty", "n\u{e4}me"])
    #expect(archive.members.map(\.size) == [4096, 0, 6])
    let member = try #require(archive.member("folder/a"))
    #expect(member.isStored)
    let source = try archive.source(of: member)
    #expect(try source.bytes(250..<260) == [250, 251, 252, 253, 254, 255, 0, 1, 2, 3])
    #expect(try archive.bytes(of: member) == content)
    #expect(try archive.bytes(of: try #require(archive.member("empty"))) == [])
    #expect(archive.member("folder/") == nil)
    #expect(source.path == "stored.zip, member \"folder/a\"")
  }

  @Test(
    "sizes come from the directory: members may say nothing, or 0xFFFFFFFF",
    arguments: ["descriptors.zip", "zip64.zip"])
  func localHeaders(name: String) throws {
    let archive = try archive(name)
    let member = try #require(archive.member("a"))
    #expect(member.size == 4096)
    #expect(try archive.bytes(of: member) == content)
  }

  @Test("packed members are unpacked as far as they are asked for, forwards and backwards")
  func deflated() throws {
    let archive = try archive("deflated.zip")
    let source = try archive.source(of: try #require(archive.member("a")))
    #expect(try source.bytes(100..<110) == Array(content[100..<110]))
    #expect(try source.bytes(4000..<4096) == Array(content[4000...]))
    #expect(try source.bytes(0..<10) == Array(content[..<10]))
    #expect(try archive.bytes(of: try #require(archive.member("b"))) == Array("hello".utf8))
    #expect(try source.allBytes() == content)
  }

  @Test("opening reads the directory, not the members, however many there are")
  func readsLittle() throws {
    let members = (0..<5000).map { ZipWriter.Member(name: "m/data/\($0)", bytes: Array(repeating: 7, count: 2000)) }
    let source = CountedBytes(try #require(ZipWriter.encode(members)))
    let archive = try ZipArchive(source)
    #expect(archive.members.count == 5000)
    #expect(source.count < 1 << 20)
    let before = source.count
    #expect(try archive.bytes(of: try #require(archive.member("m/data/4321"))).count == 2000)
    #expect(source.count - before < 16_000)
  }

  @Test(
    "what cannot be read is refused in one line",
    arguments: [
      ("twice.zip", "two members of the zip archive are called \"a\""),
      ("encrypted.zip", "is encrypted"),
      ("bzip2.zip", "the method 12; expected 0 (stored) or 8 (deflate)"),
      ("overlapping.zip", "shares bytes with another member"),
      ("longer.zip", "have more bytes than the file"),
      ("bomb.zip", "which deflate cannot do"),
      ("shorter.zip", "unpacks to more bytes than the archive says"),
      ("checksum.zip", "the check sum (CRC-32) is not that of the data"),
    ])
  func refusals(name: String, words: String) throws {
    let error = try #require(failure(try bytes(name)))
    #expect(error.description.contains(words), "\(error)")
    #expect(error.kind == .unreadable)
  }

  @Test("an archive of nothing is one")
  func nothing() throws { #expect(try archive("nothing.zip").members.isEmpty) }

  @Test("bytes that are no archive, or the beginning of one")
  func noArchive() throws {
    #expect(failure([])?.description.contains("the directory at the end") == true)
    #expect(failure(Array("hello".utf8))?.description.contains("is no zip archive") == true)
    let whole = try bytes("stored.zip")
    let cut = failure(Array(whole.dropLast(30)))
    #expect(cut?.description.contains("the file was cut") == true)
  }

  @Test("a member beyond a limit is not taken into memory")
  func limit() throws {
    let archive = try archive("stored.zip")
    let error = #expect(throws: FileError.self) { try archive.bytes(of: archive.members[0], limit: 4095) }
    #expect(error?.reason.contains("at most 4095") == true)
  }

  @Test("cut and changed archives give bytes or an error, and never more than they may")
  func tampering() throws {
    var random = SplitMix(state: 5)
    for name in ["stored.zip", "deflated.zip", "zip64.zip", "descriptors.zip"] {
      let whole = try bytes(name)
      for end in stride(from: 0, to: whole.count, by: 7) { #expect(failure(Array(whole[..<end])) != nil) }
      for _ in 0..<200 {
        var changed = whole
        for _ in 0...Int.random(in: 0..<3, using: &random) {
          // The directory and the headers are at both ends.
          let place =
            Bool.random(using: &random)
            ? Int.random(in: 0..<60, using: &random)
            : whole.count - 1 - Int.random(in: 0..<min(220, whole.count), using: &random)
          changed[place] = UInt8.random(in: .min ... .max, using: &random)
        }
        if let error = failure(changed) { #expect(!error.description.contains("\n")) }
      }
    }
  }
}
