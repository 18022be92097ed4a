import Testing

@testable import BNFiles

/// A file written by another program, and the array that it holds.
struct ArrayFixture: CustomTestStringConvertible, Sendable {
  var name: String
  var file: [UInt8]
  var shape: [Int]
  /// The elements in single and in double precision, as patterns: so zeros keep their sign and NaN equals itself.
  var singles: [UInt32]
  var doubles: [UInt64]

  var testDescription: String { name }
}

/// A number in decimal, and the bits of the `Double` nearest to it.
struct DecimalFixture: Sendable {
  var text: String
  var bits: UInt64
}

/// What `make_fixtures.py` wrote.
struct Fixtures: Sendable {
  var arrays: [ArrayFixture] = []
  var files: [String: [UInt8]] = [:]
  var decimals: [DecimalFixture] = []

  static let all = Fixtures()

  private init() {
    let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex))
    let bytes = (try? DiskFiles().read(folder + "/Fixtures.txt")) ?? []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let fields = String(decoding: line, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
      switch fields.first {
      case "array": arrays.append(Self.array(fields))
      case "file": files[String(fields[1])] = Self.bytes(fields[2])
      case "decimal": decimals.append(DecimalFixture(text: String(fields[1]), bits: UInt64(fields[2], radix: 16) ?? 0))
      default: break
      }
    }
  }

  private static func array(_ fields: [Substring]) -> ArrayFixture {
    ArrayFixture(
      name: String(fields[1]), file: bytes(fields[3]), shape: fields[2].split(separator: "x").compactMap { Int($0) },
      singles: words(bytes(fields[4])), doubles: words(bytes(fields[5])))
  }

  private static func words<Word: FixedWidthInteger>(_ bytes: [UInt8]) -> [Word] {
    let size = Word.bitWidth / 8
    return stride(from: 0, to: bytes.count, by: size).map { start in
      bytes[start..<start + size].reversed().reduce(0) { $0 << 8 | Word($1) }
    }
  }

  private static func bytes(_ hexadecimal: Substring) -> [UInt8] {
    let digits = hexadecimal.utf8.map { UInt8(Unicode.Scalar($0).properties.numericType == nil ? $0 - 87 : $0 - 48) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  func file(_ name: String) throws -> [UInt8] { try #require(files[name]) }

  func array(_ name: String) throws -> ArrayFixture { try #require(arrays.first { $0.name == name }) }
}

/// What an array holds, to compare.
struct Contents: Equatable {
  var shape: [Int]
  var values: [Double]
  var columns: [String]?
}

extension StoredArray {
  var contents: Contents {
    get throws { Contents(shape: shape, values: try numbers(), columns: columns) }
  }
}

/// The error that a reading or writing ends with.
func fileError(_ body: () throws(FileError) -> some Any) -> FileError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
