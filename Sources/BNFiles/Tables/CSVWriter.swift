import Platform

/// Writes arrays as comma-separated values that `CSVReader` reads back bit for bit, NaN's payload aside.
///
/// The first dimension gives the lines and the others, flattened, the columns; one dimension is one column, a single
/// number one line. Numbers are written with the fewest digits that read back to the same value.
package enum CSVWriter {
  /// The header, if any, needs a name for each column.
  static func encode(_ array: NamedArray, header: [String]? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    if let header { bytes.append(contentsOf: (header.map(cell).joined(separator: ",") + "\n").utf8) }
    let columns = elementCount(of: array.shape.dropFirst()) ?? 0
    switch array.values.widened {
    case .float16(let values): append(values, columns: columns, to: &bytes)
    case .float32(let values): append(values, columns: columns, to: &bytes)
    // Only bfloat16 is widened.
    case .bfloat16: break
    case .int64(let values): append(values.lazy.map(\.description), columns: columns, to: &bytes)
    case .float64(let values): append(values, columns: columns, to: &bytes)
    }
    return bytes
  }

  private static func append(
    _ values: [some BinaryFloatingPoint & CustomStringConvertible], columns: Int, to bytes: inout [UInt8]
  ) {
    append(values.lazy.map { cell($0) }, columns: columns, to: &bytes)
  }

  private static func append(_ cells: some Sequence<String>, columns: Int, to bytes: inout [UInt8]) {
    var column = 0
    for cell in cells {
      bytes.append(contentsOf: cell.utf8)
      column = column + 1 == columns ? 0 : column + 1
      bytes.append(column == 0 ? CSVCursor.lineFeed : UInt8(ascii: ","))
    }
  }

  /// A number, with the fewest digits that read back to it.
  package static func cell(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    nonFiniteWord(value) ?? value.description
  }

  /// A text, in quotes where it would be misread without.
  package static func cell(_ name: String) -> String {
    let special = name.utf8.contains { ",;\t\r\n\"".utf8.contains($0) }
    guard special || name.utf8.first == CSVCursor.space || name.utf8.last == CSVCursor.space else { return name }
    let doubled = name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    return "\"\(doubled)\""
  }
}
