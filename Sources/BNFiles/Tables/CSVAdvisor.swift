import Platform

/// What to do about a table that cannot be read, as far as its text shows the cause.
struct CSVAdvisor {
  let cursor: CSVCursor
  let layout: CSVLayout
  let text: TableText
  /// Whether no row has been read before.
  let isFirstRow: Bool

  /// About a cell without a number.
  func adviceOnMissing(_ column: Int) -> String {
    if isFirstRow, layout.columns > 1, column == layout.columns - 1, endsWithSeparators {
      let rest = layout.columns == 2 ? "1" : "1-\(layout.columns - 1)"
      return "each line ends with a separator; leave the empty column out with columns=\(rest)"
    }
    if isFirstRow, layout.names == nil, text.header == nil, column == 0 {
      return "if the first line names the columns, load it with header=on"
    }
    return "missing=drop leaves such lines out, missing=mean fills in the column's mean"
  }

  /// Whether the last column has no name, and no number where there are none.
  private var endsWithSeparators: Bool { layout.names.map { $0.last?.isEmpty == true } ?? true }

  /// About text where a number was expected.
  func advice(on said: String) -> String {
    if isFirstRow, let skip = linesAboveTable { return tableBegins(behind: skip) }
    if said.contains(" "), said.split(separator: " ").allSatisfy(isNumber) {
      return "expected commas, semicolons or tabs between the numbers of a line; for blanks load it with sep=space"
    }
    if cursor.decimalSign != FileNumber.point, said.contains("."),
      FileNumber.value(Array(said.utf8), in: 0..<said.utf8.count) != nil
    {
      return "with decimal=comma there is no point in a number; leave decimal= out if the point is the decimal sign"
    }
    if let separator = separator(in: said) {
      return "its parts are numbers: if they are cells, load it with sep=\(separator.rawValue)"
    }
    if said.split(separator: ",").count == 2, isNumber(said.split(separator: ",").joined(separator: ".")[...]) {
      return "expected a decimal point, as in 0.5; if the comma is one, load it with decimal=comma"
    }
    if isFirstRow, layout.names == nil {
      return "if the first line names the columns, load it with header=on; make a column of text labels="
    }
    return "expected one such as 0.5, 1e-3, NaN or Infinity; leave the column out with columns= or make it labels="
  }

  /// About a line with another number of cells than the first one.
  func advice(onCells found: Int) -> String {
    if cursor.separator == UInt8(ascii: ","), layout.columns == 1, found == 2 {
      let begins = "; if the table begins here, with skip=\(layout.firstRow.line - 1)"
      return
        "if the comma is the decimal sign, load it with decimal=comma\(isFirstRow && layout.hasHeader ? begins : "")"
    }
    if isFirstRow, layout.hasHeader, found == layout.columns + 1 {
      return "the line of names lacks one; name the first column, too, or pass over the names with skip=\(layout.line)"
    }
    let preamble = isFirstRow ? linesAboveTable.map(tableBegins) : nil
    if cursor.separator == UInt8(ascii: ","), found == 2 * layout.columns {
      return "if the comma is the decimal sign, load it with decimal=comma and another sep="
        + (preamble.map { "; " + $0 } ?? "")
    }
    if let preamble { return preamble }
    return "write NaN for a value that is missing, and quote text that holds a separator"
  }

  private func tableBegins(behind lines: Int) -> String {
    "if the table begins in line \(lines + 1), load it with skip=\(lines)"
  }

  private func isNumber(_ part: Substring) -> Bool {
    FileNumber.value(Array(part.utf8), in: 0..<part.utf8.count, sign: cursor.decimalSign) != nil
  }

  /// Another separator than the present one, between numbers.
  private func separator(in said: String) -> TableText.Separator? {
    TableText.Separator.allCases.first { separator in
      guard separator.byte != cursor.separator, separator.byte != cursor.decimalSign, separator != .space else {
        return false
      }
      // One comma between two whole numbers is a decimal sign just as well, unless a separator was named.
      let parts = said.split(separator: Character(Unicode.Scalar(separator.byte)), omittingEmptySubsequences: false)
      let fewest = separator == .comma && text.separator == nil ? 3 : 2
      return parts.count >= fewest && parts.allSatisfy { isNumber($0.drop { $0 == " " }) }
    }
  }

  /// How many lines stand above the first two lines in a row with as many cells as each other, more than the first line has.
  private var linesAboveTable: Int? {
    for separator in ([cursor.separator] + "\t;,".utf8).filter({ $0 != cursor.decimalSign }) {
      var ahead = cursor
      ahead.separator = separator
      ahead.place = CSVPosition(
        offset: cursor.bytes.starts(with: CSVReader.byteOrderMark) ? CSVReader.byteOrderMark.count : 0, line: 1)
      var before = 0
      while !ahead.isAtEnd, ahead.place.line <= Self.longestPreamble {
        let line = ahead.place.line
        guard let count = (try? ahead.row())?.count else { break }
        if count > max(1, layout.columns), count == before { return line - 2 > text.skip ? line - 2 : nil }
        before = count
      }
    }
    return nil
  }

  private static let longestPreamble = 64
}
