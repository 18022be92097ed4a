import TerminalKit

/// Cells in columns.
enum TextTable {
  /// Rows of cells as lines, each column as wide as its widest cell.
  static func lines(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padded(to: $1 + 2) }.joined().withoutBlankEnd
    }
  }
}

extension String {
  /// Without the blanks behind its last word.
  var withoutBlankEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
