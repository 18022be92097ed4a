/// Another value for one element of the present batch, to see what would come out: no step is taken with it.
struct ImaginedElement: Equatable, Sendable {
  /// How many batches of the source had been taken when it was imagined: it belongs to that batch alone.
  let position: Int
  let shape: [Int]
  /// The element's place in memory.
  let place: Int
  var value: Double

  /// Whether a batch is the one that the element was imagined in.
  func belongs(to shape: [Int], at position: Int) -> Bool { self.shape == shape && self.position == position }
}
