import BNTestSupport
import Testing

@testable import BNFiles

/// Files in the folder `TorchFiles`, most of them of one layer whose numbers are known.
enum TorchFiles {
  /// The layer that they hold, as single precision keeps it.
  static let gamma = [0.5, 1, 1.5, 2]
  static let beta = [-1.0, 0, 1, 2]
  static let mean = [10, -2, 0.25, 1000]
  static let variance = [4, 0.25, Double(Float(1e-4)), 9]

  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex))
    return try DiskFiles().read(folder + "/TorchFiles/" + name)
  }

  /// Opens bytes that may have been changed.
  static func model(_ bytes: [UInt8], name: String = "m.pt") throws(FileError) -> ModelFile {
    try ModelFile.open(name, files: MemoryFiles([name: bytes]))
  }

  static func model(_ name: String) throws -> ModelFile { try model(try bytes(name), name: name) }

  /// The error of opening, or of reading the numbers of all that was found.
  static func failure(_ bytes: [UInt8], name: String = "m.pt") -> FileError? {
    do throws(FileError) {
      let model = try model(bytes, name: name)
      for layer in model.layers {
        for tensor in [layer.gamma, layer.beta, layer.mean, layer.variance] { _ = try tensor?.numbers() }
      }
      for tensor in model.tensors { _ = try tensor.numbers() }
      return nil
    } catch {
      return error
    }
  }
}

extension ModelFile {
  /// The numbers of a tensor that no layer has.
  func numbers(_ name: String) throws -> [Double] {
    try #require(tensors.first { $0.name == name }, "no tensor \(name) among \(tensors.map(\.name))").numbers()
  }

  func layer(_ name: String) throws -> StatedLayer {
    try #require(layers.first { $0.name == name }, "no layer \(name) among \(layers.map(\.name))")
  }
}

extension StatedLayer {
  /// The numbers of gamma, beta, mean and variance.
  func numbers() throws -> [[Double]?] {
    [try gamma?.numbers(), try beta?.numbers(), try mean?.numbers(), try variance?.numbers()]
  }
}

@Suite("One layer, written by versions of PyTorch and others")
struct TorchDialectTests {
  @Test(
    "state dicts give their tensors under their full names",
    arguments: [
      ("b_torch215_state_dict.pt", "PyTorch zip", ""), ("b_torch215_checkpoint.pt", "PyTorch zip", "0."),
      ("b_torch215_dataparallel.pt", "PyTorch zip", "module.bn."),
      ("b_torch215_compiled.pt", "PyTorch zip", "_orig_mod.bn."), ("b_torch215_f64.pt", "PyTorch zip", ""),
      ("b_torch215_cuda_tag.pt", "PyTorch zip", ""), ("b_torch215_qat_convbn2d.pt", "PyTorch zip", "bn."),
      ("b_torch112_state_dict.pt", "PyTorch zip", ""), ("b_torch215_legacy.pt", "PyTorch legacy", ""),
      ("b_torch10_state_dict.pt", "PyTorch legacy", ""), ("protocol5.pt", "PyTorch zip", ""),
      ("tensors.pkl", "Python pickle", ""), ("arrays.pt", "PyTorch zip", ""),
      ("arrays_protocol2.pkl", "Python pickle", ""), ("arrays_protocol5.pkl", "Python pickle", ""),
    ])
  func stateDict(name: String, format: String, prefix: String) throws {
    let model = try TorchFiles.model(name)
    #expect(model.format == format)
    #expect(model.family == (name.hasPrefix("arrays_") ? .any : .pytorch))
    #expect(model.layers.isEmpty)
    #expect(try model.numbers(prefix + "weight") == TorchFiles.gamma)
    #expect(try model.numbers(prefix + "bias") == TorchFiles.beta)
    #expect(try model.numbers(prefix + "running_mean") == TorchFiles.mean)
    #expect(try model.numbers(prefix + "running_var") == TorchFiles.variance)
    guard !name.hasPrefix("arrays_") else { return }
    let counter = try #require(model.tensors.first { $0.name == prefix + "num_batches_tracked" })
    #expect(counter.isIntegral && counter.shape.isEmpty)
  }

  @Test("half precision is reported as it is stored")
  func half() throws {
    let model = try TorchFiles.model("b_torch215_fp16.pt")
    #expect(model.tensors[3].type == "torch.float16")
    #expect(try model.numbers("running_var") == [4, 0.25, 0.00010001659393310547, 9])
  }

  @Test("a checkpoint's optimizer is left out, and said to be; what stands beside is kept as text")
  func checkpoint() throws {
    let model = try TorchFiles.model("b_torch215_checkpoint.pt")
    #expect(model.tensors.count == 5)
    #expect(model.remarks.map(\.text).contains { $0.contains("optimizer") })
    #expect(model.metadata["epoch"] == "7" && model.metadata["best_acc"] != nil)
  }

  @Test("a fused convolution has no layer")
  func fused() throws {
    let model = try TorchFiles.model("b_torch215_fused_conv.pt")
    #expect(model.layers.isEmpty)
    #expect(model.tensors.map(\.name) == ["weight", "bias"])
  }

  @Test(
    "modules and programs state their layer with epsilon and momentum",
    arguments: [
      ("b_torch215_module.pt", "PyTorch module", "bn", 1e-3, StatedLayer.Momentum.ofNew(0.03)),
      ("b_torch112_module.pt", "PyTorch module", "", 1e-5, .ofNew(0.1)),
      ("b_torch215_script.pt", "TorchScript", "", 1e-5, .ofNew(0.1)),
      ("b_torch215_traced.pt", "TorchScript", "0", 1e-5, .ofNew(0.1)),
      ("b_torch10_script.pt", "TorchScript", "", 1e-5, nil),
      ("b_torch215_export.pt2", "torch.export", "bn", 1e-5, .ofNew(0.1)),
      ("export_decomposed.pt2", "torch.export", "", 1e-3, .ofNew(0.03)),
      ("trace_training.pt", "TorchScript", "", 1e-5, .ofNew(0.1)),
    ])
  func stated(name: String, format: String, layer: String, epsilon: Double, momentum: StatedLayer.Momentum?) throws {
    let model = try TorchFiles.model(name)
    #expect(model.format == format && model.family == .pytorch)
    try #require(model.layers.count == 1)
    let found = model.layers[0]
    #expect(found.name == layer && found.kind == .batchNorm && found.channels == 4)
    #expect(found.epsilon == epsilon && found.momentum == momentum)
    let numbers = try found.numbers()
    #expect(numbers[0] == TorchFiles.gamma && numbers[1] == TorchFiles.beta)
    if !name.hasPrefix("trace_training") {
      #expect(numbers[2] == TorchFiles.mean && numbers[3] == TorchFiles.variance)
    }
    #expect(found.notes.contains { $0.contains("training mode") } == name.hasPrefix("trace_training"))
    #expect(!model.tensors.contains { $0.name.hasSuffix("num_batches_tracked") })
  }

  @Test("archives of arrays keep the names that were given, slashes and all")
  func npz() throws {
    for name in ["b_numpy_stored.npz", "b_numpy_compressed.npz"] {
      let model = try TorchFiles.model(name)
      #expect(model.format == "numpy .npz" && model.family == .any)
      #expect(model.tensors.map(\.name) == ["gamma", "beta", "moving_mean", "moving_variance"])
      #expect(try model.numbers("moving_variance") == TorchFiles.variance)
    }
    #expect(try TorchFiles.model("mlx_bn.npz").numbers("bn.running_mean") == TorchFiles.mean)
    let haiku = try TorchFiles.model("haiku_bn.npz")
    #expect(try haiku.numbers("state/batch_norm/~/var_ema/average") == TorchFiles.variance)
    #expect(haiku.tensors.first { $0.name == "params/batch_norm/scale" }?.shape == [1, 4])
  }
}
