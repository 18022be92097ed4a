/// What a file's graph says of what comes into its batch norms: the weights in front of each, and what goes into those.
///
/// Only what decides a mean is kept; see ``FlowValue``.
package struct ModelFlow: Sendable {
  /// The weights in front of a batch norm, and the value that goes into them.
  package struct Weights: Sendable {
    /// The order of the dimensions of a kernel; of a transposed convolution PyTorch's and ONNX's, and Keras's.
    package enum Layout: Sendable { case outputFirst, outputLast, depthwise, transposedFirst, transposedLast }

    /// What they are weights of, in words: "Conv conv1".
    package var name: String
    package var kernel: StoredTensor
    package var layout: Layout
    package var groups: Int
    package var bias: StoredTensor?
    package var input: FlowValue
    /// The last of several kernels whose product `kernel` is; `nil` where it is one of the file's own.
    package var lastKernel: StoredTensor?
    /// Why the weights cannot take up a scale and a shift of their outputs without changing something else, in words.
    package var obstacle: String?
    /// What would have to be known to be sure that the batch norm's channels are their outputs, in words.
    package var doubt: String?
  }

  /// What comes into one batch norm.
  package enum Input: Sendable {
    case weights(Weights)
    /// Something that hands on no mean that can be known, in words: "the maximum MaxPool_3".
    case other(String)
  }

  /// By the names of the batch norms, in the order in which they compute.
  package private(set) var inputs: [(norm: String, input: Input)] = []

  package init() {}

  mutating func add(_ norm: String, _ input: Input) { inputs.append((norm, input)) }
}

/// A value of a graph, as far as its mean can be known from the batch norms before it.
package indirect enum FlowValue: Sendable {
  /// The output of the batch norm of a name.
  case norm(String)
  case activation(FlowFunction, FlowValue)
  /// A sum of values of the same channels.
  case sum([FlowValue])
  /// Values of other channels each, one behind another.
  case joined([FlowValue])
  /// An average over positions, or anything else that leaves the mean of a channel as it is.
  case averaged(FlowValue)
  /// Anything else, in words.
  case other(String)

  /// How deep sums and the like are followed.
  static let deepest = 64
}

/// An activation function, by its usual name and its numbers.
package struct FlowFunction: Hashable, Sendable {
  package enum Name: String, Sendable, CaseIterable {
    /// Without a number.
    case relu, sigmoid, tanh, silu, gelu, softplus, mish, hardSwish
    /// The limit.
    case clippedReLU
    /// The slope below 0.
    case leakyReLU
    /// alpha.
    case elu
    /// The slope, and the value at 0.
    case hardSigmoid
  }

  package let name: Name
  package let numbers: [Double]

  package init(_ name: Name, _ numbers: Double...) {
    self.name = name
    self.numbers = numbers
  }
}
