/// Which output channel each weight of a kernel belongs to, so that a batch norm behind it can be folded in.
///
/// A batch norm in inference is y = s x + t for each channel. Behind a convolution or a dense layer with weights w and bias b it
/// is the same layer with weights s w and bias s b + t, where s is that of the weight's output channel.
public struct KernelChannels: Sendable {
  /// The order of a kernel's dimensions.
  public enum Layout: Sendable, CaseIterable {
    /// Output channels first: PyTorch and ONNX, in groups or not, depthwise too; dense layers have no positions.
    case outputFirst
    /// Output channels last: TensorFlow and Keras.
    case outputLast
    /// The positions, input channels, outputs for each of them: TensorFlow's depthwise convolution.
    case depthwise
    /// Input channels, output channels of a group, the positions: transposed convolutions of PyTorch and ONNX.
    case transposedFirst
    /// The positions, output channels, input channels: transposed convolutions of TensorFlow and Keras.
    case transposedLast
  }

  /// How many output channels there are.
  public let outputs: Int
  /// How many weights there are.
  public let count: Int
  private let layout: Layout
  /// So many weights stand beside each other that belong to one channel, or all.
  private let run: Int
  /// Only of a transposed convolution in groups: the outputs of a group, and the weights of one.
  private let group: (outputs: Int, weights: Int)

  /// Makes out the channels of a kernel; `nil` where the shape does not make one.
  ///
  /// - Parameters:
  ///   - shape: the kernel's shape, of two dimensions and up.
  ///   - layout: the order of its dimensions.
  ///   - groups: into how many groups the channels are parted that do not see each other.
  public init?(shape: [Int], layout: Layout, groups: Int = 1) {
    guard shape.count >= 2, groups > 0, shape.allSatisfy({ $0 > 0 }) else { return nil }
    let last = shape.count - 1
    self.layout = layout
    count = shape.reduce(1, *)
    switch layout {
    case .outputFirst: (outputs, run) = (shape[0], count / shape[0])
    case .outputLast: (outputs, run) = (shape[last], 1)
    case .depthwise: (outputs, run) = (shape[last - 1] * shape[last], 1)
    case .transposedFirst: (outputs, run) = (shape[1] * groups, shape[2...].reduce(1, *))
    case .transposedLast: (outputs, run) = (shape[last - 1], shape[last])
    }
    let isParted = layout == .transposedFirst
    guard (isParted ? shape[0] : outputs) % groups == 0 else { return nil }
    group = isParted ? (shape[1], count / groups) : (outputs, count)
  }

  /// The output channel of a weight, by its place in row-major order.
  public func channel(of place: Int) -> Int {
    place / group.weights * group.outputs + place / run % group.outputs
  }

  /// The kernel of the layer with a batch norm folded in: each weight times the scale of its channel.
  public func scaled(_ weights: [Double], by scales: [Double]) -> [Double] {
    weights.indices.map { weights[$0] * scales[channel(of: $0)] }
  }

  /// The least and the greatest weight of each channel.
  public func ranges(of weights: [Double]) -> (least: [Double], greatest: [Double]) {
    var least = Array(repeating: Double.infinity, count: outputs)
    var greatest = Array(repeating: -Double.infinity, count: outputs)
    for (place, weight) in weights.enumerated() {
      let channel = channel(of: place)
      least[channel] = weight.isNaN ? .nan : min(least[channel], weight)
      greatest[channel] = weight.isNaN ? .nan : max(greatest[channel], weight)
    }
    return (least, greatest)
  }

  /// What each channel gives out for one number beside each weight: the sum of their products, and of those without signs.
  ///
  /// The second says how large the terms were, so that a difference can be counted in roundings of them.
  public func responses(of weights: [Double], to inputs: (_ place: Int) -> Double) -> (sums: [Double], sizes: [Double])
  {
    var sums = Array(repeating: 0.0, count: outputs)
    var sizes = sums
    for (place, weight) in weights.enumerated() {
      let channel = channel(of: place)
      let product = weight * inputs(place)
      sums[channel] += product
      sizes[channel] += product.magnitude
    }
    return (sums, sizes)
  }
}
