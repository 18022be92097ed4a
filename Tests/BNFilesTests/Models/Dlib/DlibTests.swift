import BNTestSupport
import Testing

@testable import BNFiles

/// Networks that dlib 19.24.9 wrote; `make_files.cpp` beside them prints what dlib computes with them.
@Suite("dlib")
struct DlibTests {
  static let all = Dictionary(uniqueKeysWithValues: ModelFixtures.files("Files").map { ("m/" + $0.key, $0.value) })

  private func open(_ name: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open("m/\(name)", files: MemoryFiles(files))
  }

  private func changed(_ name: String, _ change: (inout [UInt8]) -> Void) throws -> ModelFile {
    var files = Self.all
    change(&files["m/\(name)", default: []])
    return try open(name, files)
  }

  @Test("the running pair of statistics is the layer's, not that of the last batch")
  func pairs() throws {
    let model = try open("bn_con.dat")
    #expect(model.format == "dlib" && model.layers.count == 1)
    // Three updates of a window of 100: the next one takes a quarter.
    try Expectation(name: "bn_con_0", epsilon: 1e-4, momentum: 0.75, axis: 1).check(model.layers[0], "bn_con")
    #expect(model.layers[0].varianceKind == .unbiased)
    #expect(model.layers[0].notes.contains { $0.contains("one example at a time") })
    #expect(model.layers[0].notes.contains { $0.contains("from 0 to 100/101, and 3 were made") })
    #expect(model.tensors.map(\.name) == ["bn_con_0.means", "bn_con_0.invstds"])
    // Of the batches that the file's maker gave: the means of 1, 2, 3 and of 2, 1, 5.
    #expect(try model.tensors[0].numbers().prefix(2) == [2, Double(Float(8) / 3)])
  }

  @Test("numbers of the elements of an example, and a window that is full")
  func dense() throws {
    let model = try open("bn_fc.dat")
    try Expectation(name: "bn_fc_0", momentum: 2.0 / 3, axis: 1).check(model.layers[0], "bn_fc")
    #expect(model.layers[0].notes.count == 1)
  }

  @Test("a layer that was never trained, and one that was never run")
  func untrained() throws {
    let young = try open("untrained.dat").layers
    #expect(try young[0].variance?.numbers() == [1, 1, 1, 1] && young[0].mean?.numbers() == [0, 0, 0, 0])
    #expect(young[0].momentum == .ofOld(0))
    #expect(
      try open("empty.dat").layers.map(\.kind)
        == [.lookAlike("a batch norm without numbers: the network was never run")])
  }

  @Test("an affine layer is none, and one that a convolution took in is folded")
  func affine() throws {
    let layer = try open("affine.dat").layers[0]
    guard case .lookAlike(let what) = layer.kind else {
      Issue.record("\(layer.kind)")
      return
    }
    #expect(what.hasPrefix("an affine layer") && layer.name == "affine_0" && layer.mean == nil && layer.channels == 4)
    // gamma / sqrt(variance + epsilon), as dlib computed it in single precision.
    let scale = zip(KnownLayer.gamma, KnownLayer.variance).map { $0 / ($1 + 1e-4).squareRoot() }
    let stored = try #require(try layer.gamma?.numbers())
    #expect(zip(stored, scale).allSatisfy { abs($0 / $1 - 1) < 1e-6 })
    let fused = try open("fused.dat")
    #expect(fused.layers.map(\.kind) == [.folded(into: "con_0")] && fused.layers[0].channels == 6)
  }

  @Test("a residual network: layers in the order of the file, kernels with their shapes, texts behind it")
  func residual() throws {
    let model = try open("residual.dat")
    #expect(model.layers.map(\.name) == ["layer_norm_0", "bn_con_0", "bn_con_1"])
    #expect(model.layers[0].kind == .lookAlike("layer_norm"))
    // What dlib printed of the last of them, after 12 updates.
    let last = model.layers[2]
    let means: [Float] = [-0.025376616, 1.33627534, 0.259212673, -0.139552325, -0.0951231048, 0.527334869]
    let variances: [Float] = [0.872876167, 0.788146377, 0.647848189, 0.858224094, 0.79561311, 0.714149415]
    #expect(try last.mean?.numbers() == means.map(Double.init))
    #expect(try last.variance?.numbers() == variances.map(Double.init))
    #expect(last.momentum == .ofOld(12.0 / 13) && last.epsilon == 1e-4)
    let shapes = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.shape) })
    #expect(shapes["con_0.filters"] == [4, 4, 3, 3] && shapes["con_1.filters"] == [6, 4, 3, 3])
    #expect(shapes["con_1.biases"] == [6] && shapes["fc_0.biases"] == [2])
  }

  @Test("what cannot be, and what is newer")
  func refusals() {
    func reason(_ name: String = "bn_con.dat", _ change: (inout [UInt8]) -> Void) -> String? {
      let error = #expect(throws: FileError.self) { try changed(name, change) }
      return error?.reason
    }
    // The second extent of beta, the exponent of epsilon, the text itself.
    let bytes = Self.all["m/bn_con.dat"] ?? []
    let beta = bytes.count - 174
    #expect(bytes[beta] == 4)
    #expect(reason { $0[beta] = 5 }?.contains("not as many numbers as each other") == true)
    #expect(reason { $0[0x20] = 0x33 }?.contains("is of the version \"bn_con3\"; expected bn_con2") == true)
    #expect(reason { $0.removeLast(100) }?.contains("the file ends too soon") == true)
    #expect(reason("affine.dat") { $0[$0.count - 36] = 0x35 }?.contains("neither 0 nor 1") == true)
  }

  @Test("every beginning of a file, and changed bytes")
  func damage() {
    for name in ["bn_con.dat", "affine.dat", "residual.dat", "fused.dat"] {
      let model = Tampering(files: Self.all, opened: "m/\(name)")
      #expect(model.truncations(of: "m/\(name)", step: name == "residual.dat" ? 7 : 1) == [])
      #expect(model.changes(of: "m/\(name)", count: 300, seed: 3) == [])
    }
  }
}
