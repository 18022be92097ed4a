import BNTestSupport
import Testing

@testable import BNFiles

@Suite("Files of PyTorch that cannot be read")
struct TorchRefusalTests {
  /// An archive with some members changed, left out (`nil`) or added.
  private func archive(_ name: String, _ changes: [String: [UInt8]?]) throws -> [UInt8] {
    let archive = try ZipArchive(MemoryBytes(try TorchFiles.bytes(name), path: name))
    let folder = archive.members[0].name.prefix { $0 != "/" } + "/"
    var members: [ZipWriter.Member] = []
    for member in archive.members {
      let short = String(member.name.dropFirst(folder.count))
      guard let change = changes[short] else {
        members.append(ZipWriter.Member(name: member.name, bytes: try archive.bytes(of: member)))
        continue
      }
      if let change { members.append(ZipWriter.Member(name: member.name, bytes: change)) }
    }
    return try #require(ZipWriter.encode(members))
  }

  private func failure(_ bytes: [UInt8]) -> String? { TorchFiles.failure(bytes)?.description }

  @Test("storages that are missing or too short")
  func storages() throws {
    let missing = try archive("b_torch215_state_dict.pt", ["data/3": nil])
    #expect(failure(missing)?.contains("tensor \"running_var\" lies in the storage \"3\", which is missing") == true)
    let short = try archive("b_torch215_state_dict.pt", ["data/3": [0, 0, 0, 0]])
    #expect(
      failure(short)?.contains("reaches to byte 16 of the storage \"b_torch215_state_dict/data/3\", which has 4 bytes")
        == true)
  }

  @Test("an object without tensors is named, with what to save instead")
  func noTensors() throws {
    let error = failure(try TorchFiles.bytes("no_tensors.pt"))
    #expect(error?.contains("an object of \"models.Trainer\"") == true && error?.contains("state_dict()") == true)
    let model = try TorchFiles.model("no_layers.pt")
    #expect(model.tensors.isEmpty && model.layers.isEmpty && model.metadata == ["epoch": "1"])
  }

  @Test("parts of programs that are missing or damaged")
  func programs() throws {
    let config = try archive("b_torch215_export.pt2", ["data/weights/weight_3": nil])
    #expect(failure(config)?.contains("the data of tensor \"bn.running_var\" are missing") == true)
    let graph = try archive("b_torch215_export.pt2", ["models/model.json": Array("{\"graph\"".utf8)])
    #expect(failure(graph)?.contains("models/model.json\" cannot be read as JSON") == true)
    let first = try archive("b_torch10_script.pt", ["tensors/3": nil])
    #expect(failure(first)?.contains("the data of tensor \"running_var\" are missing") == true)
    // Without its code a program still has its tensors, but no epsilon.
    let bare = try archive("b_torch215_script.pt", ["code/__torch__/torch/nn/modules/batchnorm.py": nil])
    #expect(try TorchFiles.model(bare).layer("").epsilon == nil)
  }

  @Test("archives of before 0.1.12, and other archives")
  func others() {
    var tar = Array(repeating: UInt8(0), count: 1024)
    tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
    #expect(failure(tar)?.contains("a tar archive, as PyTorch wrote before version 0.1.12") == true)
    let other = ZipWriter.encode([ZipWriter.Member(name: "word/document.xml", bytes: [])]) ?? []
    #expect(failure(other)?.contains("without a model that is known; it holds \"word/document.xml\"") == true)
  }

  @Test("a legacy file with another version, a storage too many, or cut")
  func legacy() throws {
    let whole = try TorchFiles.bytes("b_torch215_legacy.pt")
    #expect(failure(Array(whole.dropLast()))?.contains("the file ends within the storage") == true)
    let version = try #require(whole.firstRange(of: [0x4D, 0xE9, 0x03] as [UInt8]))
    var changed = whole
    changed[version.lowerBound + 1] = 0xEA
    #expect(failure(changed)?.contains("another version of PyTorch's container than 1001") == true)
  }

  @Test("a pickle that goes on behind its end is not taken for one")
  func trailing() throws {
    let bytes = try TorchFiles.bytes("arrays_protocol2.pkl") + [0]
    #expect(failure(bytes)?.contains("goes on behind the pickle") == true)
  }

  @Test("an array of objects is left out of its archive, and the others are read")
  func objects() throws {
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"
    let object = NpyReader.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + [0x80, 2, 0x4E, 0x2E]
    let plain = NpyWriter.encode(NamedArray(name: "bn/gamma:0", shape: [2], values: [Float(1), 2]))
    let members = [("o.npy", object), ("bn/gamma:0.npy", plain), ("readme.txt", [])]
    let bytes = try #require(ZipWriter.encode(members.map { ZipWriter.Member(name: $0.0, bytes: $0.1) }))
    let model = try TorchFiles.model(bytes)
    #expect(model.tensors.map(\.name) == ["bn/gamma:0"])
    #expect(model.remarks.map(\.text).contains { $0.contains("left out \"o\"") && $0.contains("Python objects") })
    #expect(model.remarks.map(\.text).contains { $0.contains("readme.txt") })
    let alone = try #require(ZipWriter.encode([ZipWriter.Member(name: "o.npy", bytes: object)]))
    #expect(failure(alone)?.contains("Python objects") == true)
  }

  /// A state dict whose only tensor is described by hand.
  private func view(shape: [Int], strides: [Int], offset: Int = 0) throws -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { [0x8A, 8] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    func tuple(_ values: [Int]) -> [UInt8] { Array("(".utf8) + values.flatMap(number) + Array("t".utf8) }
    let storage = Array("(U\u{7}storagectorch\nFloatStorage\nU\u{1}0U\u{3}cpuK\u{4}tQ".utf8)
    let call =
      Array("ctorch._utils\n_rebuild_tensor_v2\n(".utf8) + storage + number(offset) + tuple(shape) + tuple(strides)
    let pickle = Array("}U\u{1}w".utf8) + call + Array("\u{28}tNtRs.".utf8)
    let data = [Float(1), 2, 3, 4].flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let members = [("m/data.pkl", pickle), ("m/data/0", data)]
    return try #require(ZipWriter.encode(members.map { ZipWriter.Member(name: $0.0, bytes: $0.1) }))
  }

  @Test("views of all shapes: inside their storage, or refused")
  func views() throws {
    #expect(try TorchFiles.model(try view(shape: [2, 2], strides: [1, 2])).numbers("w") == [1, 3, 2, 4])
    // The step of a dimension of one element says nothing, whatever it is.
    #expect(try TorchFiles.model(try view(shape: [1, 2], strides: [.max, 2])).numbers("w") == [1, 3])
    #expect(try TorchFiles.model(try view(shape: [0, 2], strides: [.max, .max])).numbers("w") == [])
    for (shape, strides, offset, words) in [
      ([4], [1], 1, "reaches to byte 20"), ([2], [4], 0, "reaches to byte 20"), ([2], [-1], 1, "which are none"),
      ([2, 2], [1], 0, "which are none"), ([2], [.max - 1], 0, "reaches to byte 2^63"),
      ([3], [.max], 0, "which are none"),
      ([4], [1], -1, "which are none"), ([-1], [1], 0, "which no memory holds"),
      ([1 << 40, 1 << 40], [0, 0], 0, "which no memory holds"), ([], [], 4, "reaches to byte 20"),
    ] {
      let error = failure(try view(shape: shape, strides: strides, offset: offset))
      #expect(error?.contains(words) == true, "\(shape) \(strides): \(error ?? "no error")")
    }
    // One element may stand for many, but not for so many that a small file fills the memory.
    let wide = try TorchFiles.model(try view(shape: [1 << 20], strides: [0]))
    #expect(try wide.numbers("w").allSatisfy { $0 == 1 })
    for extent in [1 << 20 + 1, 1 << 40] {
      let large = try TorchFiles.model(try view(shape: [extent], strides: [0]))
      #expect(throws: FileError.self) { try large.tensors[0].numbers() }
    }
  }

  @Test("values that hold each other in very many ways are given up, and soon")
  func sharing() throws {
    // Fifty objects, all of them with one dictionary of fifty numbers.
    let numbers = "}(" + (0..<50).map { "X\u{2}\0\0\0\($0 + 10)N" }.joined() + "uq\u{0}0"
    let object = "cx\nX\n)\u{52}h\u{0}b"
    let bytes = Array((numbers + "](" + String(repeating: object, count: 50) + "e.").utf8)
    let torch = TorchPickle(pickle: try PickleMachine.read(MemoryBytes(bytes, path: "m"))) { _ in nil }
    #expect(try TorchContents(torch, budget: TorchBudget(2601)).groups.isEmpty)
    let error = #expect(throws: FileError.self) { try TorchContents(torch, budget: TorchBudget(2600)) }
    #expect(error?.reason.contains("hold each other in too many ways") == true)
  }

  @Test("every beginning of a file gives an error of one line, and no beginning of a number of bytes a crash")
  func cut() throws {
    for name in ["b_torch215_legacy.pt", "b_torch215_state_dict.pt", "arrays_protocol2.pkl", "b_torch10_script.pt"] {
      let whole = try TorchFiles.bytes(name)
      for end in whole.indices {
        let error = failure(Array(whole[..<end]))
        #expect(error != nil && error?.contains("\n") == false, "\(name), \(end) bytes")
      }
    }
  }

  @Test(
    "changed bytes give a model or an error",
    arguments: [
      "b_torch215_legacy.pt", "module_net_legacy.pt", "arrays_protocol2.pkl", "arrays_protocol5.pkl", "tensors.pkl",
      "views.pt", "b_torch10_script.pt", "b_torch215_export.pt2", "b_torch215_traced.pt", "trace_frozen.pt",
      "b_numpy_compressed.npz", "mlx_bn.npz",
    ])
  func tampering(name: String) throws {
    let whole = try TorchFiles.bytes(name)
    var random = SplitMix(state: 11)
    for _ in 0..<120 {
      var changed = whole
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
      }
      if let error = TorchFiles.failure(changed, name: name) { #expect(!error.description.contains("\n")) }
    }
  }

  @Test(
    "pickles changed inside sound archives give a model or an error",
    arguments: ["module_net.pt", "views.pt", "script_net.pt"])
  func tamperedPickles(name: String) throws {
    let archive = try ZipArchive(MemoryBytes(try TorchFiles.bytes(name), path: name))
    var members = try archive.members.map { ZipWriter.Member(name: $0.name, bytes: try archive.bytes(of: $0)) }
    let places = members.indices.filter { members[$0].name.hasSuffix("/data.pkl") || members[$0].name.hasSuffix(".py") }
    var random = SplitMix(state: 13)
    for _ in 0..<80 {
      let place = places[Int.random(in: places.indices, using: &random)]
      let before = members[place].bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        members[place].bytes[Int.random(in: before.indices, using: &random)] =
          Bool.random(using: &random)
          ? before[Int.random(in: before.indices, using: &random)]
          : UInt8.random(in: .min ... .max, using: &random)
      }
      let bytes = try #require(ZipWriter.encode(members))
      if let error = TorchFiles.failure(bytes, name: name) { #expect(!error.description.contains("\n")) }
      members[place].bytes = before
    }
  }
}
