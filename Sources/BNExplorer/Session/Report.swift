import TerminalKit
import BNFiles

/// An answer of several lines, for people and for programs.
struct Report: Equatable, Sendable {
  /// One or two words, for where it is shown in a frame.
  let title: String
  let text: String
  /// The same as members of a JSON object.
  let members: [JSONText.Member]

  /// Rows of cells as lines, each column as wide as its widest cell.
  static func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).map { $0.padded(to: $1 + 2) }.joined()
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
