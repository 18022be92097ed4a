import BNCore

/// Which axis of some data has the channels of a layer whose number of channels is known.
struct AxisChoice {
  let shape: [Int]
  let channels: Int

  /// Whether the axis, counted from the front or the back, has as many numbers as the layer channels.
  func fits(_ axis: Int) -> Bool {
    (try? AxisLayout(shape: shape, axis: axis))?.channels == channels
  }

  /// Every axis with as many numbers as the layer channels, counted from the front.
  var candidates: [Int] { shape.indices.filter { shape[$0] == channels } }
}
