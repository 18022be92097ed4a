import Testing

@testable import BNFiles

@Suite("gzip")
struct GzipTests {
  private func failure(_ bytes: [UInt8], limit: Int = Gzip.defaultLimit) -> String? {
    fileError { () throws(FileError) in
      try DataFile.decode(bytes, path: "f.gz", options: DataFileOptions(unpackedLimit: limit))
    }?.description
  }

  @Test("a file that would unpack to more than the limit is given up")
  func bomb() throws {
    let bomb = try Fixtures.all.file("bomb.csv.gz")
    #expect(try Gzip.decompress(bomb, path: "f", limit: 1 << 20) == Array(repeating: 0, count: 1 << 20))
    #expect(failure(bomb, limit: (1 << 20) - 1)?.contains("unpacks to more than 1048575 bytes") == true)
    #expect(failure(bomb, limit: 0)?.contains("unpacks to more than 0 bytes") == true)
  }

  @Test("damage is named: check sum, length, end, what follows")
  func damage() throws {
    let good = try Fixtures.all.array("gzip of CSV").file
    var bytes = good
    bytes[bytes.count - 5] ^= 1
    #expect(failure(bytes)?.contains("the check sum (CRC-32) of the gzip file is not that of its data") == true)
    bytes = good
    bytes[bytes.count - 1] ^= 1
    #expect(failure(bytes)?.contains("the length in the gzip file is not that of its data") == true)
    #expect(
      failure(Array(good.dropLast(3)))?.hasPrefix("f.gz: at byte \(good.count - 3): the gzip file ends too soon")
        == true)
    #expect(failure(good + [1, 2])?.hasPrefix("f.gz: at byte \(good.count): 2 bytes behind the packed data") == true)
    #expect(failure(good + good.prefix(5))?.contains("ends too soon") == true)
    #expect(failure([0x1F, 0x8B, 7, 0, 1, 2, 3, 4, 5, 6])?.contains("the gzip file is damaged") == true)
  }

  @Test("what is wrong inside is placed in the unpacked data")
  func inside() throws {
    let bomb = try Fixtures.all.file("bomb.csv.gz")
    #expect(failure(try Fixtures.all.file("twice.csv.gz"))?.contains("unpack it once with gunzip") == true)
    let ragged = try Fixtures.all.file("ragged.csv.gz")
    #expect(failure(ragged)?.hasPrefix("f.gz:3:4: 2 cells in this line; expected 3") == true)
    #expect(failure(bomb) == "f.gz: not a CSV, .npy or IDX file; expected one of these, or one in .gz")
  }
}
