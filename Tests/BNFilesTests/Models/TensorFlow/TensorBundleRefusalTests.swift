import BNTestSupport
import Testing

@testable import BNFiles

/// Checkpoints that are not as they should be: each gives one error that says what to do.
@Suite("Checkpoints that cannot be read")
struct TensorBundleRefusalTests {
  /// A tensor of a checkpoint that is written here.
  private struct Entry {
    var name: String
    var shape = [2]
    var offset = 0
    var size = 8
    var shard = 0
    var type = 1
    var checksum: UInt32?
  }

  private static let numbers: [UInt8] = [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0]

  private static func sum(_ bytes: [UInt8]) -> UInt32 {
    var sum = CRC32C()
    sum.add(bytes)
    return sum.masked
  }

  private func index(
    _ entries: [Entry], shards: Int = 1, endianness: Int = 0, least: Int = 0, hasHeader: Bool = true
  ) -> [UInt8] {
    let header = MessageWriter.message {
      $0.add(1, shards)
      $0.add(2, endianness)
      $0.add(3) {
        $0.add(1, 1)
        $0.add(2, least)
      }
    }
    let rows = entries.map { entry in
      (
        Array(entry.name.utf8),
        MessageWriter.message { message in
          message.add(1, entry.type)
          message.add(2) { shape in for extent in entry.shape { shape.add(2) { $0.add(1, extent) } } }
          message.add(3, entry.shard)
          message.add(4, entry.offset)
          message.add(5, entry.size)
          if let checksum = entry.checksum { message.add(6, fixed32: checksum) }
        }
      )
    }
    return TableWriter(isPacked: true).table((hasHeader ? [([], header)] : []) + rows)
  }

  private func open(_ index: [UInt8], _ data: [String: [UInt8]] = ["ck.data-00000-of-00001": Self.numbers]) throws
    -> ModelFile
  {
    try ModelFile.open("ck.index", files: MemoryFiles(data.merging(["ck.index": index]) { $1 }))
  }

  private func reason(_ index: [UInt8], _ data: [String: [UInt8]] = ["ck.data-00000-of-00001": Self.numbers]) -> String
  {
    do {
      for tensor in try open(index, data).tensors { _ = try tensor.numbers() }
      return ""
    } catch { return "\(error)" }
  }

  @Test("a checkpoint of a big-endian machine, in two shards")
  func bigEndian() throws {
    let entries = [
      Entry(name: "a", checksum: Self.sum(Self.numbers)), Entry(name: "b", shape: [], offset: 4, size: 4, shard: 1),
    ]
    let files = ["ck.data-00000-of-00002": Self.numbers, "ck.data-00001-of-00002": Self.numbers]
    let tensors = try open(index(entries, shards: 2, endianness: 1), files).tensors
    #expect(try tensors[0].numbers() == [1, -2])
    #expect(try tensors[1].numbers() == [-2])
  }

  @Test("numbers that are not those of the index")
  func checksum() {
    #expect(reason(index([Entry(name: "a", checksum: 1)])).contains("\"a\" does not agree with its checksum"))
  }

  @Test("data files that are missing, or too short")
  func data() {
    let one = index([Entry(name: "a")])
    #expect(
      reason(one, [:])
        == "ck.index: its numbers are in \"ck.data-00000-of-00001\", which is not beside it; copy that file too")
    #expect(
      reason(one, ["ck.data-00000-of-00001": [1]]).hasPrefix("ck.data-00000-of-00001: at byte 1: the file ends within"))
  }

  @Test("places that cannot be")
  func places() {
    #expect(reason(index([Entry(name: "a", shard: 1)])).contains("has no possible place"))
    #expect(reason(index([Entry(name: "a", offset: -1)])).contains("has no possible place"))
    #expect(reason(index([Entry(name: "a", offset: .max, size: 8)])).contains("has no possible place"))
    #expect(reason(index([Entry(name: "a", size: 4)])).contains("has 4 bytes"))
    #expect(reason(index([Entry(name: "a", shape: [.max, 8], size: 0)])).contains("has no possible shape"))
    #expect(reason(index([Entry(name: "a", shape: [-1], size: 0)])).contains("has no possible shape"))
    let overlapping = [Entry(name: "a"), Entry(name: "b", shape: [1], offset: 4, size: 4)]
    #expect(reason(index(overlapping)).contains("overlaps another one"))
  }

  @Test("headers that are none, or of a later form")
  func headers() {
    let entries = [Entry(name: "a")]
    #expect(reason(index(entries, hasHeader: false)).contains("has no header of a checkpoint"))
    #expect(reason(index(entries, shards: 0)).contains("has no header of a checkpoint"))
    #expect(reason(index(entries, endianness: 2)).contains("has no header of a checkpoint"))
    #expect(reason(index(entries, least: 2)).contains("is a checkpoint of form 2, and up to 1 is known"))
  }

  @Test("a slice that is missing")
  func slice() throws {
    let header = MessageWriter.message { $0.add(1, 1) }
    let whole = MessageWriter.message { message in
      message.add(1, 1)
      message.add(2) { $0.add(2) { $0.add(1, 2) } }
      message.add(7) { $0.add(1) { $0.add(2, 2) } }
    }
    #expect(reason(TableWriter().table([([], header), ([0x61], whole)])).contains("lacks one of its slices"))
    let outside = MessageWriter.message { message in
      message.add(1, 1)
      message.add(2) { $0.add(2) { $0.add(1, 2) } }
      message.add(7) { $0.add(1) { $0.add(2, 3) } }
    }
    #expect(reason(TableWriter().table([([], header), ([0x61], outside)])).contains("has an impossible slice"))
  }

  @Test("a name that is no file, and a folder without a model")
  func missing() {
    let files = MemoryFiles(["m/readme": [1]])
    #expect(throws: FileError("ck", "there is no such file", kind: .notFound)) {
      try ModelFile.open("ck", files: files)
    }
    #expect(throws: FileError("m", "is a folder without a model that is known; name the file")) {
      try ModelFile.open("m", files: files)
    }
  }
}
