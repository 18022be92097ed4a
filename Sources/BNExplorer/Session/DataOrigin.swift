import BNFiles
import BNCore

/// Where a session's numbers are from, as far as a person asks: in a few words, the names of columns, places in a file.
struct DataOrigin: Equatable, Sendable {
  /// In a few words.
  var name: String
  /// The names of a table's columns.
  var columnNames: [String]?
  /// The same in quotes, as messages show them.
  var quotedColumns: [String]?
  /// The lines that a table's rows stand in.
  var lines: RowLines?
  /// The extents of an example in the file; `nil` where there is no file.
  var exampleShape: [Int]?

  /// Where an element of an example stands in the file; `nil` where there is none.
  func place(example: Int, element: Int) -> String? {
    if let lines {
      let column = quotedColumns.flatMap { $0.indices.contains(element) ? ", column \($0[element])" : nil }
      return "line \(lines[example]) of \(name)\(column ?? "")"
    }
    guard let exampleShape else { return nil }
    let indices = [example] + Shape.indices(of: element, in: exampleShape)
    return "\(name)[\(indices.map(String.init).joined(separator: ", "))]"
  }
}

extension DataOrigin {
  /// What a file says of itself.
  init(name: String, of array: StoredArray) {
    self.init(
      name: name, columnNames: array.columns, quotedColumns: array.quotedColumns, lines: array.lines,
      exampleShape: Array(array.shape.dropFirst()))
  }

  /// Where an element of a batch stands in the file; `nil` where the batch is from none.
  func place(of element: Int, inBatch index: Int, of source: BatchSource) -> String? {
    guard case .examples(var set) = source else { return nil }
    let members = set.members(at: index)
    let size = max(1, source.batchShape.dropFirst().reduce(1, *))
    guard members.indices.contains(element / size) else { return nil }
    return place(example: members[element / size], element: element % size)
  }
}
