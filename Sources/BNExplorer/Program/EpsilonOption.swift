import ArgumentParser

/// `--epsilon`, which many subcommands have.
enum EpsilonOption {
  /// - Throws: `ValidationError` for what is no epsilon.
  static func check(_ epsilon: Double?) throws {
    guard let epsilon, !(epsilon >= 0 && epsilon.isFinite) else { return }
    throw ValidationError("--epsilon needs a number from 0 on, such as 0.001, not \(epsilon)")
  }
}
