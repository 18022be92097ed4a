/// Numbers of a batch beside those that came of them: all of them, or enough to rule most conventions out.
struct BatchSample: Sendable {
  let shape: [Int]
  let x: [Double]
  let y: [Double]
  /// Where they stand in the batch; `nil` for all.
  private let places: [Int]?

  init(shape: [Int], x: [Double], y: [Double]) {
    (self.shape, self.x, self.y, places) = (shape, x, y, nil)
  }

  private init(_ all: BatchSample, at places: [Int]) {
    (shape, self.places) = (all.shape, places)
    x = places.map { all.x[$0] }
    y = places.map { all.y[$0] }
  }

  /// A few thousand of the numbers, spread over the whole batch.
  var witnesses: BatchSample {
    let most = 4096
    guard x.count > 2 * most else { return self }
    // Steps of the golden ratio of the whole fall into every channel, whatever the extents are.
    let step = 0.618_033_988_749_894_9
    var fraction = 0.0
    return BatchSample(
      self,
      at: (0..<most).map { _ in
        fraction = (fraction + step).truncatingRemainder(dividingBy: 1)
        return min(x.count - 1, Int(fraction * Double(x.count)))
      })
  }

  /// The group of each number.
  func groups(_ grouping: ChannelGrouping) -> [Int32] {
    guard let places else { return grouping.groups() }
    return places.map { place in
      var (rest, group, factor) = (place, 0, 1)
      for axis in shape.indices.reversed() {
        let (quotient, index) = rest.quotientAndRemainder(dividingBy: shape[axis])
        if grouping.axes.contains(axis) {
          group += index * factor
          factor *= shape[axis]
        }
        rest = quotient
      }
      return Int32(group)
    }
  }
}
