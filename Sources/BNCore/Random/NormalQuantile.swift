extension PortableMath {
  /// The inverse of the standard normal distribution function: the z below which the share `probability` lies.
  ///
  /// Between 0 and 1, exclusive; 0 and 1 give the infinities, other numbers NaN. The relative error is below 1e-15, and
  /// `normalQuantile(1 - p)` is exactly `-normalQuantile(p)` wherever `1 - p` is exact.
  ///
  /// Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution" (routine PPND16),
  /// Applied Statistics 37 (1988), 477-484.
  public static func normalQuantile(_ probability: Double) -> Double {
    let q = probability - 0.5
    return abs(q) <= QuantilePart.centralHalf ? centralQuantile(q) : tailQuantile(probability, q)
  }

  /// The middle 85 percent: a rational function of the distance from one half.
  @inline(__always)
  static func centralQuantile(_ q: Double) -> Double {
    let r = 0.180625 - q * q
    return q * QuantilePart.centralTop(r) / QuantilePart.centralBottom(r)
  }

  /// The tails: a rational function of the square root of the tail's logarithm.
  @inline(never)
  static func tailQuantile(_ probability: Double, _ q: Double) -> Double {
    let tail = q < 0 ? probability : 1 - probability
    guard tail > 0 else { return tail == 0 ? (q < 0 ? -.infinity : .infinity) : .nan }
    let r = (-log(tail)).squareRoot()
    let z = r <= 5 ? nearTail(r - 1.6) : farTail(r - 5)
    return q < 0 ? -z : z
  }

  /// Tails from 0.075 down to exp(-25).
  private static func nearTail(_ r: Double) -> Double { QuantilePart.nearTop(r) / QuantilePart.nearBottom(r) }

  /// Tails below exp(-25), about 1.4e-11.
  private static func farTail(_ r: Double) -> Double { QuantilePart.farTop(r) / QuantilePart.farBottom(r) }
}

/// The rational functions that the normal quantile is put together from.
enum QuantilePart {
  /// How far from one half the middle one reaches.
  @inline(__always)
  static var centralHalf: Double { 0.425 }

  @inline(__always)
  static var centralTop: SeventhDegree {
    SeventhDegree(
      2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
      13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608)
  }

  @inline(__always)
  static var centralBottom: SeventhDegree {
    SeventhDegree(
      5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1)
  }

  @inline(__always)
  static var nearTop: SeventhDegree {
    SeventhDegree(
      7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
      3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734)
  }

  @inline(__always)
  static var nearBottom: SeventhDegree {
    SeventhDegree(
      1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
      0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1)
  }

  @inline(__always)
  static var farTop: SeventhDegree {
    SeventhDegree(
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
      0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772)
  }

  @inline(__always)
  static var farBottom: SeventhDegree {
    SeventhDegree(
      2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1)
  }
}
