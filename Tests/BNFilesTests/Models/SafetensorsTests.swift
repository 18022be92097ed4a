import BNTestSupport
import Foundation
import Testing

@testable import BNFiles

/// Safetensors files made by hand.
enum SafetensorsSample {
  /// A header and its data, the header's length in front.
  static func file(_ header: String, _ data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let bytes = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: (length ?? UInt64(bytes.count)) >> (8 * UInt64($0))) } + bytes + data
  }

  static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) } }
  }

  static func open(_ bytes: [UInt8], name: String = "m.safetensors") throws(FileError) -> ModelFile {
    try ModelFile.open(name, files: MemoryFiles([name: bytes]))
  }

  /// Two tensors and free text.
  static let valid = file(
    #"{"__metadata__":{"format":"pt"},"bn.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}"#,
    floats([1.5, -2]) + [7, 0, 0, 0, 0, 0, 0, 0])

  static func one(_ entry: String, _ data: [UInt8]) -> [UInt8] { file(#"{"w":\#(entry)}"#, data) }
}

@Suite("Safetensors")
struct SafetensorsTests {
  private typealias Sample = SafetensorsSample

  @Test("tensors come in the order of their data, with what the file says of itself")
  func valid() throws {
    let model = try Sample.open(Sample.valid)
    #expect(model.format == "safetensors")
    #expect(model.metadata == ["format": "pt"])
    #expect(model.tensors.map(\.name) == ["bn.bias", "bn.num_batches_tracked"])
    #expect(model.tensors.map(\.isIntegral) == [false, true])
    #expect(try model.tensors.map { try $0.numbers() } == [[1.5, -2], [7]])
  }

  @Test("the content tells the format, whatever the name")
  func otherName() throws {
    #expect(try Sample.open(Sample.valid, name: "model.bin").tensors.count == 2)
  }

  @Test(
    "what the format allows is read",
    arguments: [
      // Free text that is not there, blanks behind the header, data at an odd place, escapes in a name.
      #"{"__metadata__":null,"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}       "#,
      #"{"\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"w":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}"#,
      #"{"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#,
    ])
  func allowed(_ header: String) throws {
    let model = try Sample.open(Sample.file(header, Sample.floats([3])))
    #expect(model.tensors.map(\.name) == ["w"])
    #expect(try model.tensors[0].numbers() == [3])
  }

  @Test("of members of one name the last one counts")
  func repeated() throws {
    let header =
      #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    #expect(try Sample.open(Sample.file(header, Sample.floats([3]))).tensors.map(\.shape) == [[1]])
  }

  @Test("a tensor that was left out because it shares another's numbers is there")
  func tied() throws {
    let header =
      #"{"__metadata__":{"b.weight":"a.weight","format":"pt"},"a.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let model = try Sample.open(Sample.file(header, Sample.floats([3])))
    #expect(model.tensors.map(\.name) == ["a.weight", "b.weight"])
    #expect(try model.tensors.map { try $0.numbers() } == [[3], [3]])
  }

  @Test("a file without tensors is a file")
  func empty() throws {
    #expect(try Sample.open(Sample.file("{} ")).tensors.isEmpty)
  }

  @Test(
    "every type is read as what it stands for",
    arguments: [
      ("F16", [0x00, 0x3E], 1.5), ("BF16", [0xC0, 0x3F], 1.5), ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1.5),
      ("I8", [0xFE], -2), ("U8", [0xFE], 254), ("BOOL", [1], 1), ("I16", [0xFE, 0xFF], -2),
      ("U16", [0xFE, 0xFF], 65534),
      ("I32", [0xFE, 0xFF, 0xFF, 0xFF], -2), ("U32", [2, 0, 0, 0], 2), ("U64", [2, 0, 0, 0, 0, 0, 0, 0], 2),
      ("F8_E4M3", [0x3C], 1.5), ("F8_E5M2", [0x3E], 1.5), ("F8_E4M3FNUZ", [0x44], 1.5), ("F8_E5M2FNUZ", [0x42], 1.5),
      ("F8_E8M0", [0x80], 2),
    ] as [(String, [UInt8], Double)])
  func types(_ type: String, _ data: [UInt8], _ value: Double) throws {
    let entry = #"{"dtype":"\#(type)","shape":[1],"data_offsets":[0,\#(data.count)]}"#
    #expect(try Sample.open(Sample.one(entry, data)).tensors[0].numbers() == [value])
  }

  @Test("a type whose numbers are not read is opened, and refused when it is asked for")
  func unreadType() throws {
    let tensor = try Sample.open(Sample.one(#"{"dtype":"F4","shape":[2],"data_offsets":[0,1]}"#, [0x12])).tensors[0]
    #expect(fileError { () throws(FileError) in try tensor.numbers() }?.reason.contains("F4") == true)
  }

  /// A file that is wrong, and words of what is said about it.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let words: [String]
    var testDescription: String { words.joined(separator: " ") }

    init(_ bytes: [UInt8], _ words: String...) {
      self.bytes = bytes
      self.words = words
    }

    init(_ header: String, data: Int, _ words: String...) {
      bytes = SafetensorsSample.file(header, Array(repeating: 0, count: data))
      self.words = words
    }
  }

  static let refusals = [
    Refusal(SafetensorsSample.file("{}", length: 1 << 40), "header", "100000000"),
    Refusal(SafetensorsSample.file("{}", length: .max), "header"), Refusal([], "too soon"),
    Refusal([2, 0, 0], "too soon"),
    Refusal(Array("version https://git-lfs.github.com/spec/v1".utf8), "Git LFS"),
    Refusal(SafetensorsSample.file("{}", length: 50), "ends within its header", "50 bytes"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]"#, data: 4, "JSON"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: 8, "hole", "byte 4"),
    Refusal(
      #"{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
      data: 6, "overlap"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 7, "3 bytes behind"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 3, "too soon", "1 byte "),
    Refusal(#"{"w":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#, data: 4, "F99", "not known"),
    Refusal(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: 4, "[2]", "4 bytes"),
    Refusal(#"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: 4, "[-1]"),
    Refusal(#"{"w":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}"#, data: 1, "F4"),
    Refusal(
      #"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, data: 0, "4294967296", "damaged"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: 4, "data_offsets"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, data: 4, "data_offsets"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, data: 4, "data_offsets"),
    Refusal(#"{"w":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}"#, data: 4, "JSON", "shape"),
    Refusal(#"{"w":{"shape":[1],"data_offsets":[0,4]}}"#, data: 4, "JSON"),
    Refusal(#"{"w":3}"#, data: 0, "JSON"), Refusal(#"{"__metadata__":{"a":1}}"#, data: 0, "JSON"),
    Refusal(#"{"w":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}"#, data: 4, "JSON"),
    Refusal(
      #"{"w":"# + String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000) + "}", data: 0, "1001 deep"),
  ]

  @Test("what is wrong is said in one line, with what to do or what was expected", arguments: refusals)
  func refusal(_ refusal: Refusal) {
    let error = fileError { () throws(FileError) in try Sample.open(refusal.bytes) }
    #expect(error?.kind == .unreadable)
    let line = error?.description ?? ""
    #expect(!line.contains("\n"))
    for word in refusal.words { #expect(line.contains(word), "\(line)") }
  }

  @Test("a name is shown without what would steer a terminal")
  func hostileName() {
    let header = #"{"w\u001b[2J\n":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#
    let line =
      fileError { () throws(FileError) in try Sample.open(Sample.file(header, [0, 0, 0, 0])) }?.description ?? ""
    #expect(line.contains("\\u{1b}"))
    #expect(!line.utf8.contains { $0 < 0x20 })
  }

  /// Opens bytes and reads all numbers: what comes is a value or an error of the file.
  private func outcome(_ bytes: [UInt8]) -> FileError? {
    fileError { () throws(FileError) in
      for tensor in try Sample.open(bytes).tensors { _ = try tensor.numbers() }
    }
  }

  @Test("a file that is cut anywhere is refused")
  func truncations() {
    for count in 0..<Sample.valid.count {
      #expect(outcome(Array(Sample.valid[..<count])) != nil, "\(count) bytes")
    }
  }

  @Test("bytes that are changed give a value or an error")
  func tampering() {
    var random = SplitMix(state: 11)
    for _ in 0..<3000 {
      var bytes = Sample.valid
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      _ = outcome(bytes)
    }
  }
}

@Suite("Numbers of eight bits")
struct EightBitFloatTests {
  @Test("the largest, the smallest and what is no number, as the formats' paper has them")
  func corners() {
    #expect(EightBitFloat.e4m3.value(0x7E) == 448)
    #expect(EightBitFloat.e4m3.value(0x01) == 0x1p-9)
    #expect(EightBitFloat.e4m3.value(0x7F).isNaN && EightBitFloat.e4m3.value(0xFF).isNaN)
    #expect(EightBitFloat.e5m2.value(0x7B) == 57344)
    #expect(EightBitFloat.e5m2.value(0x01) == 0x1p-16)
    #expect(EightBitFloat.e5m2.value(0xFC) == -.infinity && EightBitFloat.e5m2.value(0x7D).isNaN)
    #expect(EightBitFloat.e4m3fnuz.value(0x7F) == 240 && EightBitFloat.e4m3fnuz.value(0x80).isNaN)
    #expect(EightBitFloat.e5m2fnuz.value(0x7F) == 57344 && EightBitFloat.e5m2fnuz.value(0x80).isNaN)
    #expect(EightBitFloat.scale(0) == 0x1p-127 && EightBitFloat.scale(255).isNaN)
  }

  @Test("a sign turns every number, and numbers grow with their codes")
  func order() {
    for type in [EightBitFloat.e4m3, .e5m2, .e4m3fnuz, .e5m2fnuz] {
      let numbers = (UInt8(0)..<0x7B).map(type.value)
      #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
      #expect((1..<0x7B).allSatisfy { type.value(UInt8($0) | 0x80) == -type.value(UInt8($0)) })
    }
  }
}
