import BNCore
import BNFiles

/// A batch under a norm.
struct NormResult: Sendable {
  let shares: NormShares
  /// The normalized batch.
  let output: [Double]
  /// How far the first example moves where it is a batch by itself.
  let alone: Double

  init(
    _ kind: NormKind, _ values: [Double], shape: [Int], axis: Int, epsilon: Double
  ) throws(NormShares.Failure) {
    shares = try NormShares(kind, shape: shape, axis: axis)
    output = shares.normalized(values, epsilon: epsilon)
    let size = values.count / max(1, shape[0])
    let single = try NormShares(kind, shape: [1] + shape[1...], axis: axis)
    let first = single.normalized(Array(values.prefix(size)), epsilon: epsilon)
    alone = zip(first, output).map { ($0 - $1).magnitude }.max() ?? 0
  }

  /// As programs get it.
  var members: [JSONText.Member] {
    var groups = JSONText.null
    if case .group(let number) = shares.kind { groups = .integer(number) }
    return [
      JSONText.Member(name: "norm", value: .string(shares.kind.name.lowercased())),
      JSONText.Member(name: "groups", value: groups),
      JSONText.Member(name: "means", value: .integer(shares.count)),
      JSONText.Member(name: "size", value: .integer(shares.size)),
      JSONText.Member(name: "looks_at_others", value: .bool(shares.kind.looksAtOthers)),
      JSONText.Member(name: "output", value: .doubles(output)),
      JSONText.Member(name: "alone", value: .double(alone)),
    ]
  }
}
