import BNTestSupport
import Testing

@testable import BNFiles

/// Trees of arrays that Flax 0.12.12 wrote.
@Suite("Flax")
struct FlaxTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  private func reason(_ bytes: [UInt8]) -> String {
    #expect(throws: FileError.self) { try open("a.msgpack", ["a.msgpack": bytes]) }?.reason ?? ""
  }

  private func numbers(_ model: ModelFile) throws -> [String: [Double]] {
    Dictionary(uniqueKeysWithValues: try model.tensors.map { ($0.name, try $0.numbers()) })
  }

  @Test("both trees, whole, in pieces, and in half as many bits", arguments: ["flax_linen_bn", "chunked", "bf16"])
  func known(name: String) throws {
    let model = try open(name + ".msgpack")
    #expect(model.format == "Flax msgpack" && model.family == .flax)
    let variance = [4, 0.25, name == "bf16" ? 0.00010013580322265625 : KnownLayer.variance[2], 9]
    #expect(
      try numbers(model) == [
        "params/bn/scale": KnownLayer.gamma, "params/bn/bias": KnownLayer.beta, "batch_stats/bn/mean": KnownLayer.mean,
        "batch_stats/bn/var": variance,
      ])
    // What it is called does not matter.
    #expect(try open("a", ["a": Self.all[name + ".msgpack"] ?? []]).format == "Flax msgpack")
  }

  @Test("a state of training, with an optimizer's trees and numbers beside the arrays")
  func trainState() throws {
    let names = try open("trainstate.msgpack").tensors.map(\.name)
    #expect(names.contains("params/BatchNorm_0/scale") && names.contains("opt_state/0/mu/BatchNorm_0/scale"))
  }

  @Test("every form of a value")
  func forms() throws {
    let bytes: [UInt8] =
      [0xDF, 0, 0, 0, 9, 0xA1, 0x61, 0xCA, 0, 0, 0, 0, 0xA1, 0x62, 0xCB, 0, 0, 0, 0, 0, 0, 0, 0]
      + [0xD9, 1, 0x63, 0xD3, 0, 0, 0, 0, 0, 0, 0, 1, 0xDA, 0, 1, 0x64, 0xDC, 0, 2, 0xC0, 0xC3]
      + [0xDB, 0, 0, 0, 1, 0x65, 0xDD, 0, 0, 0, 1, 0xE0, 0x05, 0xD0, 0x80, 0xA1, 0x66, 0xD8, 0x42]
      + [UInt8](repeating: 0, count: 16)
      + [0xA1, 0x67, 0xDE, 0, 1, 0xA1, 0x78, 0xD1, 0, 0, 0xA1, 0x68]
      // Kind 1: [[2], "int16", two numbers].
      + [0xC7, 15, 1, 0x93, 0x91, 2, 0xA5] + Array("int16".utf8) + [0xC4, 4, 1, 0, 0xFE, 0xFF][..<4]
    #expect(reason(bytes).contains("ends too soon"))
    #expect(try numbers(open("a.msgpack", ["a.msgpack": bytes + [0xFE, 0xFF]])) == ["h": [1, -2]])
    #expect(reason(bytes + [0xFE, 0xFF, 0xC0]).contains("goes on behind its tree"))
  }

  @Test("what is damaged or too much")
  func refusals() {
    #expect(reason([0x81, 0xC0, 0xC0]).contains("a key that is no text"))
    #expect(reason([0x81, 0xA1, 0x61, 0xC1]).contains("expected a value of MessagePack, not the byte 193"))
    #expect(reason([0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 0xA1, 0x61]).contains("values do not fit into the file"))
    #expect(reason([0x81, 0xA1, 0x61] + [UInt8](repeating: 0x91, count: 80)).contains("more than 64 deep"))
    let array: [UInt8] = [0x81, 0xA1, 0x61, 0xC7, 12, 1, 0x93, 0x91, 3, 0xA4] + Array("int8".utf8) + [0xC4, 2, 1, 1]
    #expect(reason(array).contains("the array \"a\" of shape [3] and type int8 has 2 bytes"))
  }

  @Test("every beginning of a file, and changed bytes", arguments: ["chunked.msgpack", "flax_linen_bn.msgpack"])
  func damage(name: String) {
    let damage = Tampering(files: Self.all, opened: name)
    #expect(damage.truncations(of: name) == [])
    #expect(damage.changes(of: name, count: 600, seed: 3) == [])
  }

  @Test("folders of Orbax are refused with the way out")
  func orbax() {
    for mark in ["c/_CHECKPOINT_METADATA", "c/default/manifest.ocdbt"] {
      let error = #expect(throws: FileError.self) { try open("c", [mark: [0], "c/x": [0]]) }
      #expect(error?.exitStatus == 65 && error?.reason.contains("a checkpoint of Orbax") == true)
      #expect(error?.reason.contains("flax.serialization.to_bytes") == true)
    }
  }
}
