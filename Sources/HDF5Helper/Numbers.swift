internal import CHDF5
internal import HDF5Wire

/// The numbers of arrays that only the library can read: packed ones, and ones in pieces.
enum Numbers {
  static func read(_ paths: [String], from file: hid_t) throws(LibraryError) -> [[Double]] {
    let datasets = DatasetReader(file)
    var attributes = AttributeReader()
    var left = HDF5Limits.numbers
    var arrays: [[Double]] = []
    for path in paths {
      let dataset = try LibraryError.checked(H5Dopen2(file, path, bnh5_default()), "array \"\(path)\"")
      defer { H5Dclose(dataset) }
      let header = try datasets.dataset(dataset, path, &attributes)
      if case .outside(let what) = header.storage { throw LibraryError("array \"\(path)\" \(what)") }
      guard header.element != .other else { throw LibraryError("array \"\(path)\" holds no numbers") }
      var count = 1
      for extent in header.shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: Int(clamping: extent))
        guard !overflow, product <= left else {
          throw LibraryError("array \"\(path)\" has more than \(left) numbers in pieces; store it as one piece")
        }
        count = product
      }
      left -= count
      var numbers = [Double](repeating: 0, count: count)
      if count > 0 {
        _ = try LibraryError.checked(
          H5Dread(dataset, bnh5_double(), 0, 0, bnh5_default(), &numbers), "array \"\(path)\"")
      }
      arrays.append(numbers)
    }
    return arrays
  }
}
