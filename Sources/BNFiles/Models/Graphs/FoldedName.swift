import Platform

/// Names that show that a batch norm was multiplied into something: converters keep the name of what they folded.
///
/// Seen in files of tf2onnx 1.17, onnxruntime 1.31, TensorFlow Lite of TensorFlow 2.15 and 2.21, and
/// `optimize_for_inference_lib` of TensorFlow 1.15.
enum FoldedName {
  /// The name of the layer that a tensor's or a node's name tells to be folded; `nil` where it tells nothing.
  ///
  /// One tensor may carry several names, joined by semicolons.
  static func layer(_ name: String) -> String? {
    // Graphs have thousands of names, and nearly none of them has any of these in it.
    guard signs.contains(where: { name.holds($0) }) else { return nil }
    for part in name.split(separator: ";") { if let layer = scope(of: part) ?? marked(part) { return layer } }
    return nil
  }

  /// What is part of every name that tells something.
  private static let signs = ["batchnorm", "FusedBatchNorm", "BnFusion", "_bn"]

  /// The scope in front of the operations of TensorFlow's batch norm: `bn/FusedBatchNormV3`, `bn/batchnorm/mul`.
  private static func scope(of name: Substring) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isOperation = part == "batchnorm" && index + 1 < parts.count
      guard isOperation || part.hasPrefix("FusedBatchNorm") else { continue }
      return index == 0 ? String(part) : parts[..<index].joined(separator: "/")
    }
    return nil
  }

  /// What onnxruntime puts in front of the names of what it fused.
  private static let prefixes = ["ConvBnFusion_BN_B_", "ConvBnFusion_W_", "MatMulBnFusion_"]
  /// What tf2onnx and TensorFlow put behind them.
  private static let endings = ["_weights_fused_bn", "_bias_fused_bn", "_bn_offset", "_bn_fused"]

  private static func marked(_ name: Substring) -> String? {
    for prefix in prefixes where name.hasPrefix(prefix) {
      let tensor = name.dropFirst(prefix.count)
      return String(tensor[..<(tensor.lastIndex(of: ".") ?? tensor.endIndex)])
    }
    for ending in endings {
      guard let place = name.range(of: ending) else { continue }
      return String(name[..<place.lowerBound])
    }
    return nil
  }
}

extension Substring {
  /// Where a text begins in this one.
  fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
