import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Expression {
  /// Evaluates in double precision over stored values.
  ///
  /// - Parameter lookup: gives a quantity's value, or says why there is none.
  /// - Returns: numbers in double precision, with their shape.
  /// - Throws: what `lookup` throws, and shapes or indices that do not fit.
  func evaluated(
    with lookup: (Quantity, _ column: Int) throws(CommandError) -> ExpressionValue
  ) throws(CommandError) -> ExpressionValue {
    switch self {
    case .number(let value): return ExpressionValue(value)
    case .quantity(let quantity, let column): return try lookup(quantity, column)
    case .weight(let column): throw CommandError("w has a value in penalties and projections only", column: column)
    case .negative(let inner): return try inner.evaluated(with: lookup).mapped { -$0 }
    case .index(let inner, let indices, let column):
      return try inner.evaluated(with: lookup).indexed(by: indices, column: column)
    case .call(let function, let argument): return function.applied(to: try argument.evaluated(with: lookup))
    case .norm(let norm, let argument, let groups, let column):
      return try argument.evaluated(with: lookup).normalized(
        by: norm.kind(groups: groups), axis: lookup(.axis, column).values[0],
        epsilon: lookup(.epsilon, column).values[0], column: column)
    case .binary(let sign, let left, let right, let column):
      let a = try left.evaluated(with: lookup)
      return try a.combined(with: try right.evaluated(with: lookup), column: column, sign.apply)
    }
  }
}

// Free functions, since the functions of the language have the names of those of the C library.
private func exponential(_ x: Double) -> Double { exp(x) }
private func naturalLogarithm(_ x: Double) -> Double { log(x) }

extension Expression.Operator {
  func apply(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .plus: a + b
    case .minus: a - b
    case .times: a * b
    case .over: a / b
    case .power: pow(a, b)
    }
  }
}

extension Expression.Function {
  /// The reductions take all elements; of no elements they are NaN, as in NumPy, and their sum is 0.
  func applied(to value: ExpressionValue) -> ExpressionValue {
    let values = value.values
    switch self {
    case .abs: return value.mapped(\.magnitude)
    case .sqrt: return value.mapped { $0.squareRoot() }
    case .exp: return value.mapped(exponential)
    case .log: return value.mapped(naturalLogarithm)
    case .sum: return ExpressionValue(values.reduce(0, +))
    case .mean: return ExpressionValue(values.mean)
    case .median: return ExpressionValue(values.middle.map { ($0.lower + $0.upper) / 2 } ?? .nan)
    case .variance: return ExpressionValue(values.biasedVariance)
    case .std: return ExpressionValue(values.biasedVariance.squareRoot())
    case .min: return ExpressionValue(values.extreme { $1 < $0 })
    case .max: return ExpressionValue(values.extreme { $1 > $0 })
    }
  }
}

extension [Double] {
  /// Σx / n; NaN of none.
  var mean: Double { reduce(0, +) / Double(count) }

  /// The two elements in the middle, which of an odd count are one; `nil` of none, or where a NaN is among them.
  var middle: (lower: Double, upper: Double)? {
    guard !isEmpty, !contains(where: \.isNaN) else { return nil }
    let sorted = sorted()
    return (sorted[(count - 1) / 2], sorted[count / 2])
  }

  /// Σ(x − mean)² / n; NaN of none.
  var biasedVariance: Double {
    let mean = mean
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
  }

  /// The element that replaces all others; NaN if there is one among them or none at all.
  fileprivate func extreme(_ replaces: (Double, Double) -> Bool) -> Double {
    guard var result = first else { return .nan }
    for value in self {
      if value.isNaN { return value }
      if replaces(result, value) { result = value }
    }
    return result
  }
}

extension ExpressionValue {
  /// Takes elements, rows or slices; a negative index counts from the end.
  func indexed(by indices: [Expression.Index], column: Int) throws(CommandError) -> ExpressionValue {
    guard indices.count <= shape.count else {
      throw CommandError(
        "\(indices.count == 1 ? "an index" : "\(indices.count) indices") for a value of shape \(shapeText(shape)); "
          + "expected \(shape.isEmpty ? "none" : "at most \(shape.count)")",
        column: column)
    }
    var positions: [[Int]] = []
    var kept: [Int] = []
    for (axis, extent) in shape.enumerated() {
      switch axis < indices.count ? indices[axis] : .range(from: nil, to: nil) {
      case .at(let index):
        let settled = index < 0 ? index + extent : index
        guard (0..<extent).contains(settled) else {
          throw CommandError(
            "index \(index) is outside 0..\(extent - 1) of dimension \(axis) (shape \(shapeText(shape)))",
            column: column)
        }
        positions.append([settled])
      case .range(let from, let to):
        let bounds = [from ?? 0, to ?? extent].map { Swift.min(Swift.max(0, $0 < 0 ? $0 + extent : $0), extent) }
        let range = bounds[0]..<Swift.max(bounds[0], bounds[1])
        positions.append(Array(range))
        kept.append(range.count)
      }
    }
    let stillPerChannel = kept.count == shape.count ? channelAxis : nil
    return ExpressionValue(
      shape: kept, values: gathered(positions), channelAxis: stillPerChannel, dtype: dtype)
  }

  private func gathered(_ positions: [[Int]]) -> [Double] {
    let strides = Shape.strides(of: shape)
    var offsets = [0]
    for (axis, choices) in positions.enumerated() {
      offsets = offsets.flatMap { offset in choices.map { offset + $0 * strides[axis] } }
    }
    return offsets.map { values[$0] }
  }
}
