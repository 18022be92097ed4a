/// The mean that the weights behind a batch norm hand on to the next one.
///
/// A channel of a batch norm with gamma and beta is about normal with the mean beta and the deviation |gamma|, whatever
/// its statistics are. So the mean behind the activation is known, and with the weights the mean that comes into the
/// next batch norm: c + Σ w · E f(x). Only the border of an image is different, where a kernel reaches over zeros.
public struct NextMean: Sendable {
  /// How many channels there are.
  public let channels: Int
  /// The kernel's extent along each axis.
  public let extents: [Int]
  private let responses: [Double]
  private let bias: [Double]

  /// Predicts from what goes into the weights; `nil` where the numbers of channels are not the same.
  ///
  /// - Parameters:
  ///   - inputs: the mean of each channel that goes in, such as ``ActivationFunction/expectation(mean:deviation:)`` has it.
  ///   - kernel: the weights.
  ///   - bias: what is added behind them, a number for each output.
  public init?(inputs: [Double], kernel: WeightKernel, bias: [Double]? = nil) {
    guard inputs.count == kernel.inputs, bias == nil || bias?.count == kernel.outputs else { return nil }
    channels = kernel.outputs
    extents = kernel.extents
    responses = kernel.responses(to: inputs)
    self.bias = bias ?? Array(repeating: 0, count: kernel.outputs)
  }

  /// Whether the weights see one position alone, so that there is no border.
  public var isPointwise: Bool { extents.allSatisfy { $0 == 1 } }

  /// The means for an image of some extent that is padded with zeros on all sides, as much as keeps its extent.
  ///
  /// - Parameter size: the extent of the output along each axis; `nil` for one so large that the border is of no account.
  /// - Returns: the mean of each output channel.
  public func means(size: Int? = nil) -> [Double] {
    let shares = Self.shares(extents, size)
    return (0..<channels).map { channel in
      var sum = bias[channel]
      for (position, share) in shares.enumerated() {
        sum += share * responses[channel * shares.count + position]
      }
      return sum
    }
  }

  /// The extents that are tried where nobody knows the image's: about those that networks have.
  public static let sizes = [512, 256, 160, 112, 80, 56, 40, 28, 20, 14, 10, 8, 7, 6, 5, 4, 3, 2]

  /// Which share of the outputs has an input under each position of the kernel, row-major.
  static func shares(_ extents: [Int], _ size: Int?) -> [Double] {
    var shares = [1.0]
    for extent in extents {
      let axis = (0..<extent).map { index -> Double in
        let distance = (Double(index) - Double(extent - 1) / 2).magnitude
        return size.map { max(0, 1 - distance / Double($0)) } ?? 1
      }
      shares = shares.flatMap { outer in axis.map { outer * $0 } }
    }
    return shares
  }
}
