import BNCore
import BNFiles
import Platform

/// The layer in front of a batch norm, which can take it up: its kernel and bias, and how it is known.
struct FoldFront: Sendable {
  /// What tells that it stands in front.
  enum Basis: String, Sendable {
    /// The file's graph, which tells also that nothing else uses its output.
    case graph
    /// The moving means, which are what its weights make of the batch norm before.
    case numbers
    /// No more than names.
    case names
  }

  let kernel: StoredTensor
  let channels: KernelChannels
  let bias: StoredTensor?
  let basis: Basis

  /// The name of the bias in a file: its own, or one beside the kernel's.
  var biasName: String { bias.map(\.name) ?? Self.biasName(beside: kernel.name) }

  /// Words for kernels, with those for the biases beside them.
  private static let words = [
    "weight": "bias", "kernel": "bias", "depthwise_kernel": "bias", "pointwise_kernel": "bias", "weights": "biases",
    "depthwise_weights": "biases", "w": "b", "W": "b",
  ]

  /// `conv.bias` beside `conv.weight`, `conv/bias:0` beside `conv/kernel:0`; a name of any other kind with `.bias` behind it.
  static func biasName(beside kernel: String) -> String {
    let last = TensorName.split(kernel[...]).last
    let word = last.prefix { $0 != ":" }
    let start = kernel.dropLast(last.count)
    return words[String(word)].map { start + $0 + last.dropFirst(word.count) } ?? kernel + ".bias"
  }

  /// A kernel in front of so many channels.
  ///
  /// - Returns: what stands against it, in words, where the shapes do not go together.
  static func make(
    _ kernel: StoredTensor, layout: KernelChannels.Layout, groups: Int = 1, bias: StoredTensor?, channels: Int,
    basis: Basis
  ) -> Result<FoldFront, FoldObstacle> {
    let shown = "\(kernel.name.quoted(limit: 60)) \(kernel.shape)"
    guard let found = KernelChannels(shape: kernel.shape, layout: layout, groups: groups), found.outputs == channels
    else { return .failure(FoldObstacle("\(shown) does not give out \(counted(channels, "channel"))")) }
    guard found.count <= largest else { return .failure(FoldObstacle("\(shown) has more than \(largest) weights")) }
    if let bias, bias.count != channels {
      return .failure(FoldObstacle("\(bias.name.quoted(limit: 60)) \(bias.shape) is no number a channel"))
    }
    return .success(FoldFront(kernel: kernel, channels: found, bias: bias, basis: basis))
  }

  /// Larger ones would take much memory.
  private static let largest = 1 << 27
}

/// Why a batch norm is not folded into the layer in front of it, in words.
struct FoldObstacle: Error, Equatable, Sendable {
  let words: String

  init(_ words: String) { self.words = words }
}

/// What is known of the layer in front of a batch norm.
enum FoldPlace: Sendable {
  /// It is known.
  case known(FoldFront)
  /// Something points to it and nothing proves it.
  case likely(FoldFront, FoldObstacle)
  /// It is not known, or cannot take up a batch norm.
  case none(FoldObstacle)

  /// What it is without what is only likely, unless a person takes that.
  func resolved(takesLikely: Bool) -> Result<FoldFront, FoldObstacle> {
    switch self {
    case .known(let front): .success(front)
    case .likely(let front, let doubt): takesLikely ? .success(front) : .failure(doubt)
    case .none(let obstacle): .failure(obstacle)
    }
  }
}
