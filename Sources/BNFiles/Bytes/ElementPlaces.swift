/// Where the elements of a tensor lie, counted in elements from its first one on.
///
/// The elements between the first and the last may be in any order, belong to no index, or to several.
package struct ElementPlaces: Sendable {
  package let shape: [Int]
  /// From the first to the last.
  let span: Int
  /// Whether the elements lie in row-major order, one behind the other.
  let isPlain: Bool
  /// The dimensions that lead from one element to another, the widest step first.
  private let steps: [Step]
  /// How many indices show each element.
  private let times: Int

  private struct Step {
    let stride: Int
    let extent: Int
    /// From one index to the next in row-major order.
    let indices: Int
  }

  /// Elements in row-major order, of a shape that ``elementCount(of:)`` takes.
  init(shape: [Int]) {
    self.init(shape: shape, span: elementCount(of: shape) ?? 0, isPlain: true, steps: [], times: 1)
  }

  /// Elements with a step for each dimension; `nil` where it cannot be told which index an element has.
  init?(shape: [Int], strides: [Int]) {
    guard let count = elementCount(of: shape), strides.count == shape.count else { return nil }
    guard count > 0 else {
      self = Self(shape: shape)
      return
    }
    var steps: [Step] = []
    var times = 1
    var indices = 1
    var isPlain = true
    for (extent, stride) in zip(shape, strides).reversed() {
      if extent > 1 {
        if stride != indices { isPlain = false }
        if stride == 0 { times *= extent } else { steps.append(Step(stride: stride, extent: extent, indices: indices)) }
      }
      indices *= extent
    }
    steps.sort { $0.stride > $1.stride }
    // Each step has to be wider than all that the smaller ones reach together.
    var reach = 0
    for step in steps.reversed() {
      guard step.stride > reach else { return nil }
      let (own, overflow) = step.stride.multipliedReportingOverflow(by: step.extent - 1)
      let (next, overflows) = reach.addingReportingOverflow(own)
      guard !overflow, !overflows, next < .max else { return nil }
      reach = next
    }
    self = Self(shape: shape, span: reach + 1, isPlain: isPlain, steps: steps, times: times)
  }

  private init(shape: [Int], span: Int, isPlain: Bool, steps: [Step], times: Int) {
    self.shape = shape
    self.span = span
    self.isPlain = isPlain
    self.steps = steps
    self.times = times
  }

  /// The first of the indices that show the element at a place, in row-major order, and how many do; `nil` for an
  /// element that is not of this tensor.
  func indices(of place: Int) -> (first: Int, count: Int)? {
    if isPlain { return (place, 1) }
    var rest = place
    var index = 0
    for step in steps {
      let position = rest / step.stride
      guard position < step.extent else { return nil }
      rest -= position * step.stride
      index += position * step.indices
    }
    return rest == 0 ? (index, times) : nil
  }
}

/// The index along each dimension of an element that is known by its place in row-major order.
package func elementIndex(_ place: Int, in shape: [Int]) -> [Int] {
  var rest = place
  var index: [Int] = []
  for extent in shape.reversed() {
    index.append(rest % max(extent, 1))
    rest /= max(extent, 1)
  }
  return index.reversed()
}
