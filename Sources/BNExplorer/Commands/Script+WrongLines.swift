import BNFiles

extension Script {
  /// A line that is no command, and why.
  struct WrongLine: Equatable, Sendable {
    /// The line's number, from 1.
    let number: Int
    let text: String
    let error: CommandError

    /// Where in the line it is wrong, from 1.
    var column: Int { error.column ?? 1 }
  }

  /// All lines of a text that are wrong, where a script stops at the first.
  static func wrongLines(of text: String) -> [WrongLine] {
    textLines(of: text).enumerated().compactMap { index, line in
      do throws(CommandError) {
        _ = try CommandParser.commands(of: line)
        return nil
      } catch {
        return WrongLine(number: index + 1, text: line.trimmingBlanks, error: error)
      }
    }
  }

  /// A text's lines, however they end.
  static func textLines(of text: String) -> [String] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
  }
}
