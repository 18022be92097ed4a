import BNCore
import BNFiles
import Platform

/// The layers that names put in front of batch norms, in a file without a graph.
///
/// `conv1` stands in front of `bn1` in the same module, `features.0` in front of `features.1`, the kernel of a scope in front
/// of its own `BatchNorm`. That is how people name layers and no proof: a pre-activation network calls them so, too, and
/// computes the convolution behind.
struct NamedFronts {
  private struct Kernel {
    let tensor: StoredTensor
    /// The module's path but for its last part, and that.
    let parent: Substring
    let last: Substring
    /// Its module.
    let path: Substring
    /// What the tensor is called in its module, without TensorFlow's number.
    let word: Substring
    let place: Int
  }

  private let kernels: [Kernel]
  private let places: [String: Int]
  private let vectors: [String: StoredTensor]
  /// Whether the tensors stand in the order in which the modules were made.
  private let isOrdered: Bool

  init(_ file: ModelFile) {
    let tensors = file.tensors.filter { !$0.isIntegral }
    isOrdered = file.family == .pytorch
    places = Dictionary(tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    vectors = Dictionary(
      tensors.filter { $0.shape.count == 1 }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    kernels = tensors.enumerated().compactMap { place, tensor in
      let (path, name) = TensorName.split(tensor.name[...])
      let word = name.prefix { $0 != ":" }
      guard tensor.shape.count >= 2, Self.layouts[word] != nil else { return nil }
      let (parent, last) = TensorName.split(path)
      return Kernel(tensor: tensor, parent: parent, last: last, path: path, word: word, place: place)
    }
  }

  /// What is known of the layer in front of a batch norm: the kernel that numbers prove, or one that its name points to.
  func place(_ norm: FoundLayer, proven: String?) -> FoldPlace {
    let channels = norm.channels ?? 0
    if let kernel = proven.flatMap({ name in kernels.first { $0.tensor.name == name } }) {
      switch front(kernel, channels, .numbers) {
      case .success(let front): return .known(front)
      case .failure(let obstacle): return .none(obstacle)
      }
    }
    let near = candidates(norm).compactMap { kernel in
      (try? front(kernel, channels, .names).get()).map { (kernel: kernel, front: $0) }
    }
    guard near.count == 1, let only = near.first else {
      return .none(FoldObstacle("the file has no graph, and no name points to one layer in front"))
    }
    let name = only.kernel.tensor.name.quoted(limit: 60)
    if Self.mayBeTransposed(only.kernel, channels) {
      return .none(
        FoldObstacle("whether \(name), to which its name points, is a transposed convolution's does not show"))
    }
    if isOrdered, let own = norm.mean.flatMap({ places[$0.name] }), only.kernel.place > own {
      return .none(FoldObstacle("\(name), to which its name points, stands behind it in the file"))
    }
    return .likely(only.front, FoldObstacle("no more than names point to the layer in front"))
  }

  private func front(
    _ kernel: Kernel, _ channels: Int, _ basis: FoldFront.Basis
  ) -> Result<FoldFront, FoldObstacle> {
    FoldFront.make(
      kernel.tensor, layout: Self.layout(kernel, channels),
      bias: vectors[FoldFront.biasName(beside: kernel.tensor.name)], channels: channels, basis: basis)
  }

  // MARK: Layouts

  /// The orders of a kernel's dimensions by its word: as a convolution's, and as a transposed one's.
  private static let layouts: [Substring: (plain: KernelChannels.Layout, transposed: KernelChannels.Layout)] = [
    "weight": (.outputFirst, .transposedFirst), "w": (.outputFirst, .transposedFirst),
    "W": (.outputFirst, .transposedFirst), "kernel": (.outputLast, .transposedLast),
    "weights": (.outputLast, .transposedLast), "depthwise_kernel": (.depthwise, .depthwise),
    "depthwise_weights": (.depthwise, .depthwise),
  ]

  /// The order that the kernel's word has; a transposed convolution's where its module is called so or only that one fits.
  private static func layout(_ kernel: Kernel, _ channels: Int) -> KernelChannels.Layout {
    guard let layouts = layouts[kernel.word] else { return .outputFirst }
    guard kernel.tensor.shape.count > 2 else { return layouts.plain }
    let isCalledSo = transposing.contains { kernel.last.lowercased().contains($0) }
    func fits(_ layout: KernelChannels.Layout) -> Bool {
      KernelChannels(shape: kernel.tensor.shape, layout: layout)?.outputs == channels
    }
    return fits(layouts.transposed) && (isCalledSo || !fits(layouts.plain)) ? layouts.transposed : layouts.plain
  }

  /// Whether a kernel has as many inputs as outputs, and nothing but its name or extents would tell which are which: an even
  /// extent is usual where an image is enlarged, and hardly anywhere else.
  private static func mayBeTransposed(_ kernel: Kernel, _ channels: Int) -> Bool {
    let shape = kernel.tensor.shape
    guard let layouts = layouts[kernel.word], layouts.plain != layouts.transposed, shape.count > 2,
      layout(kernel, channels) == layouts.plain,
      KernelChannels(shape: shape, layout: layouts.transposed)?.outputs == channels
    else { return false }
    let extents = layouts.plain == .outputFirst ? shape[2...] : shape.dropLast(2)
    return extents.contains { $0.isMultiple(of: 2) } || kernel.last.lowercased().hasPrefix("up")
  }

  private static let transposing = ["deconv", "transpose", "convt"]

  // MARK: Names

  private func candidates(_ norm: FoundLayer) -> [Kernel] {
    let (parent, last) = TensorName.split(norm.name[...])
    // The number of a name that a library made up says nothing of another layer's.
    guard !LayerPath.isCounted(norm.name) else { return kernels.filter { !parent.isEmpty && $0.path == parent } }
    if let number = Int(last) { return kernels.filter { $0.parent == parent && Int($0.last) == number - 1 } }
    guard let stem = Self.stem(last, of: Self.normWords) else { return [] }
    let beside = kernels.filter { kernel in
      let own = Self.stem(kernel.last, of: Self.kernelWords) ?? kernel.last.lowercased()
      return kernel.parent == parent && own == stem
    }
    return beside.isEmpty && stem.isEmpty ? kernels.filter { $0.path == parent } : beside
  }

  private static let normWords = [
    "batch_normalization", "batchnormalization", "batch_norm", "batchnorm", "norm", "bn",
  ]
  private static let kernelWords = [
    "conv_transpose", "convtranspose", "deconv", "conv3d", "conv2d", "conv1d", "conv", "linear", "dense", "fc",
  ]

  /// What is left of a name without the words for the kinds of layers; `nil` where none of the words is in it.
  private static func stem(_ name: Substring, of words: [String]) -> String? {
    let name = name.lowercased()
    guard words.contains(where: name.contains) else { return nil }
    let rest = (normWords + kernelWords).reduce(name) { $0.replacing($1, with: "") }
    return rest.split(separator: "_").joined(separator: "_")
  }
}
