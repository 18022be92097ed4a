import Testing

@testable import BNFiles

@Suite("Data files")
struct DataFileTests {
  @Test("a file written by another program gives the same numbers", arguments: Fixtures.all.arrays)
  func fixture(_ fixture: ArrayFixture) throws {
    // The name says nothing: the content has to.
    let loaded = try DataFile.decode(fixture.file, path: "data")
    #expect(loaded.array.shape == fixture.shape)
    #expect(try loaded.array.numbers(as: Float.self).map(\.bitPattern) == fixture.singles)
    #expect(try loaded.array.numbers(as: Double.self).map(\.bitPattern) == fixture.doubles)
  }

  @Test("every fixture is there")
  func fixtures() {
    #expect(Fixtures.all.arrays.count == 53)
    #expect(Fixtures.all.files.count == 14)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("every half-precision number gets its value")
    func halves() throws {
      for bits in UInt16.min ... .max {
        let value = Float(halfBits: bits)
        let expected = Float16(bitPattern: bits)
        #expect(value.bitPattern == Float(expected).bitPattern || value.isNaN && expected.isNaN, "\(bits)")
      }
    }
  #endif

  @Test("an unknown content says what was expected")
  func garbage() {
    let error = fileError { () throws(FileError) in try DataFile.decode([0xCA, 0xFE, 0, 1], path: "x.bin") }
    #expect(error?.description == "x.bin: not a CSV, .npy or IDX file; expected one of these, or one in .gz")
    #expect(error?.exitStatus == 65)
    let utf16 = fileError { () throws(FileError) in try DataFile.decode([0xFF, 0xFE, 0x31, 0], path: "x.csv") }
    #expect(utf16?.description.hasPrefix("x.csv: text in UTF-16") == true)
    #expect(utf16?.reason.contains("UTF-16: save it as UTF-8") == true)
  }

  @Test("the name decides only where the content does not say")
  func names() {
    #expect(DataFile.format(of: Array("1,2".utf8), path: "a.npy") == .csv)
    #expect(DataFile.format(of: [0x93, 0x4E], path: "a.csv") == .npy)
    #expect(DataFile.format(of: [0x92, 0x4E, 1], path: "a.NPY") == .npy)
    #expect(DataFile.format(of: [0x1F], path: "a.csv.gz") == .gzip)
    #expect(DataFile.format(of: [0, 0, 7, 1], path: "train-images-idx3-ubyte") == .idx)
    #expect(DataFile.format(of: [0, 0, 7, 1], path: "a.csv") == nil)
  }

  @Test("an empty file is called empty")
  func empty() {
    let error = fileError { () throws(FileError) in try DataFile.decode([], path: "a.csv") }
    #expect(error?.description == "a.csv: the file is empty; expected a CSV, .npy or IDX file")
  }

  @Test("columns cannot be chosen from a file that is no table")
  func columnsOfArrays() throws {
    let file = try Fixtures.all.file("small32.npy")
    let error = fileError { () throws(FileError) in
      try DataFile.decode(file, path: "a.npy", options: DataFileOptions(columns: ["1"]))
    }
    #expect(error?.reason.contains("choose columns of a CSV file") == true)
  }
}
