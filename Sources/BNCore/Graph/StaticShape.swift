/// What is known of a tensor's shape while the graph is built: nothing, the rank, or the extents too.
///
/// TensorFlow's `TensorShape`.
public struct StaticShape: Sendable, Hashable {
  /// The extents, those unknown `nil`; `nil` when not even the rank is known.
  public let extents: [Int?]?

  /// A shape of unknown rank.
  public static let unknown = StaticShape(extents: nil)

  /// Makes a shape from its extents, `nil` for what is not known.
  public init(_ extents: [Int?]) {
    self.init(extents: extents)
  }

  private init(extents: [Int?]?) {
    self.extents = extents
  }

  /// The number of dimensions, if it is known.
  public var rank: Int? { extents?.count }

  /// Whether a tensor of this shape may be fed where the static shape is expected.
  public func isCompatible(with shape: [Int]) -> Bool {
    guard let extents else { return true }
    return extents.count == shape.count && zip(extents, shape).allSatisfy { $0 == nil || $0 == $1 }
  }
}

extension StaticShape: ExpressibleByArrayLiteral {
  /// Makes a shape such as `[nil, 4]`.
  public init(arrayLiteral elements: Int?...) {
    self.init(elements)
  }
}

extension StaticShape: CustomStringConvertible {
  /// The shape as TensorFlow prints it: `(4, ?)`, `(3,)`, `()` or `<unknown>`.
  public var description: String {
    guard let extents else { return "<unknown>" }
    let parts = extents.map { $0.map(String.init) ?? "?" }
    return parts.count == 1 ? "(\(parts[0]),)" : "(" + parts.joined(separator: ", ") + ")"
  }
}
