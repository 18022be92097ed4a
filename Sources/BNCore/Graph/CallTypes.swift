/// A parameter of one of TensorFlow's operations, with the types that it takes in the order in which TensorFlow lists them.
struct TypedParameter {
  let name: String
  let allowed: [DataType]

  /// What TensorFlow answers to an input of a type; `nil` where it is taken.
  func refusal(of type: DataType) -> GraphError? {
    allowed.contains(type) ? nil : .typeNotAllowed(type, for: self)
  }

  /// What `Mean` and `Sum` reduce.
  static let reduced = TypedParameter(
    name: "input",
    allowed: [
      .float32, .float64, .int64, .int32, .uint8, .uint16, .int16, .int8, .complex64, .complex128, .qint8, .quint8,
      .qint32, .float16,
    ])
  /// The first input of `SquaredDifference`.
  static let squaredDifference = TypedParameter(
    name: "x", allowed: [.float16, .float32, .float64, .int32, .int64, .complex64, .complex128])
  /// The first input of `Maximum` and `Minimum`.
  static let limited = TypedParameter(name: "x", allowed: [.float16, .float32, .float64, .int32, .int64])
}

/// What TensorFlow's operations say of the type that a layer is applied to: they are asked in the order in which the call
/// adds them, and the first that refuses is heard.
///
/// By then the variables are made, and they stay.
struct CallTypes {
  let type: DataType
  let options: BatchNormalizationOptions
  let training: Training
  let implementation: FusedChoice
  /// Whether the channels stand on the last axis, where variables need no other shape to meet the input.
  let isLastAxis: Bool

  /// TensorFlow's answer; `nil` where the call is built.
  var refusal: GraphError? { implementation.isFused ? fusedRefusal : nonFusedRefusal }

  private var fusedRefusal: GraphError? {
    fusedTypeRefusal(of: type.name, options, trains: training.constantValue).map { GraphError(.typeError, $0) }
  }

  private var nonFusedRefusal: GraphError? {
    takesMoments ? momentsRefusal ?? epsilonRefusal : epsilonRefusal
  }

  private var takesMoments: Bool { training.isDifferentFromFalse }

  private var momentsRefusal: GraphError? {
    TypedParameter.reduced.refusal(of: type) ?? TypedParameter.squaredDifference.refusal(of: type)
      ?? (options.renorm ? renormRefusal : nil)
  }

  /// Renorm adds epsilon to the batch's variance, and limits its corrections where they have limits.
  private var renormRefusal: GraphError? {
    type.refusal(ofAdding: .float(options.epsilon), toVariable: false)
      ?? (options.renormClipping.keys.isEmpty ? nil : TypedParameter.limited.refusal(of: type))
  }

  /// Epsilon is added to the moving variance itself, unless the variance was computed or given another shape.
  private var epsilonRefusal: GraphError? {
    type.refusal(ofAdding: .float(options.epsilon), toVariable: !takesMoments && isLastAxis)
  }

  /// What a processor says when the output is computed: it has no kernel for squared differences of complex numbers.
  var runRefusal: GraphError? {
    guard type.componentOfComplex != nil, !implementation.isFused, takesMoments else { return nil }
    return .noKernel("SquaredDifference")
  }
}
