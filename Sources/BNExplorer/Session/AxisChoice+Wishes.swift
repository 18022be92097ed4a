import BNCore

extension AxisChoice {
  /// The axis: the first of some wishes that fits, else the only one behind the examples that does.
  ///
  /// - Returns: `nil` where none has as many numbers.
  /// - Throws: `CommandError` where several have.
  func axis(wishes: [Int?], of name: String) throws(CommandError) -> Int? {
    if let wish = wishes.compactMap(\.self).first(where: fits) { return wish }
    // The first axis has the examples, unless there is no other.
    let candidates = candidates.filter { $0 > 0 || shape.count == 1 }
    guard candidates.count > 1 else { return candidates.first }
    throw CommandError(
      "\(name) of shape \(shapeText(shape)) has \(channels) numbers, as the layer has channels, on several axes;"
        + " say which with axis=: " + orList(candidates.map(String.init)))
  }
}
