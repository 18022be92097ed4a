/// Numbers read from a file: a shape and its elements in row-major order.
///
/// The first dimension counts examples. The shape is empty for a single number and may hold zeros.
struct DataArray: Equatable, Sendable {
  var shape: [Int]
  var values: [Float]
  /// The names of the columns of a table that has a header line.
  var columns: [String]?

  init(shape: [Int], values: [Float], columns: [String]? = nil) {
    self.shape = shape
    self.values = values
    self.columns = columns
  }
}

/// What a data file held.
struct LoadedData: Equatable, Sendable {
  var array: DataArray
  /// One label an example, from the column that `DataFileOptions.labels` names.
  var labels: [String]?

  init(_ array: DataArray, labels: [String]? = nil) {
    self.array = array
    self.labels = labels
  }
}

/// The number of elements of a shape.
///
/// - Returns: `nil` when a dimension is negative or the product does not fit an `Int`.
func elementCount(of shape: [Int]) -> Int? {
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    guard extent >= 0, !overflow else { return nil }
    count = product
  }
  return count
}
