/// A model file, opened: what it states.
///
/// What its tensors mean is decided above, by their names and its family.
package struct ModelFile: Sendable {
  /// Who wrote it, as far as the format tells: it decides what is assumed where a file is silent.
  package enum Family: String, Equatable, Sendable, CaseIterable {
    case pytorch, tensorFlow, keras, onnx, caffe, darknet, dlib, equinox, flax
    /// A container that anybody may write, such as `.safetensors` or `.npz`.
    case any
  }

  /// The format's name for people and scripts: "PyTorch zip", "safetensors".
  package var format: String
  package var family: Family
  /// Layers that the file states by itself, in network order where it knows one, else in file order.
  package var layers: [StatedLayer]
  /// Whether the order of the layers is the network's.
  package var isNetworkOrder = false
  /// The tensors that no stated layer has, in file order: their names have to tell what they are.
  package var tensors: [StoredTensor]
  /// Free text that the file holds about itself, such as `__metadata__` of safetensors.
  package var metadata: [String: String]
  /// What a person should know of the file as a whole.
  package var remarks: [FileRemark]
  /// Finds all tensors that the file holds, where layers and tensors leave some out: what optimizers remember, counters,
  /// constants of a program.
  var every: (@Sendable () throws(FileError) -> [StoredTensor])?
  /// Finds what comes into each batch norm, where the file holds a graph.
  var flow: (@Sendable () throws(FileError) -> ModelFlow)?
  /// The archive that it is, whose members keep checksums.
  var archive: ZipArchive?

  package init(
    format: String, family: Family, layers: [StatedLayer] = [], tensors: [StoredTensor] = [],
    metadata: [String: String] = [:], remarks: [FileRemark] = [],
    every: (@Sendable () throws(FileError) -> [StoredTensor])? = nil
  ) {
    self.format = format
    self.family = family
    self.layers = layers
    self.tensors = tensors
    self.metadata = metadata
    self.remarks = remarks
    self.every = every
  }

  /// The tensors of its layers, then those that have no more than a name.
  package var allTensors: [StoredTensor] { layers.flatMap(\.tensors) + tensors }

  /// Every tensor that the file holds, in file order where it is known: also those that are of no use to a layer.
  ///
  /// Takes longer than opening does: it may read the structure once more.
  ///
  /// - Throws: ``FileError`` where the file does not hold one that it names.
  package func everyTensor() throws(FileError) -> [StoredTensor] { try every?() ?? allTensors }

  /// What comes into each batch norm, by the graph that the file holds; `nil` where it holds none that is followed.
  ///
  /// - Throws: ``FileError`` where a part of it cannot be read.
  package func normInputs() throws(FileError) -> ModelFlow? { try flow?() }
}
