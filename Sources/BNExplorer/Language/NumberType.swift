import BNCore
import BNFiles

/// The type of a session's numbers, by TensorFlow's name.
enum NumberType: String, Sendable {
  case float16
  case float32
  case float64

  /// The types that this machine computes with.
  static let available: [NumberType] = (hasFloat16 ? [.float16] : []) + [.float32, .float64]

  /// Its place among all of TensorFlow's types.
  var inGraphs: DataType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    }
  }

  /// How many decimal digits tell two neighbouring numbers apart, or as many as a chart has use for.
  var digits: Int {
    switch self {
    case .float16: 5
    case .float32: 7
    case .float64: 10
    }
  }

  /// A number of this type with the fewest digits that read back to the same value.
  func text(_ value: Double) -> String {
    // A NaN has a sign that means nothing and differs between processors.
    if value.isNaN { return "nan" }
    return switch self {
    case .float16: "\(Half(value))"
    case .float32: "\(Float(value))"
    case .float64: "\(value)"
    }
  }

  /// Reads a type's name.
  static func named(_ word: Word) throws(CommandError) -> NumberType {
    let names = available.map(\.rawValue)
    guard let type = NumberType(rawValue: word.text) else {
      throw CommandError(unknown("dtype", word.text, among: names), column: word.column)
    }
    guard available.contains(type) else {
      throw CommandError("this machine has no \(type.rawValue); set \(orList(names))", column: word.column)
    }
    return type
  }
}

extension TensorScalar {
  /// The scalar type's name in the language of commands.
  static var dtype: NumberType { NumberType(rawValue: dataTypeName) ?? .float32 }
}
