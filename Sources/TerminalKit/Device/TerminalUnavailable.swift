/// Why there is no screen.
///
/// The caller goes on without one.
package enum TerminalUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
  case notATerminal(String)
  case noType
  case unknownType(String)
  case noCursorAddressing(String)
  case alreadyOpen
  case refused(String)

  /// One line: what is wrong, and what to do about it.
  package var description: String {
    switch self {
    case .notATerminal(let stream):
      "\(stream) is not a terminal, so the screen cannot be shown."
    case .noType:
      "TERM is not set, so the terminal's kind is not known; try TERM=xterm-256color."
    case .unknownType(let type):
      "The terminal type TERM=\(type) is not known here; try TERM=xterm-256color."
    case .noCursorAddressing(let type):
      "A terminal of the type TERM=\(type) cannot place its cursor, so the screen cannot be shown."
    case .alreadyOpen:
      "The screen is open already."
    case .refused(let what):
      "The system refused \(what), so the screen cannot be shown."
    }
  }
}
