import BNTestSupport
import Foundation
import Testing

@testable import BNFiles

@Suite("Going through whole files")
struct FileCheckTests {
  private typealias Sample = SafetensorsSample

  private func check(_ bytes: [UInt8], _ name: String) throws -> FileCheck {
    try FileCheck(name, files: MemoryFiles([name: bytes]))
  }

  private func fixture(_ folder: String, _ name: String) throws -> [UInt8] {
    try #require(ModelFixtures.files("../Models/" + folder)[name], "\(folder)/\(name)")
  }

  private func isClean(_ check: FileCheck) -> Bool {
    check.damagedParts.isEmpty
      && check.tensors.allSatisfy { $0.damage == nil && $0.tally.nan.count + $0.tally.infinite.count == 0 }
  }

  @Test("says how many there are in each tensor, and where the first is")
  func planted() throws {
    var first = [Float](repeating: 1, count: 24)
    (first[13], first[5], first[23]) = (.nan, .nan, -.infinity)
    let second: [Float] = [0, .leastNonzeroMagnitude, 2]
    let header =
      #"{"a":{"dtype":"F32","shape":[2,3,4],"data_offsets":[0,96]},"b":{"dtype":"F32","shape":[3],"data_offsets":[96,108]},"#
      + #""c":{"dtype":"I32","shape":[1],"data_offsets":[108,112]}}"#
    let check = try check(
      Sample.file(header, Sample.floats(first) + Sample.floats(second) + [0, 0, 0xC0, 0x7F]), "m.safetensors")
    #expect(check.format == "safetensors" && check.tensors.map(\.name) == ["a", "b", "c"])
    #expect(check.tensors.map(\.count) == [24, 3, 1] && check.tensors.map(\.bytes) == [96, 12, 4])
    let tally = check.tensors[0].tally
    #expect(tally.nan.count == 2 && tally.infinite.count == 1 && tally.subnormal.count == 0)
    #expect(tally.nan.first.map { elementIndex($0, in: [2, 3, 4]) } == [0, 1, 1])
    #expect(tally.infinite.first.map { elementIndex($0, in: [2, 3, 4]) } == [1, 2, 3])
    #expect(check.tensors[1].tally.subnormal.count == 1 && check.tensors[1].tally.subnormal.first == 1)
    // A whole number is never wrong, whatever its bits would be elsewhere.
    #expect(check.tensors[2].tally == ElementTally())
  }

  @Test("a tensor of several pieces is the same as one of a single one")
  func pieces() throws {
    // More than two of what a thread takes at a time, and no whole number of anything.
    let count = 9_000_001
    var bytes = [UInt8](repeating: 0, count: 4 * count)
    let places = [0, 131_071, 131_072, 4_194_303, 4_194_304, 8_388_608, count - 1]
    for place in places { (bytes[4 * place + 2], bytes[4 * place + 3]) = (0xC0, 0x7F) }
    let check = try check(
      Sample.one(#"{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(4 * count)]}"#, bytes), "m.safetensors")
    #expect(check.tensors[0].tally.nan.count == places.count && check.tensors[0].tally.nan.first == 0)
  }

  @Test("somebody may end it")
  func interrupted() throws {
    let file = MemoryFiles(["m.safetensors": Sample.valid])
    #expect(try FileCheck("m.safetensors", files: file) { _, _ in false }.isInterrupted)
    #expect(try !FileCheck("m.safetensors", files: file).isInterrupted)
  }

  @Test("nothing is wrong with what the libraries wrote", arguments: ["TorchFiles", "ONNX/Files", "TensorFlow/Files"])
  func realFiles(_ folder: String) throws {
    let files = ModelFixtures.files("../Models/" + folder)
    var seen = 0
    for name in files.keys.sorted() {
      guard let check = try? FileCheck(name, files: MemoryFiles(files)) else { continue }
      #expect(isClean(check), "\(name): \(check.damagedParts) \(check.tensors.compactMap(\.damage))")
      seen += 1
    }
    #expect(seen >= 20)
  }

  @Test("nothing is wrong with what Keras wrote, and what its optimizers remember is seen")
  func keras() throws {
    let files = ModelFixtures.files("../Models/Keras/Files")
    var seen = 0
    for name in files.keys.sorted() where name.hasSuffix(".h5") || name.hasSuffix(".keras") {
      // A part of a model that lies in several files is none by itself.
      guard let check = try? FileCheck(name, files: MemoryFiles(files)) else { continue }
      // One array is packed by a filter that no machine has: nobody can tell whether it is whole.
      let damaged = check.tensors.filter { $0.damage != nil }.map(\.name)
      #expect(damaged == (name == "storage.h5" ? ["unknown_filter"] : []), "\(name)")
      #expect(check.damagedParts == [] && check.sum { $0.tally.nan.count + $0.tally.infinite.count } == 0, "\(name)")
      seen += 1
    }
    #expect(seen >= 15)
    for name in ["keras2_trained.h5", "keras3_trained.keras"] {
      let model = try ModelFile.open(name, files: MemoryFiles(files))
      #expect(try model.everyTensor().count > model.allTensors.count)
      #expect(try model.everyTensor().contains { $0.name.contains("optimizer") })
    }
  }

  @Test("every storage of a PyTorch file is seen, those of optimizers and counters too")
  func storages() throws {
    let files = ModelFixtures.files("../Models/TorchFiles")
    for (name, bytes) in files where name.hasSuffix(".pt") {
      guard let archive = try? ZipArchive(MemoryBytes(bytes, path: name)), let model = try? Self.open(name, bytes)
      else {
        continue
      }
      let storages = Set(archive.members.map(\.name).filter { Self.isStorage($0) })
      var met: Set<String> = []
      for tensor in try model.everyTensor() {
        guard case .elements(let elements) = try tensor.content() else { continue }
        met.formUnion(storages.filter { elements.source.path.contains("\"\($0)\"") })
      }
      #expect(storages == met, "\(name)")
    }
  }

  private static func open(_ name: String, _ bytes: [UInt8]) throws(FileError) -> ModelFile {
    try ModelFile.open(name, files: MemoryFiles([name: bytes]))
  }

  /// Whether a member is the bytes of tensors: "archive/data/0", "archive/constants/3".
  private static func isStorage(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    return parts.count >= 2 && ["data", "constants"].contains(parts[parts.count - 2])
      && Int(parts[parts.count - 1]) != nil
  }

  @Test("a changed byte in a member that is stored is found, and the tensor named")
  func changedMember() throws {
    let whole = try fixture("TorchFiles", "b_torch215_state_dict.pt")
    let archive = try ZipArchive(MemoryBytes(whole, path: "m.pt"))
    let member = try #require(archive.members.first { $0.name.hasSuffix("/data/1") })
    let place = try archive.offset(of: member)
    var bytes = whole
    bytes[place + 1] ^= 0x10
    let check = try check(bytes, "m.pt")
    let damaged = check.tensors.filter { $0.damage != nil }
    #expect(damaged.count == 1 && check.damagedParts.isEmpty)
    let damage = try #require(damaged.first?.damage)
    #expect(damage.contains("\"\(member.name)\"") && damage.contains("at byte \(place)") && damage.contains("CRC-32"))
    #expect(try isClean(self.check(whole, "m.pt")))
  }

  @Test("a changed byte in a member that no tensor is in is found too")
  func changedPart() throws {
    let whole = try fixture("TorchFiles", "b_torch215_state_dict.pt")
    let archive = try ZipArchive(MemoryBytes(whole, path: "m.pt"))
    let member = try #require(archive.members.first { $0.name.hasSuffix("/version") && $0.isStored })
    var bytes = whole
    bytes[try archive.offset(of: member)] ^= 1
    let check = try check(bytes, "m.pt")
    #expect(check.damagedParts.count == 1 && check.damagedParts[0].contains("\"\(member.name)\""))
  }

  @Test("members of .npz, stored and packed", arguments: ["b_numpy_stored.npz", "b_numpy_compressed.npz"])
  func npz(_ name: String) throws {
    let whole = try fixture("TorchFiles", name)
    #expect(try isClean(check(whole, name)))
    let archive = try ZipArchive(MemoryBytes(whole, path: name))
    let member = try #require(archive.members.last)
    // The last bytes of the last member, in front of the directory.
    let directory = try #require(whole.lastIndex(ofBytes: [0x50, 0x4B, 1, 2], count: archive.members.count))
    var bytes = whole
    bytes[directory - 3] ^= 0x20
    let check = try check(bytes, name)
    let damage = check.tensors.compactMap(\.damage) + check.damagedParts
    #expect(damage.count == 1 && damage[0].contains("\"\(member.name)\""), "\(damage)")
  }

  @Test("a tensor of a checkpoint that does not agree with its checksum, and only that")
  func bundle() throws {
    let folder = "known/tf2_object_ckpt/"
    let files = ModelFixtures.files("../Models/TensorFlow/Files")
    let data = folder + "bn.data-00000-of-00001"
    let bundle = try TensorBundle(prefix: folder + "bn", files: MemoryFiles(files))
    for (name, entry) in bundle.entries where entry.size > 0 {
      var bytes = try #require(files[data])
      bytes[Int(entry.offset) + Int(entry.size) - 1] ^= 4
      let changed = files.merging([data: bytes]) { $1 }
      guard let check = try? FileCheck(folder + "bn.index", files: MemoryFiles(changed)) else {
        // The graph of objects is needed to open it.
        #expect(name == ObjectGraph.key)
        continue
      }
      let damaged = check.tensors.filter { $0.damage != nil }
      #expect(damaged.count == 1, "\(name): \(damaged.map(\.name))")
      #expect(damaged.first?.damage?.contains("at byte \(entry.offset)") == true)
    }
  }

  @Test("numbers outside an ONNX model that are too short: the tensors that miss some, and only these")
  func external() throws {
    let files = ModelFixtures.files("../Models/ONNX/Files")
    let name = "known/b_onnx_opset15_external"
    let bytes = try #require(files[name + ".bin"])
    let model = try ModelFile.open(name + ".onnx", files: MemoryFiles(files))
    let count = try model.everyTensor().count
    let cut = files.merging([name + ".bin": Array(bytes.dropLast())]) { $1 }
    let check = try FileCheck(name + ".onnx", files: MemoryFiles(cut))
    #expect(check.tensors.count == count && check.tensors.count { $0.damage != nil } == 1)
  }

  @Test("constants of graphs are seen")
  func constants() throws {
    let files = MemoryFiles(ModelFixtures.files("../Models/ONNX/Files"))
    let model = try ModelFile.open("constants.onnx", files: files)
    #expect(try model.everyTensor().count >= 4)
    let frozen = MemoryFiles(ModelFixtures.files("../Models/TensorFlow/Files"))
    let graph = try ModelFile.open("folded.pb", files: frozen)
    #expect(try graph.everyTensor().contains { $0.shape.count == 4 }, "a kernel")
  }

  @Test("a graph that says it has more numbers than can be counted is one damaged tensor a constant")
  func countless() throws {
    // A GraphDef of constants of float32, of a shape of 2^62 and no more than one value.
    func node(_ name: String) -> [UInt8] {
      let shape: [UInt8] = [0x12, 0x0A, 0x08] + [UInt8](repeating: 0x80, count: 8) + [0x40]
      let tensor: [UInt8] = [0x08, 1, 0x12, UInt8(shape.count)] + shape + [0x2D, 0, 0, 0x80, 0x3F]
      let value: [UInt8] = [0x42, UInt8(tensor.count)] + tensor
      let attribute: [UInt8] = [0x0A, 5] + Array("value".utf8) + [0x12, UInt8(value.count)] + value
      let node: [UInt8] =
        [0x0A, UInt8(name.utf8.count)] + Array(name.utf8) + [0x12, 5] + Array("Const".utf8)
        + [0x2A, UInt8(attribute.count)] + attribute
      return [0x0A, UInt8(node.count)] + node
    }
    let check = try check(node("a") + node("b") + node("c"), "m.pb")
    #expect(check.tensors.map(\.name) == ["a", "b", "c"])
    #expect(check.tensors.allSatisfy { $0.damage != nil && $0.count == 1 << 62 } && check.sum(\.count) == .max)
  }

  @Test("files of data: a table with gaps, an array")
  func data() throws {
    let table = try check(Array("a,b\n1,nan\n2,inf\n".utf8), "t.csv")
    #expect(table.format == "CSV" && table.tensors.map(\.shape) == [[2, 2]])
    #expect(table.tensors[0].tally.nan.first == 1 && table.tensors[0].tally.infinite.first == 3)
    #expect(throws: FileError.self) { try check(Array("hello".utf8), "t.txt") }
    #expect(throws: FileError.self) { try FileCheck("nowhere", files: MemoryFiles()) }
  }
}

extension [UInt8] {
  /// Where the first of so many places stands at which some bytes begin, counted from the end.
  fileprivate func lastIndex(ofBytes pattern: [UInt8], count: Int) -> Int? {
    let places = indices.filter { self[$0...].starts(with: pattern) }
    return places.suffix(count).first
  }
}
