import TerminalKit
import BNFiles

/// A script, read as a whole before any of it runs: a wrong line is found before the first step.
struct Script: Equatable, Sendable {
  let name: String
  let lines: [Line]
  /// What stands on lines that are comments and nothing else, by the line's number.
  private(set) var comments: [Int: String] = [:]

  /// The name without its ending.
  var title: String { name.hasSuffix(".bn") ? String(name.dropLast(3)) : name }

  /// One command of a script and where it stands.
  struct Line: Equatable, Sendable {
    let command: Command
    /// The script's name.
    let file: String
    /// The line's number, from 1.
    let number: Int
    /// Where the command starts in its line, from 1.
    let column: Int
    /// The command as it was written.
    let text: String

    /// `FILE:LINE:COLUMN`.
    var place: String { "\(file):\(number):\(column)" }

    /// Where in the line an error of its command is.
    func place(of error: CommandError) -> String { "\(file):\(number):\(error.column ?? column)" }
  }

  /// A script of lines that were parsed before.
  init(name: String, lines: [Line]) {
    self.name = name
    self.lines = lines
  }

  /// Parses a script's text.
  ///
  /// - Throws: `CommandError` with the place in its message, at the first wrong line.
  init(text: String, name: String) throws(CommandError) {
    self.name = name
    var lines: [Line] = []
    for (index, text) in Self.textLines(of: text).enumerated() {
      let number = index + 1
      if let comment = Self.comment(text) { comments[number] = comment }
      do throws(CommandError) {
        for located in try CommandParser.commands(of: text) {
          lines.append(
            Line(
              command: located.command, file: name, number: number, column: located.column, text: located.text))
        }
      } catch {
        throw CommandError("\(name):\(number):\(error.column ?? 1): \(error.message)", kind: error.kind)
      }
    }
    self.lines = lines
  }

  /// The text of a line that is a comment and nothing else.
  private static func comment(_ line: String) -> String? {
    let text = line.trimmingBlanks
    return text.hasPrefix("#") ? String(text.drop { $0 == "#" }).trimmingBlanks : nil
  }

  /// Whether the script speaks to somebody who watches.
  var hasCaptions: Bool {
    lines.contains { line in
      switch line.command {
      case .face(.say), .session(.ask), .session(.task): true
      default: false
      }
    }
  }

  /// Reads a script from a file.
  static func read(_ path: String, _ files: any FileAccess) throws(CommandError) -> Script {
    let bytes = try filing { () throws(FileError) in try files.read(path) }
    return try Script(text: try text(of: bytes, path), name: path)
  }

  /// A script's bytes as text: UTF-8, with or without a byte order mark.
  static func text(of bytes: [UInt8], _ path: String) throws(CommandError) -> String {
    let plain = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
    guard let text = String(validating: plain, as: UTF8.self), !text.contains("\0") else {
      throw CommandError("\(path): not a script: it is not UTF-8 text", kind: .file(status: 65))
    }
    return text
  }
}
