/// A number in a Python program, which makes a difference between whole numbers and others.
enum PythonNumber {
  case int(Int)
  case float(Double)

  /// How Python writes it.
  var text: String {
    switch self {
    case .int(let value): "\(value)"
    case .float(let value): "\(value)"
    }
  }

  /// Python's name of its type.
  var typeName: String {
    switch self {
    case .int: "int"
    case .float: "float"
    }
  }
}

extension DataType {
  /// What TensorFlow answers where a number of the program is to become a tensor of this type (`tf.convert_to_tensor`).
  ///
  /// - Parameters:
  ///   - number: the first number that becomes one.
  ///   - value: how Python writes all that becomes one, where that is more.
  /// - Returns: the refusal; `nil` where the number becomes one.
  func refusal(of number: PythonNumber, in value: String? = nil) -> GraphError? {
    switch self {
    case .float16, .float32, .float64, .complex64, .complex128: nil
    case .int8, .int16, .int32, .int64, .uint8, .uint16:
      if case .int = number { nil } else { .numberDoesNotFit(self, number) }
    // Of these, the first want a bool and a text, the others a number within a tuple.
    case .bool, .string, .qint8, .quint8, .qint16, .quint16, .qint32: .numberDoesNotFit(self, number)
    // TensorFlow 1.4 keeps it in numpy's uint16, and misses it there.
    case .bfloat16: .incompatibleTypes(self, numpy: "uint16", value: value ?? number.text)
    }
  }

  /// What TensorFlow answers where a number such as epsilon is added to a tensor or a variable of this type; `nil` where it
  /// is added.
  ///
  /// A number that becomes no tensor leaves the addition to the number itself, and then to Python.
  func refusal(ofAdding number: PythonNumber, toVariable: Bool) -> GraphError? {
    guard refusal(of: number) != nil else { return nil }
    return .unsupportedOperands("+", toVariable ? "Variable" : "Tensor", number.typeName)
  }

  /// The real type that a number of this type consists of two of; `nil` for all others.
  var componentOfComplex: DataType? {
    switch self {
    case .complex64: .float32
    case .complex128: .float64
    default: nil
    }
  }
}

// MARK: What a layer makes of numbers before it computes

extension Initializer {
  /// What TensorFlow answers where the initializer is to fill a variable of a type; `nil` where it does.
  ///
  /// Random initializers and one's own have no words of TensorFlow's here.
  func refusal(of type: DataType) -> GraphError? {
    switch self {
    // Zero is False or the empty text where that is wanted; one is True, but no text.
    case .zeros: type == .bool || type == .string ? nil : type.refusal(of: .int(0))
    case .ones: type == .bool ? nil : type.refusal(of: .int(1))
    case .constant(let value): type.refusal(of: .float(value))
    case .values(let list):
      list.first.flatMap { first in
        let all = list.map { PythonNumber.float($0).text }.joined(separator: ", ")
        return type.refusal(of: .float(first), in: "[\(all)]")
      }
    case .randomUniform, .randomNormal, .custom: nil
    }
  }
}

extension Regularizer {
  /// What TensorFlow answers where the regularizer is applied to a variable of a type; `nil` where it is.
  func refusal(of type: DataType) -> GraphError? {
    guard hasLoss else { return nil }
    switch self {
    case .l1(let scale):
      // The sum of magnitudes is real, and the scale is not.
      return type.refusal(of: .float(scale))
        ?? type.componentOfComplex.map { .inputTypeDiffers("y", of: "Mul", $0, expected: type, as: "x") }
    case .l2(let scale): return type.refusal(of: .float(scale))
    case .sum(let scale): return TypedParameter.reduced.refusal(of: type) ?? type.refusal(of: .float(scale))
    case .custom: return nil
    }
  }
}
