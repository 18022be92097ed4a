/// What the replay of one golden file found.
struct CaseResult: Equatable, Sendable {
  let name: String
  /// The worst error of each field that was compared, as a fraction of its tolerance: up to 1 agrees.
  private(set) var worst: [String: Double] = [:]
  /// Where the worst error of the whole case stands, in words.
  private(set) var place = ""
  /// What the file holds and the replay did not compare.
  var unchecked: [String] = []

  init(name: String) { self.name = name }

  var failed: Bool { worst.values.contains { !($0 <= 1) } }

  /// A case of which nothing was compared has neither passed nor failed.
  var passed: Bool { !failed && !worst.isEmpty }

  /// Compares one field of one step, or one of the variables in it.
  mutating func compare(
    _ actual: [Double], with expected: [Double], field: String, of variable: String? = nil,
    limits: GoldenCase.Tolerance.Limits, step: Int?
  ) {
    let what = variable.map { "\(field) \($0)" } ?? field
    guard actual.count == expected.count else {
      record(.infinity, field, "\(what) has \(actual.count) values, not \(expected.count)", step)
      return
    }
    for (index, (a, b)) in zip(actual, expected).enumerated() {
      let error = Self.fraction(a, b, limits)
      if !(error <= worst[field, default: -1]) {
        record(error, field, "\(what)[\(index)] is \(a), not \(b)", step)
      }
    }
    if worst[field] == nil { worst[field] = 0 }
  }

  /// Compares what is equal or not: names, shapes, words.
  ///
  /// A difference counts as an infinite error.
  mutating func check<Value: Equatable>(_ actual: Value, _ expected: Value, field: String, _ place: String) {
    if actual == expected {
      worst[field] = worst[field] ?? 0
    } else {
      record(.infinity, field, "\(place): \(field) is \(actual), not \(expected)", nil)
    }
  }

  /// Counts what TensorFlow computed and this program refuses as a failure.
  mutating func refuse(_ why: String, step: Int?) { record(.infinity, "output", "refused: \(why)", step) }

  /// The worst error of all fields.
  var worstOfAll: Double { worst.values.max() ?? 0 }

  /// Takes over what another replay of the case compared.
  mutating func merge(_ other: CaseResult) {
    if other.worstOfAll > worstOfAll { place = other.place }
    worst.merge(other.worst) { max($0, $1) }
  }

  /// |a − b| / (atol + rtol · |b|); NaN agrees with NaN, infinities agree when equal.
  ///
  /// A limit that is negative or not a number allows no difference.
  private static func fraction(_ a: Double, _ b: Double, _ limits: GoldenCase.Tolerance.Limits) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    guard a.isFinite, b.isFinite else { return .infinity }
    let limit = limits.atol + limits.rtol * b.magnitude
    return limit > 0 ? (a - b).magnitude / limit : .infinity
  }

  private mutating func record(_ error: Double, _ field: String, _ what: String, _ step: Int?) {
    let largest = worst.values.max() ?? -1
    worst[field] = error
    if error > largest { place = (step.map { "step \($0): " } ?? "") + what }
  }
}
