/// Whether a layer takes variables that exist or makes new ones: the `reuse` of layers and of `tf.variable_scope`.
///
/// Written as TensorFlow has it: `nil`, `true`, `false` or `.auto`.
public enum Reuse: Sendable, Hashable {
  /// `None` and `False`, which are the same since TensorFlow 1.1: as the scope around it says; at the root, make new ones.
  case inherited
  /// `True`: take those that exist, and fail where one is missing.
  case existing
  /// `tf.AUTO_REUSE`: take those that exist and make the others.
  case auto

  /// Whether it is anything but a request for new variables.
  var isSharing: Bool { self == .existing || self == .auto }
}

extension Reuse: ExpressibleByBooleanLiteral, ExpressibleByNilLiteral {
  /// `true`, or `false` for what `nil` is.
  public init(booleanLiteral value: Bool) { self = value ? .existing : .inherited }

  /// `nil`.
  public init(nilLiteral: ()) { self = .inherited }
}

/// An open variable scope (`tf.VariableScope`).
struct VariableScope: Sendable, Equatable {
  /// The names of the scopes around it and its own, joined by `/`; empty at the root.
  let name: String
  let reuse: Reuse
  /// The name scope that was opened with it, where its layer's operations go.
  let nameScope: String

  static let root = VariableScope(name: "", reuse: .inherited, nameScope: "")

  func fullName(_ name: String) -> String { self.name.isEmpty ? name : "\(self.name)/\(name)" }
}

/// Which variable scopes have been opened how often, from which default names are made unique.
struct ScopeCounts: Sendable, Equatable {
  private var counts: [String: Int] = [:]

  mutating func open(_ name: String) { counts[name, default: 0] += 1 }

  /// Forgets the scopes within one that closes: opened again, it counts its default names from the start.
  mutating func closeSubscopes(of name: String) {
    counts = counts.filter { !$0.key.hasPrefix(name + "/") }
  }

  /// The prefix itself, or with the first free number behind it (`_get_unique_variable_scope`).
  func unique(_ prefix: String, in scope: VariableScope) -> String {
    let full = scope.fullName(prefix)
    if counts[full, default: 0] == 0 { return prefix }
    var number = 1
    while counts["\(full)_\(number)", default: 0] > 0 { number += 1 }
    return "\(prefix)_\(number)"
  }
}
