import TerminalKit

extension CommandError {
  /// `copy` where there is no terminal to copy to.
  static let noClipboard = CommandError("copy needs a terminal; without one, export QUANTITY FILE writes it to a file")

  /// `copy` of more than `Clipboard.limit`.
  static func tooLongToCopy(_ name: String) -> CommandError {
    CommandError("\(name) is longer than the \(Clipboard.limit) bytes that terminals take; export it to a file")
  }
}
