#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Expression.Operator {
  /// The derivatives with respect to the left and the right operand.
  func slopes(_ a: Double, _ b: Double) -> (left: Double, right: Double) {
    switch self {
    case .plus: (1, 1)
    case .minus: (1, -1)
    case .times: (b, a)
    case .over: (1 / b, -a / (b * b))
    // A number that does not vary has no use for the logarithm, which of a negative base does not exist.
    case .power: (b == 0 ? 0 : b * pow(a, b - 1), a > 0 ? pow(a, b) * log(a) : 0)
    }
  }
}

extension Expression.Function {
  /// Whether all elements become one number.
  var reduces: Bool {
    switch self {
    case .sum, .mean, .median, .variance, .std, .min, .max: true
    case .abs, .sqrt, .exp, .log: false
    }
  }

  /// The derivative with respect to each element; of the extremes TensorFlow's, shared among equal elements,
  /// and of the median likewise.
  func slopes(_ values: [Double]) -> [Double] {
    let n = Double(values.count)
    switch self {
    case .abs: return values.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .sqrt: return values.map { 0.5 / $0.squareRoot() }
    case .exp: return values.map { naturalExponential($0) }
    case .log: return values.map { 1 / $0 }
    case .sum: return values.map { _ in 1 }
    case .mean: return values.map { _ in 1 / n }
    case .median:
      guard let middle = values.middle else { return values.map { _ in .nan } }
      func share(_ value: Double, of chosen: Double) -> Double {
        value == chosen ? 0.5 / Double(values.count { $0 == chosen }) : 0
      }
      return values.map { share($0, of: middle.lower) + share($0, of: middle.upper) }
    case .variance:
      let mean = values.mean
      return values.map { 2 * ($0 - mean) / n }
    case .std:
      let (mean, deviation) = (values.mean, values.biasedVariance.squareRoot())
      return values.map { ($0 - mean) / (n * deviation) }
    case .min, .max:
      let extreme = applied(to: ExpressionValue(shape: [values.count], values: values)).values[0]
      let count = Double(values.count { $0 == extreme })
      return values.map { $0 == extreme ? 1 / count : 0 }
    }
  }
}

// The functions of the language have the names of those of the C library.
private func naturalExponential(_ x: Double) -> Double { exp(x) }
