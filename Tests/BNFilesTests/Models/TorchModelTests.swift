import BNTestSupport
import Testing

@testable import BNFiles

@Suite("Models of PyTorch with more than one layer")
struct TorchModelTests {
  /// What the class `Net` of `make_torch.py` has.
  private func checkNet(_ model: ModelFile, _ prefix: String = "") throws {
    let norm = try model.layer(prefix + "norm")
    #expect(norm.epsilon == 1e-3 && norm.momentum == .ofNew(0.03) && norm.kind == .batchNorm)
    #expect(
      try norm.numbers() == [TorchFiles.gamma, TorchFiles.beta, TorchFiles.mean, TorchFiles.variance])
    let plain = try model.layer(prefix + "plain")
    #expect(plain.epsilon == 1e-5 && plain.momentum == .ofNew(0.1))
    #expect(try plain.numbers() == [nil, nil, TorchFiles.mean, TorchFiles.variance])
    #expect(try model.layer(prefix + "average").kind == .batchNorm)
    for name in ["batch", "group"] {
      guard case .lookAlike = try model.layer(prefix + name).kind else {
        Issue.record("\(name) is no batch norm with statistics of its own")
        continue
      }
    }
    #expect(model.layers.count == 5)
    #expect(model.tensors.map(\.name) == [prefix + "conv.weight"])
  }

  @Test("whole modules, in both containers and inside a checkpoint")
  func modules() throws {
    for name in ["module_net.pt", "module_net_legacy.pt", "yolo_like.pt"] {
      let model = try TorchFiles.model(name)
      #expect(model.format == "PyTorch module")
      try checkNet(model)
      #expect(try model.layer("average").momentum == .cumulative)
    }
    #expect(try TorchFiles.model("yolo_like.pt").metadata == ["epoch": "3"])
  }

  @Test("programs: what a recorded call cannot tell stays open")
  func programs() throws {
    let scripted = try TorchFiles.model("script_net.pt")
    try checkNet(scripted)
    #expect(try scripted.layer("average").momentum == .cumulative)
    let traced = try TorchFiles.model("trace_net.pt")
    try checkNet(traced)
    let average = try traced.layer("average")
    #expect(average.momentum == nil && average.notes.contains { $0.contains("momentum 0") })
  }

  @Test("a frozen program's layers have no names, and their roles are the arguments of the calls")
  func frozen() throws {
    let model = try TorchFiles.model("trace_frozen.pt")
    try #require(model.layers.map(\.name) == ["batch_norm_0", "batch_norm_1", "batch_norm_2", "batch_norm_3"])
    #expect(model.layers[0].epsilon == 1e-3 && model.layers[0].momentum == .ofNew(0.03))
    #expect(try model.layers[0].numbers()[3] == TorchFiles.variance)
    #expect(try model.layers[1].numbers() == [nil, nil, TorchFiles.mean, TorchFiles.variance])
    #expect(model.layers[3].mean == nil)
    // Folded into the convolution, the first of them is gone without a trace.
    let folded = try TorchFiles.model("script_frozen_folded.pt")
    #expect(folded.layers.count { $0.kind == .batchNorm } == 2)
    #expect(folded.remarks.contains { $0.text.contains("frozen") })
  }

  @Test("two models in one file keep their names apart")
  func modelAndAverage() throws {
    let model = try TorchFiles.model("model_and_ema.pt")
    #expect(try model.numbers("model.bn.running_mean") == TorchFiles.mean)
    #expect(try model.numbers("ema.bn.running_mean") == TorchFiles.mean.map { $0 * 2 })
    #expect(model.remarks.contains { $0.text.contains("\"model\", \"ema\"") })
    #expect(model.tensors.count == 10)
  }

  @Test("tensors are views: columns of one table, one storage under two keys, a dimension without a step")
  func views() throws {
    let model = try TorchFiles.model("views.pt")
    #expect(try model.numbers("bn.weight") == TorchFiles.gamma)
    #expect(try model.numbers("bn.running_var") == TorchFiles.variance)
    #expect(try model.numbers("tied") == TorchFiles.variance)
    #expect(try model.numbers("expanded") == [1, 1, 1, 1, 1])
    #expect(try model.numbers("none") == [])
    #expect(try model.numbers("bn.running_var_holder").count == 7)
  }

  @Test("types are named, and those whose numbers are not read say so when they are asked")
  func types() throws {
    let model = try TorchFiles.model("types.pt")
    #expect(try model.numbers("bf16") == [4, 0.25, 0.00010013580322265625, 9])
    #expect(try model.numbers("u16") == [1, 65535])
    #expect(try model.numbers("flag") == [1, 0])
    #expect(try model.numbers("f8") == [1, 1, 1, 1])
    #expect(try model.numbers("parameter") == TorchFiles.mean)
    for (name, words) in [
      ("complex", "torch.complex64, whose numbers are not read"),
      ("sparse", "\"_rebuild_sparse_tensor\", which is not read"),
    ] {
      let tensor = try #require(model.tensors.first { $0.name == name })
      let error = #expect(throws: FileError.self) { try tensor.numbers() }
      #expect(error?.description.contains(words) == true)
    }
  }

  @Test("big-endian archives are read as the member byteorder says")
  func bigEndian() throws {
    var bytes = try TorchFiles.bytes("b_torch215_state_dict.pt")
    let order = try #require(bytes.firstRange(of: Array("little".utf8)))
    bytes.replaceSubrange(order, with: Array("big   ".utf8))
    #expect(TorchFiles.failure(bytes)?.description.contains("\"big   \"; expected little or big") == true)
    let members = try ZipArchive(MemoryBytes(try TorchFiles.bytes("b_torch215_state_dict.pt"), path: "m"))
    let swapped = try members.members.map { member in
      var content = try members.bytes(of: member)
      if member.name.contains("/data/") {
        let width = content.count == 8 ? 8 : 4
        for start in stride(from: 0, to: content.count, by: width) { content[start..<start + width].reverse() }
      }
      return ZipWriter.Member(
        name: member.name, bytes: member.name.hasSuffix("byteorder") ? Array("big".utf8) : content)
    }
    let model = try TorchFiles.model(try #require(ZipWriter.encode(swapped)))
    #expect(try model.numbers("running_var") == TorchFiles.variance)
    #expect(try model.numbers("num_batches_tracked") == [100])
  }
}
