import BNFiles

/// Reads arrays of one layer, a piece at a time.
///
/// An example is a place along the first axis. Where that has the channels, it is a place along the second one of a
/// matrix, and of anything else there is a single example.
struct ActivationReader {
  let layer: FoundLayer
  private let path: String
  private let member: String?
  /// Of the first array.
  private let axis: ActivationAxis
  private var moments: ActivationMoments

  /// How many numbers are in memory at a time.
  private let piece: Int

  init(_ layer: FoundLayer, _ path: String, _ member: String?, _ axis: ActivationAxis, piece: Int = 1 << 18) {
    self.piece = piece
    (self.layer, self.path, self.member, self.axis) = (layer, path, member, axis)
    moments = ActivationMoments(channels: axis.shape[axis.axis])
  }

  var result: Activations.Layer {
    Activations.Layer(
      name: layer.name, path: path, member: member, shape: axis.shape, axis: axis.axis, moments: moments.observed,
      nonFinite: moments.nonFinite)
  }

  /// Takes another array, whose channels are on an axis of its own.
  mutating func read(_ array: StoredArray, _ axis: ActivationAxis) throws(FileError) {
    let (shape, axis) = (axis.shape, axis.axis)
    let row = shape.dropFirst().reduce(1, *)
    // Whole rows where they find room, and always where the file has them scattered.
    let length = row <= piece || !array.isRowMajor ? max(1, piece / row) * row : piece
    let layout = Layout(
      channels: shape[axis], inner: shape[(axis + 1)...].reduce(1, *),
      example: axis > 0 ? row : shape.count == 2 ? 1 : array.count, isChannelFirst: axis == 0)
    for start in stride(from: 0, to: array.count, by: length) {
      let range = start..<min(start + length, array.count)
      add(try array.numbers(elements: range, as: Double.self), from: start, layout)
    }
  }

  /// Where elements belong, counted in row-major order.
  private struct Layout {
    let channels: Int
    /// As many elements of a channel stand one behind the other.
    let inner: Int
    /// As many elements make an example.
    let example: Int
    /// Whether an example has elements of one channel alone, unless it is all of them.
    let isChannelFirst: Bool
  }

  private mutating func add(_ numbers: [Double], from start: Int, _ layout: Layout) {
    var place = 0
    while place < numbers.count {
      let element = start + place
      let run = min(layout.inner - element % layout.inner, layout.example - element % layout.example)
      let end = min(place + run, numbers.count)
      let channel = element / layout.inner % layout.channels
      moments.add(numbers[place..<end], to: channel)
      place = end
      guard (start + place) % layout.example == 0 else { continue }
      if layout.isChannelFirst, layout.example == 1 {
        moments.endExample(in: channel)
      } else {
        moments.endExample()
      }
    }
  }
}
