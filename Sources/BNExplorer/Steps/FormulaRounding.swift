import BNFiles

/// How far a formula's value in double precision may lie from what was computed in a layer's type.
struct FormulaRounding {
  /// The type that the numbers are held in, the result too.
  let dtype: NumberType

  /// Half of a unit of the last place, relative to the number.
  private var unit: Double {
    switch dtype {
    case .float16: 0x1p-11
    case .float32: 0x1p-24
    case .float64: 0x1p-53
    }
  }

  /// The magnitude whose relative rounding is as large as what a number loses near 0: float16 underflows gradually, the
  /// others are flushed to 0.
  private var floor: Double {
    switch dtype {
    case .float16: 0x1p-14
    case .float32: Double(Float.leastNormalMagnitude) / unit
    case .float64: Double.leastNormalMagnitude / unit
    }
  }

  private var largest: Double {
    switch dtype {
    case .float16: 65504
    case .float32: Double(Float.greatestFiniteMagnitude)
    case .float64: Double.greatestFiniteMagnitude
    }
  }

  /// A bound on the difference between a formula's value and the result: K · u · M.
  ///
  /// M is the formula with a magnitude in place of each number and a sum in place of each difference, which bounds the
  /// terms of every order of operations, also with products multiplied out, as both of TensorFlow's implementations and
  /// the fast path do. K counts the roundings: one for each operation on either side, one for each number as it is
  /// printed, and one for the result. Infinite where a part may lie beyond the type's range.
  func bound(of formula: ExplainedFormula) -> Double {
    let size = magnitude(of: formula)
    guard size < largest else { return .infinity }
    return Double(2 * formula.operations + formula.terms.count + 2) * unit * size
  }

  private func magnitude(of formula: ExplainedFormula) -> Double {
    switch formula {
    case .term(let term): return max(term.value.magnitude, term.summed) + floor
    case .whole(let number): return Double(number)
    case .root(let inner):
      // √a · (size of a / a): what is lost in a, relative to a.
      return inner.value.squareRoot() * magnitude(of: inner) / inner.value.magnitude + floor
    case .operation(let sign, let left, let right):
      let (a, b) = (magnitude(of: left), magnitude(of: right))
      switch sign {
      case .plus, .minus: return a + b
      case .times: return a * b + floor
      case .over: return a * b / (right.value * right.value) + floor
      case .power: return sign.apply(a, right.value) + floor
      }
    }
  }
}

extension ExplainedFormula {
  /// How many operations there are.
  fileprivate var operations: Int {
    switch self {
    case .term, .whole: 0
    case .root(let inner): 1 + inner.operations
    case .operation(_, let left, let right): 1 + left.operations + right.operations
    }
  }
}
