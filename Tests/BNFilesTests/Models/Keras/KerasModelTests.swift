import BNTestSupport
import Testing

@testable import BNFiles

/// Models that real versions of Keras wrote, against what Keras itself said of their layers.
@Suite("Models of Keras")
struct KerasModelTests {
  /// Files whose layers come with their settings and in network order.
  @Test(
    "layers are those that Keras saved, in network order",
    arguments: [
      "keras2_block.h5", "keras2_nested.h5", "keras2_nested.keras", "keras2_trained.h5", "keras2_wrapped.h5",
      "keras3_nested.keras", "keras3_renorm.keras", "keras3_trained.keras", "keras3_wrapped.keras",
      "keras3_block.keras",
    ])
  func configured(name: String) throws {
    let expected = try #require(try KerasFiles.expected()[name])
    let layers = try KerasFiles.model(name).batchNorms
    #expect(layers.map(\.name) == expected.map(\.name))
    for (layer, truth) in zip(layers, expected) {
      try compare(layer, truth)
      // What is inside a layer of somebody's own stands in no configuration.
      guard !layer.name.hasPrefix("block_of_two/") else { continue }
      #expect(layer.epsilon == truth.epsilon)
      #expect(layer.momentum == .ofOld(truth.momentum))
      #expect(layer.axis == truth.axis)
    }
  }

  @Test(
    "weights alone give the same vectors, without settings",
    arguments: [
      ("keras2_nested_only.h5", []), ("keras3_nested.weights.h5", []),
      ("keras3_wrapped.weights.json", ["keras3_wrapped_00000.weights.h5", "keras3_wrapped_00001.weights.h5"]),
    ])
  func weightsOnly(name: String, others: [String]) throws {
    let layers = try KerasFiles.model(name, with: others).batchNorms
    #expect(layers.allSatisfy { $0.epsilon == nil && $0.momentum == nil })
    for truth in try #require(try KerasFiles.expected()[name]) {
      // Keras 2 names what is in a model in a model by the innermost model alone.
      let last = truth.name.split(separator: "/").suffix(2).joined(separator: "/")
      let layer =
        layers.first { $0.name == truth.name }
        ?? layers.first { last.hasSuffix(String($0.name.split(separator: "/").last ?? "")) }
      try compare(try #require(layer), truth)
    }
  }

  private func compare(_ layer: StatedLayer, _ truth: ExpectedLayer) throws {
    #expect(try layer.gamma?.numbers() == truth.gamma)
    #expect(try layer.beta?.numbers() == truth.beta)
    #expect(try layer.mean?.numbers() == truth.mean)
    #expect(try layer.variance?.numbers() == truth.variance)
    #expect(layer.channels == truth.mean.count)
  }

  @Test(
    "scopes with numbers inside, branches in another order than their names, an optimizer's moments, a class of one's own"
  )
  func suffixes() throws {
    let model = try KerasFiles.model("suffix.h5")
    #expect(model.batchNorms.map(\.name) == ["b_second", "a_first", "tail"])
    try Expectation(name: "b_second", epsilon: 2e-3, momentum: 0.97, axis: 3).check(model.batchNorms[0], "second")
    #expect(try model.batchNorms[1].mean?.numbers() == KnownLayer.mean.map { $0 * 2 })
    try Expectation(name: "tail", epsilon: 2e-3, momentum: 0.97, axis: 3, hasGamma: false).check(
      model.batchNorms[2], "tail")
  }

  @Test("a layer that two models share is named once", arguments: ["keras2_nested.h5", "keras3_nested.keras"])
  func shared(name: String) throws {
    #expect(try KerasFiles.model(name).batchNorms.filter { $0.name.hasSuffix("shared") }.count == 1)
  }

  @Test(
    "a layer normalization is a look-alike",
    arguments: ["keras2_nested.h5", "keras3_nested.keras", "keras3_nested.weights.h5"])
  func lookAlike(name: String) throws {
    let others = try KerasFiles.model(name).layers.filter { $0.kind != .batchNorm }
    #expect(others.map(\.name) == ["look_alike"])
    #expect(others.first?.kind == .lookAlike("LayerNormalization"))
  }

  @Test(
    "an optimizer's averages are no layers and no tensors", arguments: ["keras2_trained.h5", "keras3_trained.keras"])
  func optimizer(name: String) throws {
    let model = try KerasFiles.model(name)
    #expect(model.batchNorms.map(\.name) == ["trained"])
    #expect(!model.tensors.contains { $0.name.contains("optimizer") || $0.name.contains("Adam") })
  }

  @Test(
    "the known layer, as every writer has it",
    arguments: [
      ("known_b_keras215_full.h5", "Keras .h5", "bn", true),
      ("known_tfkeras215_nested_bn.h5", "Keras .h5", "enc/bn", true),
      ("known_b_keras315.keras", "Keras 3 .keras", "bn", true),
      ("known_keras3_jax_bn.keras", "Keras 3 .keras", "bn", true),
      ("known_tfkeras215_bn.keras", "Keras 3 .keras", "bn", true),
      ("known_b_keras315.weights.h5", "Keras 3 .weights.h5", "bn", false),
      ("known_tfkeras215_bn.weights.h5", "Keras 3 .weights.h5", "batch_normalization", false),
    ])
  func known(name: String, format: String, layer: String, hasSettings: Bool) throws {
    let model = try KerasFiles.model(name)
    #expect(model.format == format)
    #expect(model.family == .keras)
    #expect(model.tensors.isEmpty)
    #expect(model.layers.count == 1)
    let found = try #require(model.layers.first)
    #expect(found.name == layer)
    #expect(try found.gamma?.numbers() == [0.5, 1, 1.5, 2])
    #expect(try found.beta?.numbers() == [-1, 0, 1, 2])
    #expect(try found.mean?.numbers() == [10, -2, 0.25, 1000])
    #expect(try found.variance?.numbers() == [4, 0.25, Double(Float(1e-4)), 9])
    #expect(found.epsilon == (hasSettings ? 0.001 : nil))
    #expect(found.momentum == (hasSettings ? .ofOld(0.99) : nil))
  }

  @Test("of one vector beside the statistics its values decide whether it is gamma or beta, and a note says so")
  func undecided() throws {
    let layers = try KerasFiles.model("keras3_nested.weights.h5").batchNorms
    for name in ["no_gamma", "no_beta"] {
      let layer = try #require(layers.first { $0.name == name })
      #expect(layer.notes.contains { $0.contains("which of gamma and beta") })
    }
  }

  @Test("a configuration of the same name beside weights counts, with a remark")
  func companion() throws {
    let config =
      #"{"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "BatchNormalization", "#
      + #""config": {"name": "bn", "epsilon": 0.25, "momentum": 0.5, "axis": 1}}]}}"#
    for name in ["m.weights.h5", "m.h5"] {
      let files = MemoryFiles([
        name: try KerasFiles.bytes("known_b_keras315.weights.h5"), "m.json": Array(config.utf8),
      ])
      let model = try ModelFile.open(name, files: files)
      #expect(model.batchNorms.first?.epsilon == 0.25)
      #expect(model.remarks.contains { $0.text.contains("m.json") })
    }
  }

  @Test("an unpacked .keras is a folder")
  func folder() throws {
    let bytes = try KerasFiles.bytes("known_b_keras315.keras")
    let archive = try ZipArchive(MemoryBytes(bytes, path: "x"))
    var files: [String: [UInt8]] = [:]
    for member in archive.members { files["model/" + member.name] = try archive.bytes(of: member) }
    let model = try ModelFile.open("model", files: MemoryFiles(files))
    #expect(model.format == "Keras 3 .keras")
    #expect(model.batchNorms.map(\.name) == ["bn"])
    #expect(try model.batchNorms.first?.mean?.numbers() == [10, -2, 0.25, 1000])
  }

  @Test("numbers of a model on the disk are read from where they lie")
  func onDisk() throws {
    let folder = try TemporaryFolder()
    for name in ["known_b_keras215_full.h5", "known_b_keras315.keras"] {
      let path = folder / name
      try DiskFiles().write(try KerasFiles.bytes(name), to: path)
      let model = try ModelFile.open(path, files: DiskFiles())
      #expect(try model.batchNorms.first?.mean?.numbers() == [10, -2, 0.25, 1000])
    }
  }
}
