import CLevels

/// What is computed of each element of one array, or of two.
protocol LineFormula {
  static func value(_ first: SIMD16<Float>, _ second: SIMD16<Float>, _ factor: Float) -> SIMD16<Float>

  /// What does a ``LineMap`` of it at another level.
  static func function(_ functions: bncore_dense_functions) -> bncore_function
}

/// Writes a formula's value for each element, a line at a time; over one of the arrays, too.
struct LineMap<Formula: LineFormula>: DenseWork {
  let first: UnsafePointer<Float>
  /// The first array once more where the formula has but one.
  let second: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let count: Int
  /// A number for all elements.
  var factor: Float = 0

  static func function(_ functions: bncore_dense_functions) -> bncore_function { Formula.function(functions) }

  @inline(__always)
  func run() {
    let width = SIMD16<Float>.width
    var index = 0
    while index &+ width <= count {
      Formula.value(.load(first, index), .load(second, index), factor).store(output, index)
      index = index &+ width
    }
    guard index < count else { return }
    let rest = count &- index
    Formula.value(.load(rest, first, index), .load(rest, second, index), factor).store(rest, output, index)
  }
}

/// 1 / (1 + e⁻ˣ).
enum SigmoidFormula: LineFormula {
  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.sigmoid }

  @inline(__always)
  static func value(_ x: SIMD16<Float>, _: SIMD16<Float>, _: Float) -> SIMD16<Float> { x.logistic }
}

/// u · y · (1 − y) of a sigmoid's output y.
enum SigmoidGradient: LineFormula {
  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.sigmoid_gradient }

  @inline(__always)
  static func value(_ y: SIMD16<Float>, _ u: SIMD16<Float>, _: Float) -> SIMD16<Float> { u * (y * (1 - y)) }
}

/// max(x, 0).
enum ReLUFormula: LineFormula {
  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.relu }

  @inline(__always)
  static func value(_ x: SIMD16<Float>, _: SIMD16<Float>, _: Float) -> SIMD16<Float> {
    x.replacing(with: SIMD16(repeating: 0), where: x .< 0)
  }
}

/// u where a ReLU's output y is above 0.
enum ReLUGradient: LineFormula {
  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.relu_gradient }

  @inline(__always)
  static func value(_ y: SIMD16<Float>, _ u: SIMD16<Float>, _: Float) -> SIMD16<Float> {
    u.replacing(with: SIMD16(repeating: 0), where: y .<= 0)
  }
}

/// w − rate · g.
enum DescentFormula: LineFormula {
  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.descent }

  @inline(__always)
  static func value(_ w: SIMD16<Float>, _ g: SIMD16<Float>, _ rate: Float) -> SIMD16<Float> { w - g * rate }
}
