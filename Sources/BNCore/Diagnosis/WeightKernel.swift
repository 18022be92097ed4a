/// The weights of a convolution or a dense layer, whatever order they are stored in.
public struct WeightKernel: Sendable {
  /// The order of a kernel's dimensions.
  public enum Layout: Sendable, CaseIterable {
    /// Output channels, input channels of a group, then the positions: PyTorch, ONNX; a dense layer has no positions.
    case outputFirst
    /// The positions, input channels of a group, output channels: TensorFlow, Keras.
    case outputLast
    /// The positions, input channels, outputs for each of them: TensorFlow's depthwise convolution.
    case depthwise
  }

  /// Output channels.
  public let outputs: Int
  /// Input channels.
  public let inputs: Int
  /// How many positions there are along each axis; empty for a dense layer.
  public let extents: [Int]

  private let groups: Int
  private let numbers: [Double]
  private let layout: Layout

  /// Takes the weights of a kernel; `nil` where these do not make one.
  ///
  /// - Parameters:
  ///   - numbers: the weights, row-major.
  ///   - shape: their shape.
  ///   - layout: the order of the dimensions.
  ///   - groups: into how many groups the channels are parted that do not see each other.
  public init?(_ numbers: [Double], shape: [Int], layout: Layout, groups: Int = 1) {
    guard shape.count >= 2, groups > 0, shape.allSatisfy({ $0 > 0 }), shape.reduce(1, *) == numbers.count else {
      return nil
    }
    self.numbers = numbers
    self.layout = layout
    let last = shape.count - 1
    switch layout {
    case .outputFirst:
      (outputs, inputs, self.groups) = (shape[0], shape[1] * groups, groups)
      extents = Array(shape[2...])
    case .outputLast:
      (outputs, inputs, self.groups) = (shape[last], shape[last - 1] * groups, groups)
      extents = Array(shape[..<(last - 1)])
    case .depthwise:
      (outputs, inputs, self.groups) = (shape[last - 1] * shape[last], shape[last - 1], shape[last - 1])
      extents = Array(shape[..<(last - 1)])
    }
    guard outputs % self.groups == 0 else { return nil }
  }

  /// The number of positions.
  public var positions: Int { extents.reduce(1, *) }

  /// What each position of the kernel adds to each output where an input channel has one number everywhere.
  ///
  /// - Parameter channels: the number of each input channel.
  /// - Returns: outputs × positions numbers, row-major: for each the sum over the input channels of weight times number.
  public func responses(to channels: [Double]) -> [Double] {
    let (positions, perGroup, outputsPerGroup) = (positions, inputs / groups, outputs / groups)
    var responses = Array(repeating: 0.0, count: outputs * positions)
    for output in 0..<outputs {
      let first = output / outputsPerGroup * perGroup
      for input in 0..<perGroup {
        let number = channels[first + input]
        for position in 0..<positions {
          let place =
            layout == .outputFirst
            ? (output * perGroup + input) * positions + position : (position * perGroup + input) * outputs + output
          responses[output * positions + position] += numbers[place] * number
        }
      }
    }
    return responses
  }
}
