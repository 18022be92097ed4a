/// Numbers read from a file: a shape and its elements in row-major order.
///
/// The first dimension counts examples. The shape is empty for a single number and may hold zeros.
package struct DataArray: Equatable, Sendable {
  package var shape: [Int]
  package var values: [Float]
  /// The names of the columns of a table that has a header line.
  package var columns: [String]?

  package init(shape: [Int], values: [Float], columns: [String]? = nil) {
    self.shape = shape
    self.values = values
    self.columns = columns
  }
}

/// What a data file held.
package struct LoadedData: Equatable, Sendable {
  package var array: DataArray
  /// One label an example, from the column that `DataFileOptions.labels` names.
  package var labels: [String]?

  package init(_ array: DataArray, labels: [String]? = nil) {
    self.array = array
    self.labels = labels
  }
}

/// The number of elements of a shape.
///
/// - Returns: `nil` when an extent is negative, or the product of those above zero does not fit an `Int`: then a shape
///   that is let through can be multiplied out in any part and order.
package func elementCount(of shape: some Sequence<Int>) -> Int? {
  var product = 1
  var isEmpty = false
  for extent in shape {
    let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
    guard extent >= 0, !overflow else { return nil }
    product = next
    isEmpty = isEmpty || extent == 0
  }
  return isEmpty ? 0 : product
}
