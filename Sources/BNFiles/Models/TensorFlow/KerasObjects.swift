import Platform

/// What Keras writes of a model's objects into a SavedModel: the configuration of each layer, by its path.
///
/// Source: saved_metadata.proto of Keras 2.15 for the file `keras_metadata.pb`; up to TensorFlow 2.4 the same texts stand
/// in `saved_model.pb`, which is not looked at here.
struct KerasObjects {
  /// A layer of batch normalization.
  struct Layer {
    /// The path through the objects from the model on.
    let path: [String]
    let name: String
    let epsilon: Double?
    let momentum: Double?
    let axis: Int?
  }

  private(set) var layers: [Layer] = []

  /// Reads the file.
  init(_ source: any ByteSource) throws(FileError) {
    let window = ByteWindow(source)
    var walker = ProtobufWalker(source, what: "the list of Keras's objects")
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      let object = try ProtobufMessage<TFKerasObject>(window, range, what: "an object", keeping: [3, 4, 5]).small
      guard object.identifier == "_tf_keras_layer", object.metadata.holds("BatchNormalization") else { continue }
      let value = try JSONValue.parse(
        Array(object.metadata.utf8), path: source.path, what: "the configuration of \(object.path.quoted(limit: 80))")
      guard value["class_name"]?.string?.hasSuffix("BatchNormalization") == true else { continue }
      let config = value["config"]
      layers.append(
        Layer(
          path: object.path.split(separator: ".").dropFirst().map(String.init),
          name: value["name"]?.string ?? config?["name"]?.string ?? "", epsilon: config?["epsilon"]?.double,
          momentum: config?["momentum"]?.double, axis: config?["axis"]?.int ?? config?["axis"]?.array?.first?.int))
    }
  }

  /// The layers with their tensors: those whose statistics the checkpoint holds.
  func stated(_ tensors: TensorFlowCheckpoint.Tensors) -> [StatedLayer] {
    layers.compactMap { layer in
      func tensor(_ role: String) -> StoredTensor? {
        tensors.objects.key(at: layer.path + [role]).flatMap { tensors.byKey[$0] }
      }
      guard let mean = tensor("moving_mean"), let variance = tensor("moving_variance") else { return nil }
      return StatedLayer(
        name: layer.name.isEmpty ? layer.path.joined(separator: "/") : layer.name, channels: mean.count,
        axis: layer.axis,
        gamma: tensor("gamma"), beta: tensor("beta"), mean: mean, variance: variance,
        epsilon: layer.epsilon, momentum: layer.momentum.map { .ofOld($0) })
    }
  }
}
