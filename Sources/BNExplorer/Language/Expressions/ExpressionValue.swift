import TerminalKit
import BNFiles

/// What an expression evaluates to: numbers in double precision and their shape.
struct ExpressionValue: Equatable, Sendable {
  var shape: [Int]
  var values: [Double]
  /// The channel axis of the batch that a value of one number a channel belongs to, so that it lines up with the
  /// batch whichever axis the channels are on; `nil` for all else.
  var channelAxis: Int?
  /// TensorFlow's name of the type that the values are stored in; arithmetic makes it `float64`.
  var dtype = "float64"

  /// TensorFlow's name of the type of a count.
  static let countType = "int64"

  init(_ number: Double, dtype: String = "float64") {
    shape = []
    values = [number]
    self.dtype = dtype
  }

  init(shape: [Int], values: [Double], channelAxis: Int? = nil, dtype: String = "float64") {
    self.shape = shape
    self.values = values
    self.channelAxis = channelAxis
    self.dtype = dtype
  }

  var count: Int { values.count }

  /// Applies a function to each element.
  func mapped(_ transform: (Double) -> Double) -> ExpressionValue {
    ExpressionValue(shape: shape, values: values.map(transform), channelAxis: channelAxis)
  }

  /// Combines two values element by element; extents of 1 and missing leading dimensions stretch, as in NumPy.
  func combined(
    with other: ExpressionValue, column: Int, _ transform: (Double, Double) -> Double
  ) throws(CommandError) -> ExpressionValue {
    let pair = try Self.aligned(self, other, column: column)
    return ExpressionValue(
      shape: pair.shape, values: zip(pair.left, pair.right).map(transform), channelAxis: sharedChannelAxis(other))
  }

  /// A single number leaves the other value what it is: `2 * batch_mean` is one number a channel still.
  private func sharedChannelAxis(_ other: ExpressionValue) -> Int? {
    if other.shape.isEmpty { return channelAxis }
    if shape.isEmpty { return other.channelAxis }
    return channelAxis == other.channelAxis ? channelAxis : nil
  }

  /// Two values stretched to one shape.
  static func aligned(
    _ a: ExpressionValue, _ b: ExpressionValue, column: Int?
  ) throws(CommandError) -> (shape: [Int], left: [Double], right: [Double]) {
    let left = a.liningUp(with: b)
    let right = b.liningUp(with: a)
    let rank = max(left.shape.count, right.shape.count)
    let shapes = [left.shape, right.shape].map { Array(repeating: 1, count: rank - $0.count) + $0 }
    var shape: [Int] = []
    for (x, y) in zip(shapes[0], shapes[1]) {
      guard x == y || x == 1 || y == 1 else {
        throw CommandError(
          "shapes \(shapeText(a.shape)) and \(shapeText(b.shape)) do not fit together", column: column)
      }
      shape.append(x == 1 ? y : x)
    }
    return (
      shape, stretch(left.values, from: shapes[0], to: shape), stretch(right.values, from: shapes[1], to: shape)
    )
  }

  /// Turns one number a channel into the shape of a batch with its channels in place.
  private func liningUp(with other: ExpressionValue) -> ExpressionValue {
    guard let channelAxis, shape.count == 1, other.shape.count > 1, other.channelAxis == nil,
      other.shape.indices.contains(channelAxis), other.shape[channelAxis] == shape[0]
    else { return self }
    var stretched = other.shape.map { _ in 1 }
    stretched[channelAxis] = shape[0]
    return ExpressionValue(shape: stretched, values: values)
  }

  private static func stretch(_ values: [Double], from: [Int], to: [Int]) -> [Double] {
    guard from != to else { return values }
    let count = to.reduce(1, *)
    let strides = Shape.strides(of: from)
    return (0..<count).map { flat in
      var remaining = flat
      var source = 0
      for axis in to.indices.reversed() {
        let position = remaining % to[axis]
        remaining /= to[axis]
        if from[axis] > 1 { source += position * strides[axis] }
      }
      return values[source]
    }
  }
}

/// Shapes as row-major arithmetic and as text.
enum Shape {
  static func strides(of shape: [Int]) -> [Int] {
    var strides = shape
    var stride = 1
    for axis in shape.indices.reversed() {
      strides[axis] = stride
      stride *= shape[axis]
    }
    return strides
  }

  /// An element's index along each axis, from its place in memory; 0 along an axis that has no elements.
  static func indices(of place: Int, in shape: [Int]) -> [Int] {
    var rest = place
    let backward = shape.reversed().map { extent in
      defer { rest /= max(1, extent) }
      return rest % max(1, extent)
    }
    return backward.reversed()
  }
}

/// `64x4`, the way the command language writes shapes; `()` for a single number.
func shapeText(_ shape: [Int]) -> String {
  shape.isEmpty ? "()" : shape.map(String.init).joined(separator: "x")
}
