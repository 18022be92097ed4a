import BNFiles

/// A library that a model's batch norms are written for: how it calls them and their tensors.
enum LayerNaming: Equatable, Sendable {
  case torch, tensorFlow

  /// The names of its tensors, the usual ones first.
  var dialect: Dialect {
    switch self {
    case .torch: .pytorch
    case .tensorFlow: .tensorFlow
    }
  }

  /// What stands between the parts of a path.
  var separator: String {
    switch self {
    case .torch: "."
    case .tensorFlow: "/"
    }
  }

  /// What it calls epsilon.
  var epsilon: String {
    switch self {
    case .torch: "eps"
    case .tensorFlow: "epsilon"
    }
  }

  /// How Hugging Face's loaders call the library, which look for it in a file's text.
  var format: String {
    switch self {
    case .torch: "pt"
    case .tensorFlow: "tf"
    }
  }

  /// The library's name.
  var name: String {
    switch self {
    case .torch: "PyTorch"
    case .tensorFlow: "TensorFlow"
    }
  }

  /// The count that PyTorch keeps beside the statistics, and will not load a layer without.
  static let batchesTracked = "num_batches_tracked"

  /// A path with this library's separators.
  func path(_ name: String) -> String { TensorName.parts(of: name[...]).joined(separator: separator) }

  /// The library whose names a file has: its format's, or the one that calls tensors so; `nil` for what neither does.
  init?(of file: ModelFile, _ layers: [FoundLayer]) {
    switch file.family {
    case .pytorch: self = .torch
    case .tensorFlow, .keras: self = .tensorFlow
    case .onnx, .caffe, .darknet, .dlib, .equinox, .flax: return nil
    case .any:
      let word = TensorName(layers.first(where: \.isBatchNorm)?.mean?.name ?? "").word
      guard let naming = [Self.torch, .tensorFlow].first(where: { $0.dialect.statistics[0].first == word }) else {
        return nil
      }
      self = naming
    }
  }
}
