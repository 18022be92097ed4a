import BNCore
import TerminalKit

/// What stands for a finding of the doctor among layers: a letter, so that no colour is needed.
extension Finding.Severity {
  var mark: Character {
    switch self {
    case .error: "E"
    case .warning: "W"
    case .info: "i"
    }
  }

  var role: Role {
    switch self {
    case .error: .error
    case .warning: .warning
    case .info: .faint
    }
  }

  /// What so many layers of a group have.
  func words(for layers: Int) -> String {
    switch self {
    case .error: "\(layers) with an error"
    case .warning: "\(layers) with a warning"
    case .info: "\(layers) with no more than notes"
    }
  }
}
