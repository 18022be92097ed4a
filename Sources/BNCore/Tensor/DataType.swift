/// The element types that a tensor of a graph may have, by TensorFlow's names.
///
/// A layer computes with the three floating-point types. The others exist so that a graph can answer to them as TensorFlow
/// does, which is late and after its variables are made for most of them; a ``Tensor`` of them can't be written in Swift.
public enum DataType: String, Sendable, CaseIterable {
  case float16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16
  case bool
  case complex64, complex128
  case bfloat16
  case qint8, quint8, qint16, quint16, qint32
  case string

  /// TensorFlow's name of the type, for example `float32`.
  public var name: String { rawValue }
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
