import BNTestSupport
import Testing

@testable import BNFiles

@Suite("Arrays that stay where they lie")
struct StoredArrayTests {
  @Test(
    "some rows are the same numbers as those rows of all, in either order of the indices",
    arguments: Fixtures.all.arrays)
  func rows(_ fixture: ArrayFixture) throws {
    let array = try DataFile.decode(fixture.file, path: "data").array
    let size = array.rowSize
    for first in 0...array.rowCount {
      for last in first...array.rowCount {
        let part = try array.numbers(of: first..<last, as: Double.self).map(\.bitPattern)
        #expect(part == Array(fixture.doubles[first * size..<last * size]), "\(first)..<\(last)")
      }
    }
  }

  // NumPy has no bfloat16.
  @Test("the type of the numbers is that of the file", arguments: ScalarType.allCases.filter { $0 != .bfloat16 })
  func types(_ type: ScalarType) throws {
    let code = ["float": "f", "int": "i", "uint": "u", "bool": "b"][type.rawValue.filter(\.isLetter)] ?? ""
    for order in type.size == 1 ? ["|"] : ["<", ">"] {
      let file = try Fixtures.all.array("\(order)\(code)\(type.size)").file
      let array = try DataFile.decode(file, path: "data").array
      #expect(array.type == type)
    }
  }

  @Test("seconds since 1970 keep their fractions in double precision, and lose them in single precision")
  func seconds() throws {
    let values = [1_500_000_000.25, 1_500_000_000.5, 1_500_000_001]
    let file = try ArrayFile.encode(NamedArray(name: "s", shape: [3], values: values), path: "s.npy")
    #expect(try DataFile.decode(file, path: "s.npy").array.numbers() == values)
    #expect(try DataFile.decode(file, path: "s.npy").array.numbers(as: Float.self) == [1.5e9, 1.5e9, 1.5e9])
    let text = Array("1500000000.25\n1500000000.5\n1500000001\n".utf8)
    #expect(try DataFile.decode(text, path: "s.csv").array.numbers() == values)
  }

  @Test("numbers of one column, longer than a piece, are each in its place")
  func pieces() throws {
    let values = (0..<200_003).map { Double($0) * 0.1 }
    let file = try ArrayFile.encode(NamedArray(name: "n", shape: [values.count], values: values), path: "n.npy")
    let array = try DataFile.decode(file, path: "n.npy").array
    #expect(try array.numbers() == values)
    #expect(try array.numbers(of: 65_530..<65_545) == Array(values[65_530..<65_545]))
  }

  @Test("an array without elements has none, however many columns it might have")
  func empty() throws {
    let header = Array("{'descr': '<f4', 'fortran_order': True, 'shape': (0, 4294967296), }".utf8)
    let file = NpyReader.magic + [1, 0, UInt8(header.count), 0] + header
    #expect(try DataFile.decode(file, path: "n").array.numbers(as: Float.self) == [])
  }
}
