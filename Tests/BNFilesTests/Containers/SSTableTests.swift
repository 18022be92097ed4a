import Testing

@testable import BNFiles

/// Tables of leveldb's format, written here, packed by hand and by chance wrong.
@Suite("Tables of leveldb")
struct SSTableTests {
  private let entries: [([UInt8], [UInt8])] = ["", "bn/beta", "bn/gamma", "bn/moving_mean", "c"].enumerated().map {
    (Array($1.utf8), [UInt8](repeating: UInt8($0), count: $0 * 100))
  }

  private func read(_ bytes: [UInt8]) throws -> [([UInt8], [UInt8])] {
    var found: [([UInt8], [UInt8])] = []
    try SSTable(MemoryBytes(bytes, path: "t")).forEach { key, value throws(FileError) in
      found.append((key, try value.source.bytes(value.range)))
    }
    return found
  }

  private func reason(_ bytes: [UInt8]) -> String {
    do {
      _ = try read(bytes)
      return ""
    } catch { return "\(error)" }
  }

  @Test("entries come back, however the table was made", arguments: [false, true], [1, 2, Int.max])
  func roundTrip(isPacked: Bool, perBlock: Int) throws {
    for restart in [1, 2, 16] {
      let found = try read(TableWriter(isPacked: isPacked, restart: restart, perBlock: perBlock).table(entries))
      #expect(found.map(\.0) == entries.map(\.0))
      #expect(found.map(\.1) == entries.map(\.1))
    }
  }

  @Test("the checksum is that of RFC 3720, B.4, and its mask that of leveldb's crc32c_test.cc")
  func checksum() {
    func value(_ bytes: [UInt8]) -> UInt32 {
      var sum = CRC32C()
      sum.add(bytes)
      return sum.value
    }
    #expect(value([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(value([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(value(Array(0..<32)) == 0x46DD_794E)
    #expect(value(Array((0..<32).reversed())) == 0x113F_DB5C)
    #expect(value(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test("a changed byte is found by the block's checksum")
  func changed() {
    var bytes = TableWriter().table(entries)
    bytes[40] ^= 1
    #expect(reason(bytes).contains("does not agree with its checksum"))
  }

  @Test("keys have to rise, so that none stands twice")
  func order() {
    #expect(reason(TableWriter().table([([1], []), ([1], [])])).contains("the keys of the table do not rise"))
    #expect(
      reason(TableWriter(perBlock: 1).table([([2], []), ([1], [])])).contains("the keys of the table do not rise"))
  }

  @Test("a file that is cut, or another one")
  func other() {
    #expect(reason([]).contains("does not end as a table of TensorFlow does"))
    #expect(reason(Array(TableWriter().table(entries).dropLast())).contains("does not end as a table"))
    #expect(
      reason([UInt8](repeating: 0xFF, count: 40) + SSTable.magic).contains("the place of a block lies outside the file")
    )
  }

  @Test("snappy: pieces that stand for themselves, and copies")
  func snappy() throws {
    // "abab abab": four bytes, then four from four before (format_description.txt of snappy 1.1.9).
    let packed: [UInt8] = [8, 3 << 2] + Array("abab".utf8) + [0b001 | 0 << 2, 4]
    #expect(try Snappy.decompress(packed, path: "t", at: 0) == Array("abababab".utf8))
    for wrong: [UInt8] in [[], [8], [8, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0], [1, 9, 9]] {
      #expect(throws: FileError.self) { try Snappy.decompress(wrong, path: "t", at: 0) }
    }
  }
}
