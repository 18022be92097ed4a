import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("The batch norms of a model folded")
struct ModelFoldTests {
  private static let networks = FoldTruthTests.folder + "/../../Models/Networks"

  private static func fold(
    _ path: String, likely: Bool = false, names: [String] = []
  ) throws -> ModelFold {
    let model = try FoundModel(path: path, files: DiskFiles(), given: GivenNumbers(epsilon: 1e-3))
    return try ModelFold(model, path: path, FoldedNorm.Settings(takesLikely: likely), names: names)
  }

  private static func front(_ fold: ModelFold, _ name: String) throws -> Result<FoldFront, FoldObstacle> {
    try #require(fold.norms.first { $0.layer.name.hasSuffix(name) }).front
  }

  @Test("a graph tells the layer in front of each, whatever the order of its kernel", arguments: ["onnx", "h5"])
  func graphs(_ format: String) throws {
    let fold = try Self.fold("\(Self.networks)/network.\(format)")
    #expect(fold.norms.count == 7 && fold.folded == 7 && fold.isByGraph)
    #expect(try Self.front(fold, "bn_d").get().bias != nil)
    #expect(try fold.norms.allSatisfy { try $0.front.get().basis == .graph })
  }

  @Test("both orders of one network's kernels are folded to the same numbers")
  func orders() throws {
    let (onnx, keras) = (try Self.fold("\(Self.networks)/network.onnx"), try Self.fold("\(Self.networks)/network.h5"))
    for norm in onnx.norms {
      let other = try #require(keras.norms.first { $0.layer.name == norm.layer.name })
      let (first, last) = (try norm.front.get(), try other.front.get())
      let a = first.channels.scaled(try first.weights(), by: norm.scale)
      let b = last.channels.scaled(try last.weights(), by: other.scale)
      let (rows, columns) = (first.kernel.shape[2], first.kernel.shape[3])
      let (outputs, inputs) = (first.kernel.shape[0], first.kernel.shape[1])
      for place in a.indices {
        let (output, input) = (place / (inputs * rows * columns), place / (rows * columns) % inputs)
        // ONNX says epsilon in float32.
        #expect((a[place] - b[(place % (rows * columns) * inputs + input) * outputs + output]).magnitude < 1e-6)
      }
      #expect(first.biasName == "conv_\(norm.layer.name.suffix(1)).bias" && last.biasName.hasSuffix("bias:0"))
    }
  }

  @Test("without a graph numbers prove some, names point to others, and these are a person's to take")
  func names() throws {
    let path = "\(Self.networks)/network.safetensors"
    let fold = try Self.fold(path)
    #expect(fold.folded == 4 && fold.affine == 3 && !fold.isByGraph)
    for letter in ["b", "c", "d", "e"] {
      let front = try Self.front(fold, "bn_\(letter)").get()
      #expect(front.basis == .numbers && front.kernel.name.hasSuffix("conv_\(letter).weight"))
    }
    for letter in ["a", "f", "g"] {
      let norm = try #require(fold.norms.first { $0.layer.name.hasSuffix("bn_\(letter)") })
      #expect(throws: FoldObstacle.self) { try norm.front.get() }
      #expect(norm.suggestion?.kernel.name.hasSuffix("conv_\(letter).weight") == true)
    }
    let taken = try Self.fold(path, likely: true)
    #expect(taken.folded == 7)
    #expect(try Self.front(taken, "bn_f").get().basis == .names)
  }

  @Test("a graph that shows another use, or no weights, keeps its batch norm a scale and a shift")
  func obstacles() throws {
    let fold = try Self.fold(FoldTruthTests.folder + "/graph.onnx")
    let words = [
      "branch_bn": "the output of Conv branch is used elsewhere, too",
      "tied_bn1": "\"tied.weight\" is used by 2 operators", "tied_bn2": "\"tied.weight\" is used by 2 operators",
      "given_bn": "the output of Conv given is used elsewhere, too",
      "sum_bn": "not weights but Add sum2 stands in front",
      "last_bn": "MatMul last may have outputs of more than two axes, whose channels are then other ones",
    ]
    for (name, why) in words {
      #expect(throws: FoldObstacle(why), "\(name)") { try Self.front(fold, name).get() }
    }
    for (name, kernel) in [("plain_bn", "plain"), ("up_bn", "up"), ("dense_bn", "dense")] {
      let front = try Self.front(fold, name).get()
      #expect(front.kernel.name == kernel + ".weight" && front.biasName == kernel + ".bias")
    }
    #expect(fold.folded == 3 && fold.affine == 6)
    #expect(
      try Self.front(Self.fold(FoldTruthTests.folder + "/graph.onnx", likely: true), "last_bn").get().basis == .graph)
  }

  @Test(
    "names point to one layer or to none",
    arguments: [
      ("bn1", "conv1.weight", [8, 3, 3, 3], true), ("conv1_bn", "conv1.weight", [8, 3, 3, 3], true),
      ("block.bn", "block.conv.weight", [8, 3, 3, 3], true), ("features.1", "features.0.weight", [8, 3], true),
      ("Conv/BatchNorm", "Conv/weights", [3, 3, 3, 8], true), ("up_bn", "up.weight", [4, 8, 2, 2], true),
      ("up_bn", "up.weight", [8, 8, 3, 3], false), ("bn1", "conv1.weight", [8, 8, 2, 2], false),
      ("bn1", "conv1.weight", [8, 8, 3, 3], true), ("up_bn", "up_deconv.weight", [8, 8, 2, 2], true),
      ("bn1", "conv2.weight", [8, 3, 3, 3], false), ("bn1", "conv1.weight", [4, 3, 3, 3], false),
      ("features.2", "features.0.weight", [8, 3, 3, 3], false), ("bn1", "other.conv1.weight", [8, 3, 3, 3], false),
      ("batch_normalization_1", "conv2d_1/kernel", [3, 3, 3, 8], false),
    ] as [(String, String, [Int], Bool)])
  func pointing(_ norm: String, _ kernel: String, _ shape: [Int], _ points: Bool) throws {
    let weights = StoredTensor(kernel, Array(repeating: 1, count: shape.reduce(1, *)), shape: shape)
    let model = try FoundModel([weights] + SampleNorm(norm, seed: 1).tensors)
    let fold = try ModelFold(model, path: "m", FoldedNorm.Settings())
    #expect(fold.folded == 0 && (fold.norms.first?.suggestion?.kernel.name == kernel) == points)
    #expect((fold.norms.first?.suggestion != nil) == points)
  }

  @Test("a convolution that stands behind its batch norm in a state dict is not in front")
  func preActivation() throws {
    let weights = StoredTensor("conv1.weight", Array(repeating: 1, count: 64), shape: [8, 8, 1, 1])
    let model = try FoundModel(SampleNorm("bn1", seed: 1).tensors + [weights], family: .pytorch)
    #expect(try ModelFold(model, path: "m", FoldedNorm.Settings()).norms.first?.suggestion == nil)
  }

  @Test("one kernel to which two names point takes up neither")
  func twice() throws {
    let weights = StoredTensor("conv1.weight", Array(repeating: 1, count: 8), shape: [8, 1])
    let model = try FoundModel([weights] + ["bn1", "norm1"].flatMap { SampleNorm($0, seed: 1).tensors })
    let fold = try ModelFold(model, path: "m", FoldedNorm.Settings(takesLikely: true))
    #expect(fold.folded == 0 && fold.affine == 2)
    #expect(throws: FoldObstacle("\"conv1.weight\" may stand in front of 2 batch norms")) {
      try fold.norms[0].front.get()
    }
  }

  @Test("what is written is what was folded, and the same on the same data", arguments: ["onnx", "h5", "safetensors"])
  func written(_ format: String) throws {
    let fold = try Self.fold("\(Self.networks)/network.\(format)")
    for out in ["out.safetensors", "out.npz"] {
      let files = MemoryFiles()
      try fold.write(to: out, sources: ["in"], files: files)
      let check = try FoldCheck(fold, out: out, files: files)
      // Folded weights and the sums of the convolution are rounded once each, the batch norm a few times.
      #expect(check.roundings > 0 && check.roundings < 6 && check.deviations < 1e-4)
    }
    #expect(throws: FileError.self) { try fold.write(to: "in.npz", sources: ["in.npz"], files: MemoryFiles()) }
  }

  @Test("a file that was written wrong would show on the same data")
  func wrong() throws {
    let fold = try Self.fold("\(Self.networks)/network.onnx")
    let files = MemoryFiles()
    let arrays = try fold.arrays().map { array -> NamedArray in
      guard array.name == "conv_e.bias", case .float32(var values) = array.values else { return array }
      values[3] += 0.01
      return NamedArray(name: array.name, shape: array.shape, values: values)
    }
    try files.write(ArrayFile.encode(arrays, path: "out.npz"), to: "out.npz")
    let check = try FoldCheck(fold, out: "out.npz", files: files)
    #expect(check.layer == "bn_e" && check.channel == 3 && check.deviations > 1e-3 && check.roundings > 1000)
  }

  @Test("numbers that are none are not folded, and said so")
  func nonfinite() throws {
    var sample = SampleNorm("bn", seed: 1)
    sample.variance[2] = -1
    let model = try FoundModel(sample.tensors + SampleNorm("other", seed: 2).tensors)
    let fold = try ModelFold(model, path: "m", FoldedNorm.Settings())
    #expect(fold.leftOut.map(\.name) == ["bn"] && fold.affine == 1)
    #expect(try fold.arrays().map(\.name) == ["other.scale", "other.shift"])
  }
}
