import Platform
import TerminalKit
import BNFiles

/// Why a line was refused, in one line: what is wrong, and what was expected or what to do.
struct CommandError: Error, Equatable, Sendable {
  /// Decides the exit status.
  enum Kind: Equatable, Sendable {
    /// A wrong line, or a line that does not fit the session.
    case usage
    /// A file that is missing, unreadable or can't be written.
    case file(status: Int32)
    /// The person interrupted a long command.
    case interrupted
  }

  var kind = Kind.usage
  let message: String
  /// Where in the line, counted from 1; `nil` for the line as a whole.
  var column: Int?

  init(_ message: String, column: Int? = nil, kind: Kind = .usage) {
    self.message = TypedText.shown(in: message)
    self.column = column
    self.kind = kind
  }

  /// The exit status promised for this kind of error.
  var exitStatus: Int32 {
    switch kind {
    case .usage: 64
    case .file(let status): status
    case .interrupted: 130
    }
  }
}
