import Platform

/// The same layers as numbers, `.param.bin`, without their names.
///
/// Source: `Net::load_param_bin` in src/net.cpp and the order of `ncnn_add_layer` in src/CMakeLists.txt of ncnn 20260113.
enum NCNNBinaryParam {
  private static let magic: [UInt8] = [0xDD, 0x85, 0x76, 0x00]
  private static let end = -233
  /// Arrays have this number and those below it.
  private static let firstArray = -23300

  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  static func read(_ source: any ByteSource) throws(FileError) -> [NCNNParam.Layer] {
    var cursor = ByteCursor(source)
    _ = try cursor.take(4, "the beginning")
    let count = try cursor.signed(4, "the number of layers")
    _ = try cursor.signed(4, "the number of blobs")
    // Each takes four numbers at least.
    guard count >= 0, count <= cursor.left / 16 else {
      throw FileError(source.path, at: .byte(4), "\(count) layers do not fit into this file; it is damaged")
    }
    var layers: [NCNNParam.Layer] = []
    for index in 0..<count {
      let what = "layer \(index + 1) of \(count)"
      let type = try cursor.signed(4, what)
      let inputs = try cursor.signed(4, what)
      let outputs = try cursor.signed(4, what)
      guard inputs >= 0, outputs >= 0, inputs < 1 << 16, outputs < 1 << 16 else {
        throw FileError(
          source.path, at: .byte(cursor.offset), "\(what) has no possible number of blobs; the file is damaged")
      }
      _ = try cursor.take(4 * (inputs + outputs), what)
      let name = types.indices.contains(type) ? types[type] : "type \(type)"
      var layer = NCNNParam.Layer(type: name, name: "\(name)_\(index)")
      try values(&layer, &cursor, what)
      layers.append(layer)
    }
    return layers
  }

  private static func values(
    _ layer: inout NCNNParam.Layer, _ cursor: inout ByteCursor, _ what: String
  ) throws(FileError) {
    while true {
      let key = try cursor.signed(4, what)
      if key == end { return }
      if key <= firstArray {
        let count = try cursor.signed(4, what)
        guard count >= 0 else {
          throw FileError(
            cursor.source.path, at: .byte(cursor.offset), "\(what) has an array of \(count); the file is damaged")
        }
        _ = try cursor.take(count.multipliedReportingOverflow(by: 4).partialValue, what)
      } else {
        let bits = UInt32(truncatingIfNeeded: try cursor.signed(4, what))
        // Nothing says whether it is whole: a number whose bits are a sensible fraction is none that counts something.
        let fraction = Float(bitPattern: bits)
        let isFraction = layer.type == "BatchNorm" && key == 1
        layer.values[String(key)] = isFraction ? String(fraction) : String(Int32(bitPattern: bits))
      }
    }
  }

  /// The types in the order of their numbers.
  private static let types = [
    "AbsVal", "ArgMax", "BatchNorm", "Bias", "BNLL", "Concat", "Convolution", "Crop", "Deconvolution", "Dropout",
    "Eltwise", "ELU", "Embed", "Exp", "Flatten", "InnerProduct", "Input", "Log", "LRN", "MemoryData", "MVN", "Pooling",
    "Power", "PReLU", "Proposal", "Reduction", "ReLU", "Reshape", "ROIPooling", "Scale", "Sigmoid", "Slice", "Softmax",
    "Split", "SPP", "TanH", "Threshold", "Tile", "RNN", "LSTM", "BinaryOp", "UnaryOp", "ConvolutionDepthWise",
    "Padding",
    "Squeeze", "ExpandDims", "Normalize", "Permute", "PriorBox", "DetectionOutput", "Interp", "DeconvolutionDepthWise",
    "ShuffleChannel", "InstanceNorm", "Clip", "Reorg", "YoloDetectionOutput", "Quantize", "Dequantize",
    "Yolov3DetectionOutput", "PSROIPooling", "ROIAlign", "Packing", "Requantize", "Cast", "HardSigmoid", "SELU",
    "HardSwish", "Noop", "PixelShuffle", "DeepCopy", "Mish", "StatisticsPooling", "Swish", "Gemm", "GroupNorm",
    "LayerNorm", "Softplus", "GRU", "MultiHeadAttention", "GELU", "Convolution1D", "Pooling1D",
    "ConvolutionDepthWise1D", "Convolution3D", "ConvolutionDepthWise3D", "Pooling3D", "MatMul", "Deconvolution1D",
    "DeconvolutionDepthWise1D", "Deconvolution3D", "DeconvolutionDepthWise3D", "Einsum", "DeformableConv2D", "GLU",
    "Fold", "Unfold", "GridSample", "CumulativeSum", "CopyTo", "Erf", "Diag", "CELU", "Shrink", "RMSNorm",
  ]
}
