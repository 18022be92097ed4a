import BNTestSupport
import Testing

@testable import BNFiles

/// Models of ONNX that its own library, PyTorch, tf2onnx and onnxruntime wrote.
@Suite("ONNX")
struct ONNXTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String) throws -> ModelFile { try ModelFile.open(path, files: MemoryFiles(Self.all)) }

  @Test("the known layer, wherever its tensors lie")
  func known() throws {
    let defined = 1e-5
    let expected = [
      ("known/b_onnx_opset7_floatdata", Expectation(name: "bn", epsilon: defined, momentum: 0.9)),
      ("known/b_onnx_opset9_raw", Expectation(name: "bn", momentum: 0.99)),
      ("known/b_onnx_opset15_raw", Expectation(name: "bn", epsilon: defined, momentum: 0.9)),
      ("known/b_onnx_opset15_external", Expectation(name: "bn", epsilon: defined, momentum: 0.9)),
      ("known/b_onnx_opset15_conv_bn", Expectation(name: "bn", epsilon: defined, momentum: 0.9)),
      (
        "known/b_onnx_torch215_script_bn_7",
        Expectation(name: "/bn/BatchNormalization", epsilon: defined, momentum: 0.9)
      ),
      (
        "known/b_onnx_torch215_script_bn_15",
        Expectation(name: "/bn/BatchNormalization", epsilon: defined, momentum: 0.9)
      ),
      (
        "known/b_onnx_torch215_script_convbn_7",
        Expectation(name: "/bn/BatchNormalization", epsilon: defined, momentum: 0.9)
      ),
      ("known/b_tf2onnx_bn4", Expectation(name: "sequential_4/bn/FusedBatchNormV3", momentum: 0.9)),
      ("opset1", Expectation(name: "n", momentum: 0.97)),
      ("constants", Expectation(name: "bn", epsilon: defined, momentum: 0.9)),
      ("inputs", Expectation(name: "n", epsilon: defined, momentum: 0.9)),
      ("outside", Expectation(name: "n", epsilon: defined, momentum: 0.9)),
      ("inside", Expectation(name: "n", epsilon: defined, momentum: 0.9)),
      ("double_typed", Expectation(name: "n", epsilon: defined, momentum: 0.9, variance: [4, 0.25, 1e-4, 9])),
      (
        "float16_typed",
        Expectation(name: "n", epsilon: defined, momentum: 0.9, variance: [4, 0.25, 0.00010001659393310547, 9])
      ),
      (
        "bfloat16_raw",
        Expectation(name: "n", epsilon: defined, momentum: 0.9, variance: [4, 0.25, 9.965896606445312e-05, 9])
      ),
      ("branches", Expectation(name: "then/bn", epsilon: defined, momentum: 0.9)),
      ("loop", Expectation(name: "loop/bn", epsilon: 2e-3, momentum: 0.9)),
    ]
    for (path, expectation) in expected {
      let model = try open(path + ".onnx")
      #expect(model.format == "ONNX" && model.family == .onnx)
      #expect(model.layers.count == 1, "\(path)")
      var wanted = expectation
      wanted.axis = 1
      for layer in model.layers { try wanted.check(layer, "\(path)") }
    }
  }

  @Test("what is left out is said, and is what ONNX defines")
  func defaults() throws {
    #expect(
      try open("inside.onnx").layers[0].notes == [
        "epsilon is left out in the file; ONNX defines 1e-05 for that",
        "momentum is left out in the file; ONNX defines 0.9 for that",
      ])
    #expect(try open("known/b_onnx_opset9_raw.onnx").layers[0].notes == [])
  }

  @Test("an operator in training mode is said to be, in each version's way", arguments: [6, 8, 14])
  func training(opset: Int) throws {
    let layer = try open("opset\(opset)_training.onnx").layers[0]
    #expect(layer.kind == .batchNorm)
    #expect(layer.notes.contains { $0.contains("training mode") })
    #expect(try open("opset1.onnx").layers[0].notes == [])
  }

  @Test("statistics for each position, of opset 8 and before")
  func positions() throws {
    let layer = try open("opset7_positions.onnx").layers[0]
    #expect(layer.channels == 8 && layer.axis == nil)
    #expect(layer.notes.contains { $0.hasPrefix("spatial is 0") })
  }

  @Test("two operators over the same tensors are two layers")
  func shared() throws {
    let model = try open("shared.onnx")
    let layers = model.layers
    #expect(model.isNetworkOrder)
    #expect(layers.map(\.name) == ["first", "second"])
    for layer in layers { #expect(try layer.variance?.numbers() == KnownLayer.variance) }
  }

  @Test(
    "a name that is only a number gives way to what the tensors are called",
    arguments: [
      ("BatchNormalization_3", "layer1.bn"), ("node__native_batch_norm_legit_no_training__0", "layer1.bn"),
      ("12", "layer1.bn"), ("", "layer1.bn"), ("/layer1/bn/BatchNormalization", "/layer1/bn/BatchNormalization"),
      ("BatchNormalization_a", "BatchNormalization_a"),
    ])
  func numbered(name: String, expected: String) {
    let node = ONNXGraph.Operator(
      name: name, type: "BatchNormalization", domain: "", overload: "",
      inputs: ["x", "layer1.bn.weight", "layer1.bn.bias", "layer1.bn.running_mean", "layer1.bn.running_var"],
      outputs: ["y"])
    #expect(ONNXLayer(scope: ONNXScope(ONNXGraph()), node: node, opset: 15).ownName == expected)
  }

  @Test("each call of a function is a layer, with what the call says")
  func function() throws {
    let layers = try open("function.onnx").layers
    #expect(layers.map(\.name) == ["one/norm", "two/norm"])
    #expect(layers.map(\.epsilon) == [1e-3, 2e-3])
    for layer in layers { #expect(try layer.mean?.numbers() == KnownLayer.mean) }
  }

  @Test("a layer that is spelled out as single operators")
  func spelled() throws {
    let layer = try #require(try open("spelled.onnx").layers.first)
    #expect(layer.kind == .batchNorm && layer.epsilon == 1e-3)
    #expect(try layer.gamma?.numbers() == KnownLayer.gamma)
    #expect(try layer.beta?.numbers() == KnownLayer.beta)
    #expect(try layer.mean?.numbers() == KnownLayer.mean)
    #expect(try layer.variance?.numbers() == KnownLayer.variance)
  }

  @Test("names tell what was folded, and into what")
  func folded() throws {
    let runtime = try open("known/b_onnx_folded_by_ort.onnx").layers
    #expect(runtime.map(\.kind) == [.folded(into: "the Conv y")])
    #expect(runtime.map(\.name) == ["bn"])
    let rank2 = try open("known/b_tf2onnx_bn2.onnx").layers
    #expect(rank2.map(\.name) == ["sequential_6/bn"])
    #expect(rank2.map(\.kind) == [.folded(into: "the Mul sequential_6/bn/batchnorm/mul_1")])
    #expect(try rank2[0].beta?.numbers().first == -3.499687671661377)
  }

  @Test("a convolution with plain names shows nothing", arguments: ["conv", "known/b_onnx_torch215_script_convbn_15"])
  func plain(path: String) throws { #expect(try open(path + ".onnx").layers.isEmpty) }

  @Test("other norms are named as what they are")
  func lookAlikes() throws {
    #expect(try open("layer_norm.onnx").layers.map(\.kind) == [.lookAlike("LayerNormalization")])
    #expect(
      try open("moments.onnx").layers.map(\.kind) == [
        .lookAlike("a norm that computes mean and variance from its input")
      ])
  }

  @Test("a model is known by its content, whatever it is called")
  func otherName() throws {
    let bytes = Self.all["inside.onnx"] ?? []
    #expect(try ModelFile.open("weights", files: MemoryFiles(["weights": bytes])).layers.count == 1)
  }
}
