/// How the text of a table is to be read, where it does not say so itself.
package struct TableText: Equatable, Sendable {
  /// What stands between the cells of a line.
  package enum Separator: String, CaseIterable, Sendable {
    case comma, semicolon, tab, space

    var byte: UInt8 {
      switch self {
      case .comma: UInt8(ascii: ",")
      case .semicolon: UInt8(ascii: ";")
      case .tab: UInt8(ascii: "\t")
      case .space: CSVCursor.space
      }
    }
  }

  /// What stands before the decimals of a number.
  package enum DecimalSign: String, CaseIterable, Sendable {
    case point, comma

    var byte: UInt8 { self == .point ? FileNumber.point : UInt8(ascii: ",") }
  }

  /// What becomes of a cell without a number: an empty one, NA and the like, and NaN.
  package enum Missing: String, CaseIterable, Sendable {
    /// It is an error; NaN is read as it is.
    case error
    /// Its line is left out.
    case drop
    /// It gets the mean of its column's other numbers.
    case mean
  }

  /// Whether the first line names the columns; `nil` where the line itself has to tell.
  package var header: Bool?
  /// How many lines to pass over before the table begins.
  package var skip: Int
  /// `nil` where the first line has to tell.
  package var separator: Separator?
  package var decimal: DecimalSign
  package var missing: Missing

  package init(
    header: Bool? = nil, skip: Int = 0, separator: Separator? = nil, decimal: DecimalSign = .point,
    missing: Missing = .error
  ) {
    self.header = header
    self.skip = skip
    self.separator = separator
    self.decimal = decimal
    self.missing = missing
  }

  /// Whether a cell says that there is no number.
  static func isMissing(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    guard range.count <= longestWord else { return false }
    return words.contains(String(decoding: bytes[range], as: UTF8.self).lowercased())
  }

  /// The words of R, pandas, SQL, SAS and spreadsheets.
  private static let words: Set<String> = [
    "", "na", "n/a", "<na>", "#n/a", "null", "none", "nil", "missing", "-", "--", "?", ".",
  ]
  private static let longestWord = 7
}
