/// The names of a graph's operations: a stack of name scopes, and every name handed out so far (`tf.name_scope`,
/// `Graph.unique_name` of TensorFlow 1.4).
///
/// They are what a person reads in `UPDATE_OPS` and in a graph's picture. Variables have names of their own, which
/// come from variable scopes.
struct ScopedNames: Sendable, Equatable {
  private var uses: [String: Int] = [:]
  private var scope = ""

  /// A name for an operation in the present scope, with a number behind it where it is taken.
  mutating func unique(_ name: String) -> String {
    let full = scope.isEmpty ? name : "\(scope)/\(name)"
    var number = uses[full, default: 0]
    uses[full] = number + 1
    guard number > 0 else { return full }
    var candidate = full
    while uses[candidate] != nil {
      candidate = "\(full)_\(number)"
      number += 1
    }
    uses[candidate] = 1
    return candidate
  }

  /// A name for a variable: variables do not stand in name scopes, but share the names with operations.
  mutating func uniqueAtRoot(_ name: String) -> String {
    let outer = scope
    scope = ""
    defer { scope = outer }
    return unique(name)
  }

  /// Opens a scope of a new name.
  ///
  /// - Returns: the scope's full name, and the one to go back to.
  /// - Throws: ``GraphError/invalidScopeName(_:)``.
  mutating func open(_ name: String) throws(GraphError) -> (opened: String, outer: String) {
    guard Self.isValid(name, atRoot: scope.isEmpty) else { throw .invalidScopeName(name) }
    let outer = scope
    scope = unique(name)
    return (scope, outer)
  }

  /// Goes back into a scope that was opened before.
  ///
  /// - Returns: the scope to go back to.
  mutating func reopen(_ full: String) -> String {
    defer { scope = full }
    return scope
  }

  /// Leaves a scope for the one around it.
  mutating func close(to outer: String) {
    scope = outer
  }

  /// TensorFlow's rule for scope names: letters, digits, `_ . - / \`, and at the root a letter, digit or point first.
  private static func isValid(_ name: String, atRoot: Bool) -> Bool {
    func isWord(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber)
    }
    guard let first = name.first else { return false }
    if atRoot, !isWord(first), first != "." { return false }
    return name.allSatisfy { isWord($0) || "_.-/\\".contains($0) }
  }
}
