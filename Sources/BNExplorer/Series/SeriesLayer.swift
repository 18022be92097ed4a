import BNCore
import BNFiles

/// A batch norm at every checkpoint of a training.
struct SeriesLayer: Sendable {
  /// What it is called in the last checkpoint that has it.
  fileprivate(set) var name: String
  /// One for each checkpoint; `nil` where the layer is not in it.
  fileprivate(set) var points: [Point?]

  /// What it was when a checkpoint was written.
  struct Point: Equatable, Sendable {
    let channels: Int
    /// The median channel's |mean|, root of the variance, and |gamma|.
    let mean: Double
    let deviation: Double
    let gamma: Double
    /// How many batches PyTorch counted; `nil` where the file has no count.
    let batches: Int?
    /// How far its output moved since the checkpoint before; `nil` where there is none.
    var change: Double?
    /// Whether mean and variance, and gamma and beta, are what they were in the checkpoint before.
    var sameStatistics = false
    var sameAffine = false

    init(_ layer: InferenceLayer, batches: Int?) {
      channels = layer.channels
      mean = layer.mean.map(\.magnitude).filter(\.isFinite).median
      deviation = layer.variance.filter(\.isFinite).map { max($0, 0).squareRoot() }.median
      gamma = layer.gamma.map(\.magnitude).filter(\.isFinite).median
      self.batches = batches
    }
  }

  init(name: String, points: [Point?]) {
    (self.name, self.points) = (name, points)
  }

  /// Its changes that there are, each with the checkpoint that it led to.
  var changes: [(checkpoint: Int, change: Double)] {
    points.enumerated().compactMap { index, point in point?.change.map { (index, $0) } }
  }

  /// The largest of them, the first of equals.
  var largestChange: (checkpoint: Int, change: Double)? {
    changes.max { ($0.change, $1.checkpoint) < ($1.change, $0.checkpoint) }
  }

  mutating func add(_ point: Point?, name: String? = nil) {
    points.append(point)
    if let name { self.name = name }
  }
}

extension InferenceLayer {
  /// How far the output of a layer moved to become this one's, in deviations of what it was before.
  ///
  /// The root of the mean over the channels of the squared figure that ``LayerComparison`` has, none above 5, as in the
  /// effect of statistics that are off.
  func change(since before: InferenceLayer) -> Double {
    let figures = LayerComparison(before, self).figures.filter { !$0.isNaN }
    guard !figures.isEmpty else { return 0 }
    let squares = figures.map { min(25, $0 * $0) }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }
}
