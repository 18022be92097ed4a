import BNCore
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("A model's batch norms written for another library")
struct ModelExportTests {
  /// A file that a real library wrote, from the tests of the readers.
  private static func fixture(_ path: String) throws -> [UInt8] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    return Array(try Data(contentsOf: tests.appending(path: "BNFilesTests/Models/\(path)")))
  }

  private func run(_ lines: String, _ files: any FileAccess, in session: inout Session) throws -> [String] {
    let environment = SessionEnvironment(files: files)
    return try CommandParser.commands(of: lines).flatMap {
      try $0.command.carryOut(on: &session, in: environment)
    }.notes
  }

  private func run(_ lines: String, _ files: any FileAccess) throws -> [String] {
    var session = Session()
    return try run(lines, files, in: &session)
  }

  private func error(_ lines: String, _ files: any FileAccess) throws -> CommandError {
    try #require(throws: CommandError.self) { _ = try run(lines, files) }
  }

  private func batchNorms(_ path: String, _ files: MemoryFiles) throws -> [FoundLayer] {
    try FoundModel(path: path, files: files).layers.filter(\.isBatchNorm)
  }

  /// Arrays of one number a channel under the names that a test gives.
  private static func file(
    _ arrays: [(name: String, values: [Float])], metadata: [String: String] = [:]
  ) throws -> MemoryFiles {
    let named = arrays.map { NamedArray(name: $0.name, shape: [$0.values.count], values: $0.values) }
    return MemoryFiles(["/m.safetensors": try ArrayFile.encode(named, path: "m.safetensors", metadata: metadata)])
  }

  private func header(_ path: String, _ files: MemoryFiles) throws -> SafetensorsHeader {
    let bytes = try files.read(path)
    let length = try #require(bytes.unsigned(at: 0, bytes: 8))
    return try SafetensorsHeader.read(Array(bytes[8..<8 + length]), path: path)
  }

  // MARK: There and back

  @Test(
    "is read back as it was, to the bit, whatever library wrote it and through whichever it goes",
    arguments: [
      "TorchFiles/b_torch215_state_dict.pt", "TorchFiles/b_torch215_fp16.pt", "TorchFiles/b_torch215_f64.pt",
      "TorchFiles/b_torch215_module.pt", "TorchFiles/yolo_like.pt", "TorchFiles/haiku_bn.npz",
      "TorchFiles/mlx_bn.npz", "TorchFiles/b_numpy_stored.npz", "ONNX/Files/known/b_onnx_opset9_raw.onnx",
      "TensorFlow/Files/folded.pb", "TorchFiles/script_net.pt",
    ], ["safetensors", "npz"])
  func thereAndBack(path: String, ending: String) throws {
    let files = MemoryFiles(["/source": try Self.fixture(path)])
    let source = try batchNorms("/source", files)
    guard !source.isEmpty else {
      #expect(try error("open /source; export model /a.\(ending)", files).message.contains("has no batch norm"))
      return
    }
    _ = try run(
      """
      open /source; export model /a.\(ending) names=torch; export model /b.\(ending) names=tensorflow;
      open /a.\(ending); export model /c.\(ending) names=tensorflow;
      open /c.\(ending); export model /d.\(ending) names=torch
      """, files)
    for name in ["a", "b", "c", "d"] {
      let found = try batchNorms("/\(name).\(ending)", files)
      #expect(found.map(\.channels) == source.map(\.channels))
      for (one, other) in zip(source, found) {
        let (was, isNow) = (try LayerNumbers(one), try LayerNumbers(other))
        #expect(isNow.mean == was.mean && isNow.variance == was.variance, "\(name)")
        #expect(isNow.gamma == was.gamma && isNow.beta == was.beta, "\(name)")
        #expect(other.epsilon == one.epsilon && other.epsilonSource == .file)
        #expect(other.varianceKind == one.varianceKind)
        if let momentum = one.momentum { #expect(other.momentum == momentum && other.momentumSource == .file) }
      }
    }
  }

  @Test("says epsilon and momentum in the sense of the library")
  func senses() throws {
    let files = try Self.file([
      ("net/bn/gamma", [1]), ("net/bn/beta", [0]), ("net/bn/moving_mean", [3]), ("net/bn/moving_variance", [4]),
    ])
    _ = try run("open /m.safetensors epsilon=0.002 momentum=0.9; export model /t.safetensors names=torch", files)
    let metadata = try header("/t.safetensors", files).metadata
    #expect(metadata["net.bn.eps"] == "0.002" && metadata["net.bn.eps_source"] == "assumed")
    // PyTorch's momentum is the share of the new value.
    #expect(metadata["net.bn.momentum"] == "0.1" && metadata["net.bn.variance_kind"] == "unknown")
    #expect(metadata["format"] == "pt" && metadata["source_file"] == "m.safetensors")
    #expect(metadata["source_format"] == "safetensors" && metadata["program"] == "bnexplorer \(ProgramVersion.number)")
    // What was assumed once stays so, however often it is written.
    _ = try run("open /t.safetensors; export model /u.safetensors names=tensorflow", files)
    let again = try header("/u.safetensors", files).metadata
    #expect(again["net/bn/epsilon"] == "0.002" && again["net/bn/epsilon_source"] == "assumed")
    #expect(again["net/bn/momentum"] == "0.9" && again["format"] == "tf")
    #expect(try batchNorms("/u.safetensors", files)[0].remarks.contains { $0.contains("whose writer had assumed it") })
  }

  @Test("takes the library whose names the source has, where none is named")
  func ownNames() throws {
    let files = MemoryFiles([
      "/torch.pt": try Self.fixture("TorchFiles/b_torch215_state_dict.pt"),
      "/mlx.npz": try Self.fixture("TorchFiles/mlx_bn.npz"), "/haiku.npz": try Self.fixture("TorchFiles/haiku_bn.npz"),
      "/x.onnx": try Self.fixture("ONNX/Files/known/b_onnx_opset9_raw.onnx"),
    ])
    for (source, word) in [
      ("torch.pt", "running_mean"), ("mlx.npz", "running_mean"), ("haiku.npz", "moving_mean"),
      ("x.onnx", "moving_mean"),
    ] {
      _ = try run("open /\(source); export model /o.safetensors", files)
      #expect(try header("/o.safetensors", files).entries.contains { $0.name.hasSuffix(word) }, "\(source)")
    }
  }

  // MARK: What is written

  @Test("is laid out as the reference does: no gaps, wider types first, the data from a multiple of 8 on")
  func layout() throws {
    let files = MemoryFiles(["/m.pt": try Self.fixture("TorchFiles/b_torch215_fp16.pt")])
    _ = try run("open /m.pt; export model /o.safetensors", files)
    let bytes = try files.read("/o.safetensors")
    let length = try #require(bytes.unsigned(at: 0, bytes: 8))
    #expect(length % 8 == 0)
    let header = try header("/o.safetensors", files)
    let entries = header.entries.map(\.entry).sorted { $0.data_offsets[0] < $1.data_offsets[0] }
    var end = 0
    var width = 8
    for entry in entries {
      #expect(entry.data_offsets[0] == end)
      end = entry.data_offsets[1]
      let size = entry.dtype == "I64" ? 8 : 2
      #expect(size <= width && (entry.dtype == "I64" || entry.dtype == "F16"), "the file's own type")
      width = size
    }
    #expect(8 + length + end == bytes.count)
    // Nothing but the layer's own five tensors.
    let words = header.entries.compactMap { $0.name.split(separator: ".").last.map(String.init) }
    #expect(
      Set(words) == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"] && words.count == 5)
    #expect(header.entries.first { $0.name.hasSuffix("num_batches_tracked") }?.entry.shape == [])
  }

  @Test("has the count of batches that PyTorch kept, and 0 where nobody counted")
  func batches() throws {
    var arrays = ["weight", "bias", "running_mean", "running_var"].map {
      NamedArray(name: "bn.\($0)", shape: [1], values: [Float(1)])
    }
    let plain = try ArrayFile.encode(arrays, path: "m.npz")
    arrays.append(NamedArray(name: "bn.num_batches_tracked", shape: [], values: .int64([12_345])))
    let files = MemoryFiles(["/with.npz": try ArrayFile.encode(arrays, path: "m.npz"), "/without.npz": plain])
    for (source, count) in [("with", 12_345.0), ("without", 0)] {
      _ = try run("open /\(source).npz; export model /o.npz", files)
      let tensors = try ModelFile.open("/o.npz", files: files).tensors
      let tensor = try #require(tensors.first { $0.name == "bn.num_batches_tracked" })
      #expect(try tensor.numbers() == [count] && tensor.type == "int64" && tensor.shape == [])
    }
  }

  @Test("keeps bfloat16 where the format has it, and writes float32 where it has not")
  func bfloat16() throws {
    let values: [UInt16] = [0x3FC0, 0x8000]
    let arrays = ["weight", "bias", "running_mean", "running_var"].map {
      NamedArray(name: "bn.\($0)", shape: [2], values: .bfloat16(values))
    }
    let files = MemoryFiles(["/m.safetensors": try ArrayFile.encode(arrays, path: "m.safetensors")])
    let notes = try run("open /m.safetensors; export model /o.safetensors; export model /o.npz", files)
    #expect(notes.count { $0.contains("4 arrays of bfloat16 as float32") } == 1)
    for (path, type) in [("/o.safetensors", "BF16"), ("/o.npz", "float32")] {
      let layer = try batchNorms(path, files)[0]
      #expect(layer.mean?.type == type)
      #expect(try layer.mean?.numbers() == [1.5, -0.0])
    }
  }

  @Test("computes a variance from the stored inverse in double precision, and says so")
  func inverse() throws {
    let files = try Self.file([
      ("bn/gamma", [1, 1]), ("bn/beta", [0, 0]), ("bn/mean", [1, 2]), ("bn/inv_std", [0.3, 0.5]),
    ])
    let notes = try run("open /m.safetensors; export model /o.npz names=torch", files)
    #expect(notes.contains { $0.contains("1 array as float64") })
    let layer = try batchNorms("/o.npz", files)[0]
    // The variance with epsilon in it, of which the stored number is 1 / sqrt.
    #expect(try layer.variance?.numbers() == [1 / (Double(Float(0.3)) * Double(Float(0.3))), 4])
    #expect(layer.variance?.type == "float64" && layer.mean?.type == "float32" && layer.epsilon == 0)
  }

  @Test("numbers layers whose names would be one, and says which")
  func collisions() throws {
    let files = try Self.file([
      ("a/b.running_mean", [1]), ("a/b.running_var", [2]), ("a.b.running_mean", [3]), ("a.b.running_var", [4]),
      ("a.b_1.running_mean", [5]), ("a.b_1.running_var", [6]),
    ])
    let notes = try run("open /m.safetensors; export model /o.safetensors names=tensorflow", files)
    #expect(try batchNorms("/o.safetensors", files).map(\.name) == ["a/b", "a/b_1", "a/b_1_1"])
    #expect(notes.contains { $0.contains("\"a.b\" as \"a/b_1\", \"a.b_1\" as \"a/b_1_1\"") })
    // Names that are the library's own are left alone.
    let own = try run("open /m.safetensors; export model /o.safetensors", files)
    #expect(try batchNorms("/o.safetensors", files).map(\.name) == ["a/b", "a.b", "a.b_1"])
    #expect(!own.contains { $0.contains("number behind") })
  }

  @Test(
    "has both of gamma and beta for PyTorch or neither, and only what is there for TensorFlow",
    arguments: [(["gamma"], [[2, 3], [0, 0]]), (["beta"], [[1, 1], [2, 3]]), ([], [])])
  func halfAffine(there: [String], torch: [[Double]]) throws {
    let words = there + ["moving_mean", "moving_variance"]
    let files = try Self.file(words.map { (name: "bn/\($0)", values: [2, 3]) })
    let notes = try run("open /m.safetensors; export model /t.npz names=torch; export model /f.npz", files)
    #expect(notes.contains { $0.contains("missing in \"bn\"") } == (there.count == 1))
    let completed = try LayerNumbers(try batchNorms("/t.npz", files)[0])
    #expect([completed.gamma, completed.beta].compactMap(\.self) == torch)
    let same = try batchNorms("/f.npz", files)[0]
    #expect((same.gamma != nil) == (there == ["gamma"]) && (same.beta != nil) == (there == ["beta"]))
  }

  @Test("leaves look-alikes out, and counts them")
  func leftOut() throws {
    let source = ["bn.running_mean", "bn.running_var", "bn.weight", "bn.bias", "ln.weight", "ln.bias"]
    let files = try Self.file(source.map { (name: $0, values: [1, 2]) })
    let notes = try run("open /m.safetensors; export model /o.npz", files)
    #expect(notes.contains("left out: 1 look-alike; layers names them"))
    #expect(try FoundModel(path: "/o.npz", files: files).layers.map(\.name) == ["bn"])
  }

  // MARK: The session's own layer

  @Test("has the session's numbers for a layer that was taken and changed since, and says what is other")
  func changed() throws {
    let files = try Self.file([
      ("a.weight", [1, 2]), ("a.bias", [3, 4]), ("a.running_mean", [5, 6]), ("a.running_var", [7, 8]),
      ("b.weight", [1, 2]), ("b.bias", [3, 4]), ("b.running_mean", [5, 6]), ("b.running_var", [7, 8]),
    ])
    var session = Session()
    var notes = try run("open /m.safetensors; layer a; export model /o.npz", files, in: &session)
    #expect(!notes.contains { $0.contains("session's numbers") })
    #expect(try LayerNumbers(batchNorms("/o.npz", files)[0]).mean == [5, 6])
    notes = try run("batch [[1, 2], [3, 4]]; train; set epsilon 0.5; export model /o.npz", files, in: &session)
    #expect(notes.contains { $0.hasSuffix("not the file's: mean, variance, epsilon") })
    let layers = try batchNorms("/o.npz", files)
    let numbers = try LayerNumbers(layers[0])
    #expect(try numbers.mean == session.numbers("moving_mean") && numbers.mean != [5, 6])
    #expect(numbers.gamma == [1, 2] && layers[0].epsilon == 0.5)
    #expect(try LayerNumbers(layers[1]).mean == [5, 6] && layers[1].epsilon == 1e-5)
    // Another model's layer is none of this one's.
    _ = try run("open /o.npz; export model /p.npz", files, in: &session)
    #expect(try LayerNumbers(batchNorms("/p.npz", files)[0]).mean == numbers.mean)
  }

  @Test("is one layer under its name in its file, in its file's type while it is as it was there")
  func ownLayer() throws {
    let files = MemoryFiles(["/m.pt": try Self.fixture("TorchFiles/yolo_like.pt")])
    let name = try #require(try batchNorms("/m.pt", files).first?.name)
    let stored = try LayerNumbers(batchNorms("/m.pt", files)[0])
    _ = try run("open /m.pt; layer \"\(name)\"; close; export layer /o.safetensors", files)
    let layers = try batchNorms("/o.safetensors", files)
    #expect(layers.map(\.name) == [name])
    #expect(try LayerNumbers(layers[0]).variance == stored.variance)
  }

  @Test("is called as TensorFlow calls it where it is nobody's, or as its name is set")
  func ownName() throws {
    let files = MemoryFiles()
    _ = try run("batch [[1, 2], [3, 6]]; set momentum 0; train; export layer /o.npz; set name a/b; train", files)
    let layer = try batchNorms("/o.npz", files)[0]
    #expect(layer.name == "batch_normalization" && layer.epsilon == 1e-3 && layer.momentum == 0)
    #expect(layer.varianceKind == .biased)
    // With a momentum of 0 the moving statistics are the batch's: means 2 and 4, variances 1 and 4.
    let numbers = try LayerNumbers(layer)
    #expect(numbers.mean == [2, 4] && numbers.variance == [1, 4])
    _ = try run("set name a/b; batch [[1, 2], [3, 6]]; train; export layer /t.npz names=torch", files)
    #expect(try batchNorms("/t.npz", files).map(\.name) == ["a.b"])
  }

  @Test("has the epsilon that the fused layer infers with")
  func fused() throws {
    let files = MemoryFiles()
    let notes = try run(
      "generate normal shape=2x2x2x3; set fused on; set epsilon 1e-6; train; export layer /o.npz", files)
    #expect(notes.contains { $0.contains("below which the fused layer does not go") })
    let layer = try batchNorms("/o.npz", files)[0]
    #expect(layer.epsilon == 1.001e-5 && layer.varianceKind == .unbiased)
  }

  // MARK: Refusals

  @Test("is refused where there is nothing to write, with what to do")
  func nothing() throws {
    let files = try Self.file([(name: "ln.weight", values: [1]), (name: "ln.bias", values: [1])])
    #expect(try error("export model /o.npz", files).message == "no model is open; open FILE opens one")
    #expect(try error("export layer /o.npz", files).message.hasPrefix("there is no layer yet"))
    #expect(
      try error("open /m.safetensors; export model /o.npz", files).message
        == "m.safetensors has no batch norm; layers says what is in it")
    #expect(files.paths == ["/m.safetensors"])
  }

  @Test("never writes to the model itself")
  func source() throws {
    let files = try Self.file([(name: "running_mean", values: [1]), (name: "running_var", values: [1])])
    let bytes = try files.read("/m.safetensors")
    for lines in [
      "export model /m.safetensors", "export model m.safetensors", "layer \"\"; export layer /m.safetensors",
      "layer \"\"; close; export layer /m.safetensors",
    ] {
      let error = try error("open /m.safetensors; \(lines)", files)
      #expect(error.message.contains("is not written to; export to another file") && error.exitStatus == 74)
    }
    #expect(try files.read("/m.safetensors") == bytes)
  }

  @Test("knows the model behind links and its companions, too")
  func links() throws {
    let folder = try TemporaryFolder()
    let files = DiskFiles()
    for name in ["b_onnx_opset15_external.onnx", "b_onnx_opset15_external.bin"] {
      try files.write(try Self.fixture("ONNX/Files/known/\(name)"), to: folder / name)
    }
    #expect(symlink("b_onnx_opset15_external.onnx", folder / "soft.npz") == 0)
    #expect(link(folder / "b_onnx_opset15_external.bin", folder / "hard.npz") == 0)
    #expect(symlink("b_onnx_opset15_external.bin", folder / "part.safetensors") == 0)
    let open = "open \(inQuotes(folder / "b_onnx_opset15_external.onnx"))"
    for name in ["soft.npz", "hard.npz", "part.safetensors"] {
      let error = try error("\(open); export model \(inQuotes(folder / name))", files)
      #expect(error.message.contains("is not written to") && error.exitStatus == 74, "\(name)")
    }
    for name in ["b_onnx_opset15_external.onnx", "b_onnx_opset15_external.bin"] {
      #expect(try files.read(folder / name) == Self.fixture("ONNX/Files/known/\(name)"))
    }
    _ = try run("\(open); export model \(inQuotes(folder / "new.npz"))", files)
    #expect(folder.names.contains("new.npz"))
  }

  @Test("is no part of a saved session: a replay writes nothing")
  func replay() throws {
    let files = try Self.file([(name: "running_mean", values: [1]), (name: "running_var", values: [1])])
    var session = Session()
    _ = try run(
      "open /m.safetensors; layer \"\"; export model /o.npz; export layer /p.npz; save /s.bn; undo", files, in: &session
    )
    #expect(session.taken == nil, "undo passes over what only writes")
    let script = String(decoding: try files.read("/s.bn"), as: UTF8.self)
    #expect(!script.contains("export") && script.contains("layer"))
    try files.write([1, 2, 3], to: "/o.npz")
    _ = try run("source /s.bn", files)
    #expect(try files.read("/o.npz") == [1, 2, 3])
  }
}
