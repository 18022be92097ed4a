import TerminalKit
import BNFiles

/// An answer of several lines, for people and for programs.
struct Report: Equatable, Sendable {
  /// One or two words, for where it is shown in a frame.
  let title: String
  let text: String
  /// The same as JSON objects, each by its members.
  let objects: [[JSONText.Member]]

  /// Makes an answer that programs get as one object.
  init(title: String, text: String, members: [JSONText.Member]) {
    self.init(title: title, text: text, objects: [members])
  }

  /// Makes an answer that programs get as several objects, a line each.
  init(title: String, text: String, objects: [[JSONText.Member]]) {
    (self.title, self.text, self.objects) = (title, text, objects)
  }

  /// Rows of cells as lines, each column as wide as its widest cell.
  static func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).map { $0.padded(to: $1 + 2) }.joined()
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
