@testable import BNFiles

extension FuzzedReader {
  /// Files of other frameworks; of two that belong together one is the input, the other always the same.
  static let frameworks: [FuzzedReader] = [
    FuzzedReader("mxnet", "m/a.params", .mxnet, longest: 4096),
    FuzzedReader(
      "mxnet-symbol", "m/a-symbol.json", .mxnetSymbol, beside: ["m/a-0000.params": half("MXNet/Files/half-0000.params")]
    ),
    FuzzedReader("caffe", "m/a.caffemodel", .caffe, longest: 4096),
    FuzzedReader(
      "caffe-text", "m/a.prototxt", .caffeBeside, longest: 4096,
      beside: ["m/a.caffemodel": half("Caffe/Files/caffe_bn_factor_1.caffemodel")]),
    FuzzedReader("darknet-config", "m/a.cfg", .darknet, longest: 4096, beside: ["m/a.weights": words]),
    FuzzedReader(
      "darknet-weights", "m/a.weights", .darknet, longest: 1024, beside: ["m/a.cfg": half("Darknet/Files/sizes.cfg")]),
    FuzzedReader("dlib", "a.dat", .dlib, longest: 4096),
    FuzzedReader("ncnn", "m/a.param", .ncnn, longest: 4096, beside: ["m/a.bin": words]),
    FuzzedReader("ncnn-binary", "m/a.param.bin", .ncnn, longest: 4096, beside: ["m/a.bin": words]),
    FuzzedReader("pnnx", "m/a.param", .ncnn, longest: 4096, beside: ["m/a.bin": half("NCNN/Files/pnnx_bn.pnnx.bin")]),
    FuzzedReader("paddle", "m/a.pdmodel", .paddle, beside: ["m/a.pdiparams": half("Paddle/Files/one_old.pdiparams")]),
    FuzzedReader("paddle-text", "m/a.json", .paddle, beside: ["m/a.pdiparams": half("Paddle/Files/one_pir.pdiparams")]),
    FuzzedReader(
      "core-ml", "m/a.mlmodel", .coreML,
      beside: [
        "m/weights/weight.bin": half("CoreML/Files/program16.mlpackage/Data/com.apple.CoreML/weights/weight.bin")
      ]),
    FuzzedReader("openvino", "m/a.xml", .openVINO, beside: ["m/a.bin": words]),
    FuzzedReader("tensorflow-lite", "a.tflite", .tensorFlowLite, longest: 4096),
    FuzzedReader("tensorflow-js", "m/model.json", .tensorFlowJS, longest: 4096, beside: ["m/a.bin": words]),
    FuzzedReader("flax", "a.msgpack", .flax, longest: 4096),
    FuzzedReader("equinox", "a.eqx", .equinox, longest: 4096),
  ]

  /// Numbers of single precision, for files that are nothing else.
  private static let words = [UInt8](repeating: 0x3F, count: 4096)

  /// The file that an input belongs to, which stands beside the tests.
  private static func half(_ name: String) -> [UInt8] {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let bytes = try? DiskFiles().read("/\(root)/Tests/BNFilesTests/Models/\(name)") else {
      preconditionFailure("a file beside the tests is missing: \(name)")
    }
    return bytes
  }
}

extension ModelFormat {
  /// Opens the model that stands beside a text, which is the input.
  fileprivate static let caffeBeside = ModelFormat(name: "", match: { _ in true }) { candidate throws(FileError) in
    try caffe.open(try ModelCandidate("m/a.caffemodel", files: candidate.files))
  }
}
