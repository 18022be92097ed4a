import BNTestSupport
import Testing

@testable import BNFiles

/// Checkpoints that TensorFlow 1.15 and 2.15 wrote, in every way in which a person may name them.
@Suite("Checkpoints of TensorFlow")
struct TensorFlowCheckpointTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String, _ files: [String: [UInt8]] = Self.all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  /// The tensors that are the known layer's, by their scope.
  private func check(_ model: ModelFile, scope: String, _ comment: Comment = "") throws {
    let roles = [
      ("gamma", KnownLayer.gamma), ("beta", KnownLayer.beta), ("moving_mean", KnownLayer.mean),
      ("moving_variance", KnownLayer.variance),
    ]
    for (role, numbers) in roles {
      let tensor = try #require(model.tensors.first { $0.name == "\(scope)/\(role)" }, comment)
      #expect(tensor.shape == [4], comment)
      #expect(try tensor.numbers() == numbers, comment)
    }
  }

  @Test(
    "the known layer, whatever it is named by",
    arguments: [
      ("known/tf115_layers/model.ckpt.index", "bn"), ("known/tf115_layers/model.ckpt", "bn"),
      ("known/tf115_layers/model.ckpt.data-00000-of-00001", "bn"), ("known/tf115_layers", "bn"),
      ("known/tf115_layers/", "bn"), ("known/tf115_layers_v1format/model.ckpt", "bn"),
      ("known/tf115_layers_v1format", "bn"), ("known/tf115_slim/model.ckpt.index", "bn"),
      ("known/tf115_partitioned/model.ckpt.index", "net/bn"), ("known/tf115_renorm", "bn"),
      ("known/tf2_object_ckpt/bn.index", "bn"), ("objects/ck", "bn"),
    ])
  func known(path: String, scope: String) throws {
    let model = try open(path)
    #expect(model.format.hasPrefix("TensorFlow checkpoint V"))
    #expect(model.family == .tensorFlow)
    #expect(model.layers.isEmpty)
    try check(model, scope: scope)
  }

  @Test("a checkpoint whose prefix is empty, by its hidden index and by its folder")
  func emptyPrefix() throws {
    let files = Dictionary(
      uniqueKeysWithValues: Self.all.filter { $0.key.hasPrefix("known/tf115_layers/") }
        .map { ("m/" + $0.key.dropFirst("known/tf115_layers/model.ckpt".count), $0.value) })
    #expect(files.keys.sorted() == ["m/.data-00000-of-00001", "m/.index"])
    for path in ["m/.index", "m", "m/.data-00000-of-00001"] { try check(try open(path, files), scope: "bn") }
  }

  @Test("the list of checkpoints decides, by the last part of its path where that is another machine's")
  func list() throws {
    var files: [String: [UInt8]] = [:]
    for (path, bytes) in Self.all where path.hasPrefix("known/tf115_layers/") {
      for name in ["a-1.ckpt", "b-2.ckpt"] {
        files["m/" + name + path.dropFirst("known/tf115_layers/model.ckpt".count)] = bytes
      }
    }
    let place = { (list: String?) -> String? in
      var files = files
      if let list { files["m/checkpoint"] = Array(list.utf8) }
      let candidate = try ModelCandidate("m", files: MemoryFiles(files))
      if case .bundle(let prefix)? = CheckpointPlace.of(candidate) { return prefix }
      return nil
    }
    #expect(
      try place("model_checkpoint_path: \"a-1.ckpt\"\nall_model_checkpoint_paths: \"b-2.ckpt\"\n") == "m/a-1.ckpt")
    #expect(try place("model_checkpoint_path: \"/home/someone/a-1.ckpt\"\n") == "m/a-1.ckpt")
    #expect(try place("model_checkpoint_path: \"..\\\\x\\\\\\141-1.ckpt\"") == "m/a-1.ckpt")
    #expect(try place("model_checkpoint_path: \"../m/a-1.ckpt\"\n") == "m/a-1.ckpt")
    #expect(try place("model_checkpoint_path: \"gone.ckpt\"\n") == "m/b-2.ckpt")
    #expect(try place(nil) == "m/b-2.ckpt")
    files["m/checkpoint"] = Array("model_checkpoint_path: \"a-1.ckpt\"\n".utf8)
    try check(try open("m/checkpoint", files), scope: "bn")
  }

  @Test("slices of a table are put together along any dimension")
  func slices() throws {
    let table = try #require(try open("parts").tensors.first { $0.name == "table" } ?? nil)
    #expect(table.shape == [2, 6])
    #expect(try table.numbers() == (0..<12).map(Double.init))
  }

  @Test("the keys of slices are those that TensorFlow 2.15 wrote")
  func sliceKeys() {
    let keys = [
      ("v63", 63, "007636330001010180bf", "0076363300010101bfbf"),
      ("v64", 64, "007636340001010180c040", "0076363400010101c040c040"),
      ("v8191", 8191, "0076383139310001010180dfff", "00763831393100010101dfffdfff"),
      ("v8192", 8192, "0076383139320001010180e02000", "00763831393200010101e02000e02000"),
      ("v1048575", 1_048_575, "0076313034383537350001010180efffff", "00763130343835373500010101efffffefffff"),
      ("v3000000", 3_000_000, "0076333030303030300001010180f02dc6c0", "00763330303030303000010101f02dc6c0f02dc6c0"),
    ]
    for (name, length, first, second) in keys {
      #expect(TensorSliceKey(name: name, extents: [(0, length)]).bytes == [UInt8](hex: first))
      #expect(TensorSliceKey(name: name, extents: [(length, length)]).bytes == [UInt8](hex: second))
    }
    // The whole of a dimension, as a checkpoint of version 1 has it.
    #expect(TensorSliceKey(name: "bn/beta", extents: [(0, -1)]).bytes == [UInt8](hex: "00626e2f6265746100010101807f"))
  }

  @Test("bfloat16, float16, float64 and whole numbers; texts are left out")
  func types() throws {
    let tensors = Dictionary(uniqueKeysWithValues: try open("types/ck").tensors.map { ($0.name, $0) })
    for type in ["bfloat16", "float16", "float64"] {
      #expect(tensors[type]?.type == type)
      #expect(try tensors[type]?.numbers() == [1.5, 2.25, -0.125])
    }
    #expect(tensors["int64"]?.isIntegral == true)
    #expect(try tensors["int64"]?.numbers() == [1, -2, 3])
    #expect(tensors["text"] == nil)
  }

  @Test("two layers of one name keep the paths that tell them apart")
  func twins() throws {
    let names = try open("twins/ck").tensors.map(\.name)
    #expect(names.contains("a/layer_with_weights-0/gamma") && names.contains("b/layer_with_weights-0/gamma"))
  }

  @Test("Keras 3 keeps gamma and beta of a compiled model under its optimizer; the objects say whose they are")
  func compiled() throws {
    let model = try open("keras3")
    try check(model, scope: "net/bn")
    #expect(model.tensors.filter { $0.name.hasSuffix("/gamma") }.count == 1)
  }

  @Test("slots of an optimizer have names of their own")
  func slots() throws {
    let names = try open("objects/ck").tensors.map(\.name)
    #expect(names.filter { $0.hasSuffix("/gamma") } == ["bn/gamma"])
    #expect(names.contains("model/layer_with_weights-0/gamma/.OPTIMIZER_SLOT/optimizer/m"))
  }

  @Test("the graph beside a checkpoint tells epsilon, momentum and axis")
  func graph() throws {
    let expected: [(String, [Expectation])] = [
      ("cond", [Expectation(name: "bn", epsilon: 2e-3, momentum: 0.95, axis: 3)]),
      ("dense/model.ckpt.meta", [Expectation(name: "bn", epsilon: 2e-3, momentum: 0.95)]),
      ("v1/model.ckpt", [Expectation(name: "bn", momentum: 0.99, axis: 3)]),
      ("training", [Expectation(name: "a/bn", momentum: 0.99, axis: 3)]),
      ("renorm", [Expectation(name: "bn", momentum: 0.99)]),
      ("parts", [Expectation(name: "net/bn", momentum: 0.99, axis: 3)]),
      ("nchw", [Expectation(name: "bn", axis: 1, hasGamma: false)]),
      ("plain", [Expectation(name: "a/bn"), Expectation(name: "b/bn", hasGamma: false, hasBeta: false)]),
    ]
    for (path, layers) in expected {
      let model = try open(path)
      #expect(model.layers.count == layers.count, "\(path)")
      for (layer, expectation) in zip(model.layers, layers) { try expectation.check(layer, "\(path)") }
      #expect(!model.tensors.contains { $0.name.hasSuffix("moving_mean") }, "\(path)")
    }
    #expect(try open("training").layers[0].notes.contains { $0.contains("for training") })
  }

  @Test("a damaged graph beside a checkpoint is told, and the numbers are read all the same")
  func damagedGraph() throws {
    var files = Self.all
    files["cond/model.ckpt.meta"]?.removeLast(100)
    let model = try open("cond", files)
    try check(model, scope: "bn")
    #expect(model.remarks.map(\.text).contains { $0.hasPrefix("the graph beside it is not used: ") })
  }
}

extension [UInt8] {
  /// Bytes from their digits.
  init(hex: String) {
    let digits = hex.compactMap(\.hexDigitValue)
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }
}
