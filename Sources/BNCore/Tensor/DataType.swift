/// The element types that a tensor of a graph may have, by TensorFlow's names.
///
/// A layer computes with the three floating-point types. The others exist so that a graph can refuse them as TensorFlow
/// does, late and after its variables are made; a ``Tensor`` of them can't be written in Swift.
public enum DataType: String, Sendable, CaseIterable {
  case float16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16
  case bool
  case complex64, complex128

  /// TensorFlow's name of the type, for example `float32`.
  public var name: String { rawValue }

  /// Whether a layer's arithmetic is defined for it in TensorFlow: a constant such as epsilon can be added to it.
  var takesEpsilon: Bool {
    switch self {
    case .float16, .float32, .float64, .complex64, .complex128: true
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .bool: false
    }
  }
}

extension TensorScalar {
  /// The type's place among TensorFlow's.
  public static var dataType: DataType {
    guard let type = DataType(rawValue: dataTypeName) else {
      preconditionFailure("\(dataTypeName) is one of TensorFlow's types")
    }
    return type
  }
}
