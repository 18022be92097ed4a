import Platform

/// How much is looked at before a file is given up: values may hold each other in more ways than there are values.
struct TorchBudget {
  private var left: Int

  init(_ left: Int = 2_000_000) { self.left = left }

  /// Takes away what has been looked at.
  ///
  /// - Throws: ``FileError`` where nothing is left.
  mutating func spend(_ count: Int, path: String) throws(FileError) {
    left -= count + 1
    guard left >= 0 else {
      throw FileError(path, "its values hold each other in too many ways; save the model's state_dict() instead")
    }
  }
}
