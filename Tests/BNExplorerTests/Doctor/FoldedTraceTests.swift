import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("What a file shows of folded batch norms")
struct FoldedTraceTests {
  private static func examination(_ file: ModelFile) throws -> Examination {
    try Examination(path: "net.onnx", FoundModel(file))
  }

  private static func tensor(_ name: String, _ shape: [Int]) -> StoredTensor {
    StoredTensor(name: name, StoredArray(shape: shape, numbers: Array(repeating: 0, count: shape.reduce(1, *))))
  }

  @Test("is the layers where names are left of them, and the command that goes on")
  func named() throws {
    let layer = StatedLayer(name: "bn1", kind: .folded(into: "the Conv conv1"), channels: 8)
    let text = FoldedText(try Self.examination(ModelFile(format: "ONNX", family: .onnx, layers: [layer])))
    #expect(text.lines == ["bn1 was folded into the Conv conv1, 8 channels"])
    #expect(
      text.nothing.contains("1 layer was folded") && text.nothing.hasSuffix("bnexplorer diff CHECKPOINT net.onnx"))
    let many = (0..<20).map { StatedLayer(name: "bn\($0)", kind: .folded(into: "the Conv c\($0)"), channels: 8) }
    let long = FoldedText(try Self.examination(ModelFile(format: "ONNX", family: .onnx, layers: many)))
    #expect(long.lines.count == 13 && long.lines.last?.hasPrefix("and 8 more") == true)
  }

  @Test(
    "is told of files that real converters wrote",
    arguments: [
      ("ONNX/Files/known/b_onnx_folded_by_ort.onnx", "bn was folded into the Conv y, 4 channels"),
      ("ONNX/Files/known/b_onnx_torch215_script_convbn_15.onnx", "such as \"onnx::Conv_10\""),
      ("TensorFlow/Files/folded.pb", "bn was folded into the BiasAdd bn/FusedBatchNormV3, 4 channels"),
      ("TensorFlowLite/Files/b_tflite_tf215_conv.tflite", "sequential_2/bn was folded into the CONV_2D"),
      ("TorchFiles/b_torch215_fused_conv.pt", "1 of 1 kernel has a bias"),
    ])
  func converters(_ name: String, _ words: String) throws {
    let path = MarkdownPage.top.appending(path: "Tests/BNFilesTests/Models/\(name)").path
    let examination = try Examination(path: path, FoundModel(path: path, files: DiskFiles()))
    #expect(examination.layers.isEmpty)
    #expect(FoldedText(examination).lines.first?.contains(words) == true, "\(FoldedText(examination).lines)")
  }

  @Test("a recording that is named as the model is told where it belongs")
  func recording() throws {
    let path = ExaminationTests.folder.appending(path: "healthy.npz").path
    let examination = try Examination(path: path, FoundModel(path: path, files: DiskFiles()))
    #expect(FoldedText(examination).nothing.hasSuffix("bnexplorer doctor MODEL --captured \(path)"))
  }

  @Test("else what an exporter's names and biases tell, which is no more than a hint")
  func hints() throws {
    let torch = ModelFile(
      format: "ONNX", family: .onnx,
      tensors: [
        Self.tensor("onnx::Conv_497", [8, 3, 3, 3]), Self.tensor("onnx::Conv_498", [8]),
        Self.tensor("stem.weight", [4, 8, 1, 1]),
      ])
    let trace = try Self.examination(torch).folded
    #expect(trace.renamed == ["onnx::Conv_497"] && trace.kernels == 2 && trace.biased == 1)
    let text = FoldedText(try Self.examination(torch))
    #expect(text.lines.first?.contains("of 2 kernels 1 got a new name from PyTorch's exporter") == true)
    #expect(text.nothing.contains("may have had some"))
    let plain = ModelFile(
      format: "safetensors", family: .any,
      tensors: [Self.tensor("c.kernel", [3, 3, 3, 8]), Self.tensor("c.bias", [8])])
    #expect(FoldedText(try Self.examination(plain)).lines.first?.contains("1 of 1 kernel has a bias") == true)
    // A dense layer has a bias in any network.
    let dense = ModelFile(
      format: "safetensors", family: .any, tensors: [Self.tensor("d.weight", [3, 8]), Self.tensor("d.bias", [3])])
    let nothing = FoldedText(try Self.examination(dense))
    #expect(
      nothing.lines.isEmpty && nothing.nothing == "net.onnx has no batch norm; bnexplorer layers says what is in it")
  }
}
