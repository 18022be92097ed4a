import TerminalKit

extension CommandError {
  /// `copy` where there is no terminal to copy to.
  static let noClipboard = CommandError("copy needs a terminal; without one, export QUANTITY FILE writes it to a file")

  /// `copy` of more than `Clipboard.limit`.
  static func tooLongToCopy(_ name: String) -> CommandError {
    CommandError("\(name) is longer than the \(Clipboard.limit) bytes that terminals take; export it to a file")
  }
}

extension Clipboard {
  /// A value as it goes to the clipboard.
  ///
  /// - Throws: that it is too long; each number is a byte at the least, so the text need not be made for most of them.
  static func text(of value: ExpressionValue, name: String) throws(CommandError) -> String {
    guard value.values.count <= limit else { throw .tooLongToCopy(name) }
    return value.text
  }
}
