import BNTestSupport
import Testing

@testable import BNFiles

/// Arrays and symbols that MXNet 1.9.1 wrote.
@Suite("MXNet")
struct MXNetTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    let folder = Dictionary(uniqueKeysWithValues: files.map { ("m/" + $0.key, $0.value) })
    return try ModelFile.open("m/" + path, files: MemoryFiles(folder))
  }

  private func reason(_ bytes: [UInt8]) -> String {
    #expect(throws: FileError.self) { try open("a.params", ["a.params": bytes]) }?.reason ?? ""
  }

  @Test("a symbol beside the arrays states the layers")
  func symbols() throws {
    let expected = [
      ("mxnet_gluon_export-0000.params", Expectation(name: "net_batchnorm0", epsilon: 1e-5, momentum: 0.9, axis: 1)),
      ("mxnet_symbol_bn-0000.params", Expectation(name: "bn", epsilon: 1e-3, momentum: 0.9, axis: 1)),
      ("axis-0000.params", Expectation(name: "batchnorm3", epsilon: 1e-5, momentum: 0.9, axis: -1)),
      ("half-0000.params", Expectation(name: "batchnorm5", epsilon: 1e-5, momentum: 0.9, axis: 1)),
      ("sync-0000.params", Expectation(name: "syncbatchnorm0", epsilon: 1e-5, momentum: 0.9, axis: 1)),
      ("conv-0000.params", Expectation(name: "batchnorm4", epsilon: 1e-5, momentum: 0.9, axis: 1)),
    ]
    for (path, expectation) in expected {
      let model = try open(path)
      try expectation.check(try #require(model.layers.first), "\(path)")
    }
    #expect(
      try open("conv-0000.params").layers.map(\.kind) == [
        .batchNorm, .lookAlike("LayerNorm"), .lookAlike("InstanceNorm"),
      ])
    #expect(try open("conv-0000.params").tensors.map(\.name) == ["arg:conv0_weight", "arg:conv0_bias"])
  }

  /// MXNet itself gave -5.4999948, 7.99984, 263.2022, -329.99982 for 1, 2, 3, 4 with scale=False: gamma counted as 1.
  @Test(
    "a gamma that is fixed counts as 1, whatever is stored", arguments: ["noscale-0000.params", "symdef-0003.params"])
  func fixed(path: String) throws {
    let layer = try #require(try open(path).layers.first)
    #expect(try layer.gamma?.numbers() == [1, 1, 1, 1])
    #expect(try layer.beta?.numbers() == KnownLayer.beta)
    #expect(layer.notes.contains { $0.contains("the stored gamma is ignored") })
  }

  @Test("the symbol may be named, too, and finds the newest arrays")
  func symbolNamed() throws {
    #expect(try open("symdef-symbol.json").layers.first?.epsilon == 1e-3)
    var files = Self.all
    files["symdef-0012.params"] = files["mxnet_gluon_bn.params"]
    #expect(try open("symdef-symbol.json", files).tensors.map(\.name).first == "0.gamma")
    files = ["x-symbol.json": Self.all["symdef-symbol.json"] ?? []]
    let error = #expect(throws: FileError.self) { try open("x-symbol.json", files) }
    #expect(error?.reason.contains("\"x-0000.params\" is not beside it") == true)
  }

  @Test("without a symbol there are arrays with names, and of an export it is said that the symbol is missing")
  func namesAlone() throws {
    let model = try open("mxnet_gluon_bn.params")
    #expect(model.layers.isEmpty && model.remarks.isEmpty)
    #expect(model.tensors.map(\.name) == ["0.gamma", "0.beta", "0.running_mean", "0.running_var"])
    #expect(
      try model.tensors.map { try $0.numbers() } == [
        KnownLayer.gamma, KnownLayer.beta, KnownLayer.mean, KnownLayer.variance,
      ])
    let name = "mxnet_symbol_bn-0000.params"
    let alone = try open(name, [name: Self.all[name] ?? []])
    #expect(alone.layers.isEmpty && alone.tensors.count == 4)
    #expect(alone.remarks.first?.text.hasPrefix("\"mxnet_symbol_bn-symbol.json\" is not beside it") == true)
  }

  @Test("sparse arrays are left out, with what they are, and take nothing else along")
  func sparse() throws {
    let model = try open("sparse.params")
    #expect(model.tensors.map(\.name) == ["bn_gamma", "bn_beta", "bn_moving_mean", "bn_moving_var", "i"])
    #expect(model.remarks.map(\.text.first) == ["l", "l"])
    #expect(model.remarks.allSatisfy { $0.text.contains("a sparse array of shape [2, 2]") })
  }

  /// One array of each version of the format, as `NDArray::Save` of that time wrote it.
  @Test("arrays of all versions, and single numbers of the third")
  func versions() throws {
    func list(_ array: [UInt8]) -> [UInt8] {
      var bytes = MXNetArrays.magic + [UInt8](repeating: 0, count: 8)
      bytes.append(littleEndian: UInt64(1))
      bytes += array
      bytes.append(littleEndian: UInt64(1))
      bytes.append(littleEndian: UInt64(1))
      return bytes + Array("a".utf8)
    }
    func words(_ values: UInt32...) -> [UInt8] {
      var bytes: [UInt8] = []
      for value in values { bytes.append(littleEndian: value) }
      return bytes
    }
    let half: [UInt8] = [0, 0x3C, 0, 0xC0]
    let arrays = [
      words(1, 2, 1, 0, 2) + half,
      words(0xF993_FAC8, 1, 2, 0, 1, 0, 2) + half,
      words(0xF993_FAC9, 0, 1, 2, 0, 1, 0, 2) + half,
      words(0xF993_FACA, 0, 1, 2, 0, 1, 0, 2) + half,
    ]
    for array in arrays {
      #expect(try open("a.params", ["a.params": list(array)]).tensors.map { try $0.numbers() } == [[1, -2]])
    }
    let single = words(0xF993_FACA, 0, 0, 1, 0, 12) + [0x80, 0x3F]
    #expect(try open("a.params", ["a.params": list(single)]).tensors.map { try $0.numbers() } == [[1]])
    let empty = words(0xF993_FAC9, 0, 0)
    #expect(try open("a.params", ["a.params": list(empty)]).remarks.count == 1)
    #expect(reason(list(words(0xF993_FAC9, 7))).contains("stored in the unknown way 7"))
    #expect(reason(list(words(0xF993_FAC9, 0, 1, 2, 0, 1, 0, 99))).contains("the unknown type 99"))
    #expect(reason(list(words(40))).contains("has 40 dimensions"))
    #expect(
      reason(list(words(0xF993_FAC9, 0, 2, 0, 0x7FFF_FFFF, 0, 0x7FFF_FFFF, 1, 0, 0))).contains("larger than any memory")
    )
    #expect(reason(Array(list(arrays[0]).dropLast())).contains("the file ends too soon: a name needs 1 byte and has 0"))
  }

  @Test("every beginning of a file, and changed bytes", arguments: ["mxnet_gluon_export-0000.params", "sparse.params"])
  func damage(name: String) {
    let damage = Tampering(files: Self.all, opened: name)
    #expect(damage.truncations(of: name) == [])
    #expect(damage.changes(of: name, count: 600, seed: 3) == [])
    #expect(damage.changes(of: "mxnet_gluon_export-symbol.json", count: 300, seed: 4) == [])
  }
}
