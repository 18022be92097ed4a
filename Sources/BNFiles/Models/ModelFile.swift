/// A model file, opened: what it states.
///
/// What its tensors mean is decided above, by their names and its family.
package struct ModelFile: Sendable {
  /// Who wrote it, as far as the format tells: it decides what is assumed where a file is silent.
  package enum Family: String, Equatable, Sendable, CaseIterable {
    case pytorch, tensorFlow, keras, onnx, caffe, darknet, equinox, flax
    /// A container that anybody may write, such as `.safetensors` or `.npz`.
    case any
  }

  /// The format's name for people and scripts: "PyTorch zip", "safetensors".
  package var format: String
  package var family: Family
  /// Layers that the file states by itself, in network order where it knows one, else in file order.
  package var layers: [StatedLayer]
  /// The tensors that no stated layer has, in file order: their names have to tell what they are.
  package var tensors: [StoredTensor]
  /// Free text that the file holds about itself, such as `__metadata__` of safetensors.
  package var metadata: [String: String]
  /// What a person should know of the file as a whole.
  package var remarks: [FileRemark]

  package init(
    format: String, family: Family, layers: [StatedLayer] = [], tensors: [StoredTensor] = [],
    metadata: [String: String] = [:], remarks: [FileRemark] = []
  ) {
    self.format = format
    self.family = family
    self.layers = layers
    self.tensors = tensors
    self.metadata = metadata
    self.remarks = remarks
  }
}
