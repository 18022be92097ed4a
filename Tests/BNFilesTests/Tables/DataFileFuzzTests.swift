import BNTestSupport
import Testing

@testable import BNFiles

/// Every reader is a total function: a value whose shape fits, or an error that says where and why.
@Suite("Readers of damaged files")
struct DataFileFuzzTests {
  private static let limit = 1 << 20

  /// Reads bytes that may be anything, and says what is wrong with the outcome: not the value, not the error.
  private func complaint(_ bytes: [UInt8], _ what: @autoclosure () -> String) -> String? {
    do throws(FileError) {
      let loaded = try DataFile.decode(bytes, path: "data", options: DataFileOptions(unpackedLimit: Self.limit))
      let count = elementCount(of: loaded.array.shape)
      return count == (try loaded.array.numbers(as: Float.self)).count
        ? nil : "\(what()): \(loaded.array.shape) does not fit"
    } catch {
      return isGood(error) ? nil : "\(what()): \(error)"
    }
  }

  private func isGood(_ error: FileError) -> Bool {
    guard error.kind == .unreadable, error.description.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      return false
    }
    return switch error.place {
    case .byte(let offset): (0...Self.limit).contains(offset)
    case .line(let line, let column): line >= 1 && column >= 1
    // What holds for a file as a whole: it is empty, of no known format, or packed twice.
    case nil: error.reason.contains("; expected") || error.reason.contains("inside a gzip file")
    }
  }

  private var files: [(name: String, bytes: [UInt8])] {
    Fixtures.all.arrays.map { ($0.name, $0.file) }
      + Fixtures.all.files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  @Test("every beginning of a file gives a value or a located error")
  func prefixes() {
    for (name, bytes) in files {
      let complaints = bytes.indices.compactMap { complaint(Array(bytes[..<$0]), "\(name), \($0) bytes") }
      #expect(complaints == [])
    }
  }

  @Test("a changed byte gives a value or a located error")
  func mutations() {
    var random = SplitMix(state: 1)
    for (name, bytes) in files {
      let complaints = (0..<250).compactMap { _ in
        var changed = bytes
        let offset = Int.random(in: bytes.indices, using: &random)
        changed[offset] = UInt8.random(in: .min ... .max, using: &random)
        return complaint(changed, "\(name), byte \(offset) = \(changed[offset])")
      }
      #expect(complaints == [])
    }
  }

  @Test("bytes left out or put in twice give a value or a located error")
  func cuts() {
    var random = SplitMix(state: 2)
    for (name, bytes) in files {
      let complaints = (0..<60).flatMap { _ in
        let start = Int.random(in: bytes.indices, using: &random)
        let end = min(bytes.count, start + Int.random(in: 1...16, using: &random))
        return [
          complaint(Array(bytes[..<start] + bytes[end...]), "\(name) without \(start)..<\(end)"),
          complaint(Array(bytes[..<end] + bytes[start...]), "\(name) with \(start)..<\(end) twice"),
        ]
      }
      #expect(complaints.compactMap(\.self) == [])
    }
  }

  @Test("random text of a table's characters gives a value or a located error")
  func tables() {
    var random = SplitMix(state: 3)
    let alphabet = Array("0123456789.-+eE,;\t\"\" \n\r\nnaif∞".utf8)
    let complaints = (0..<4000).compactMap { _ in
      let bytes = (0..<Int.random(in: 1...40, using: &random)).compactMap { _ in alphabet.randomElement(using: &random)
      }
      return complaint(bytes, "\(bytes)")
    }
    #expect(complaints == [])
  }
}
