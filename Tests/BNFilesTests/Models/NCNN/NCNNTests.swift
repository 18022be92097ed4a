import BNTestSupport
import Testing

@testable import BNFiles

/// Models of ncnn and pnnx; ncnn 1.0.20261020 computed of each what the known layer gives.
@Suite("ncnn and pnnx")
struct NCNNTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  private func reason(_ path: String, _ files: [String: [UInt8]]) -> String {
    #expect(throws: FileError.self) { try open(path, files) }?.reason ?? ""
  }

  @Test("the known layer, whatever stands in front of it and however that is packed")
  func known() throws {
    let expected = [
      ("pnnx_bn.ncnn.param", "bn_0", 1e-5), ("noeps.param", "bn", 0), ("conv16.param", "bn", 1e-3),
      ("conv32.param", "bn", 1e-5), ("odd16.param", "bn", 1e-3), ("int8.param", "bn", 1e-5),
      ("table.param", "bn", 1e-5),
      ("lstm.param", "bn", 1e-5), ("mha.param", "bn", 1e-5), ("conv16.bin", "bn", 1e-3),
    ]
    for (path, name, epsilon) in expected {
      let model = try open(path)
      #expect(model.format == "ncnn")
      let layers = model.layers.filter { $0.kind == .batchNorm }
      try #require(layers.count == 1, "\(path)")
      try Expectation(name: name, epsilon: epsilon).check(layers[0], "\(path)")
      #expect(layers[0].notes.count == (epsilon == 0 ? 1 : 0))
    }
  }

  @Test("the layers as numbers, whose names are gone")
  func binary() throws {
    let layers = try open("bin16.param.bin").layers
    try #require(layers.count == 1)
    try Expectation(name: "BatchNorm_2", epsilon: 1e-3).check(layers[0], "bin16")
  }

  @Test("a graph of pnnx")
  func pnnx() throws {
    for path in ["pnnx_bn.pnnx.param", "pnnx_bn.pnnx.bin"] {
      let model = try open(path)
      #expect(model.format == "pnnx" && model.family == .pytorch)
      try Expectation(name: "bn", epsilon: 1e-5, axis: 1).check(try #require(model.layers.first), "pnnx")
    }
    var files = Self.all
    let text = String(decoding: files["pnnx_bn.pnnx.param"] ?? [], as: UTF8.self)
    files["pnnx_bn.pnnx.param"] = Array(text.replacing("@weight=(4)f32", with: "@weight=(5)f32").utf8)
    #expect(reason("pnnx_bn.pnnx.param", files).contains("is said to be \"(5)f32\""))
    files["pnnx_bn.pnnx.param"] = Array(text.replacing("@weight=(4)f32", with: "@other=(4)f32").utf8)
    #expect(reason("pnnx_bn.pnnx.param", files).contains("has no member \"bn.other\""))
  }

  /// What pnnx made of a frozen program of PyTorch: a call that it could not turn into a layer stays a call.
  @Test("calls of batch_norm without a module, in a graph of pnnx and in what is left of it for ncnn")
  func calls() throws {
    let graph = try open("calls.pnnx.param").layers
    #expect(graph.map(\.name) == ["F.batch_norm_1", "batchnorm_1", "F.batch_norm_3", "gn_0"])
    try Expectation(name: "F.batch_norm_1", epsilon: 1e-5, axis: 1, hasGamma: false, hasBeta: false).check(
      graph[0], "call")
    try Expectation(name: "batchnorm_1", epsilon: 1e-5, axis: 1).check(graph[1], "module")
    #expect(graph[2].mean == nil && graph[3].kind == .lookAlike("GroupNorm"))
    #expect(try open("calls.pnnx.param").tensors.allSatisfy { !$0.name.hasPrefix("gn_0") })
    let left = try open("calls.ncnn.param")
    #expect(left.format == "ncnn" && left.layers.map(\.name) == ["bn_0", "bn_1", "gn_2"])
    try Expectation(name: "bn_1", epsilon: 1e-5).check(left.layers[1], "ncnn")
    #expect(try left.layers[0].gamma?.numbers() == [1, 1, 1, 1])
  }

  @Test("what does not belong together, or is not there")
  func refusals() {
    var files = Self.all
    files["noeps.bin"] = nil
    #expect(reason("noeps.param", files).contains("its numbers are in \"noeps.bin\", which is not beside it"))
    files = Self.all
    files["noeps.bin"] = (files["noeps.bin"] ?? []) + [0, 0, 0, 0]
    #expect(reason("noeps.param", files).contains("goes on for 4 bytes behind the last layer"))
    files["noeps.bin"] = Array((Self.all["noeps.bin"] ?? []).dropLast())
    #expect(
      reason("noeps.param", files).contains("\"bn.bias\" of shape [4] and type float32 needs 16 bytes and has 15"))
    func param(_ text: String, _ numbers: Int = 0) -> String {
      let bytes = [UInt8](repeating: 0, count: numbers)
      return reason("a.param", ["a.param": Array("7767517\n\(text)".utf8), "a.bin": bytes])
    }
    #expect(param("").contains("ends before the number of layers"))
    #expect(param("2 1\nInput a 0 1 b\n").contains("ends after 1 of 2 layers"))
    #expect(param("1 1\nInput a 9 1 b\n").contains("expected a type, a name"))
    #expect(param("1 1\nBatchNorm a 1 1 x y 0=-4\n").contains("has -4 channels"))
    #expect(param("1 1\nInnerProduct a 1 1 x y 2=-4\n").contains("has -4 numbers"))
    let many = "9223372036854775807"
    #expect(param("1 1\nGRU a 1 1 x y 0=\(many) 1=0\n", 64).contains("has -1 numbers"))
    #expect(param("1 1\nMultiHeadAttention a 1 1 x y 0=4 3=\(many)\n", 64).contains("has -1 numbers"))
  }

  @Test("every beginning of a file, and changed bytes", arguments: ["mha", "lstm", "pnnx_bn.pnnx"])
  func damage(name: String) {
    let damage = Tampering(files: Self.all, opened: name + ".param")
    for part in [name + ".param", name + ".bin"] {
      #expect(damage.truncations(of: part) == [])
      #expect(damage.changes(of: part, count: 300, seed: 3) == [])
    }
  }

  @Test("changed bytes of layers as numbers")
  func damagedBinary() {
    let damage = Tampering(files: Self.all, opened: "bin16.param.bin")
    #expect(damage.truncations(of: "bin16.param.bin") == [])
    #expect(damage.changes(of: "bin16.param.bin", count: 600, seed: 5) == [])
  }
}
