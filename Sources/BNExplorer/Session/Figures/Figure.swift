import BNCore

/// Figure 1 of the batch-norm paper (arXiv 1502.03167): how two networks learn, one with batch norm and one without.
struct Figure: Equatable, Sendable {
  /// What was asked for; where it was interrupted, with as many steps as were taken.
  var request: FigureRequest
  var plain = Curves()
  /// `nil` where one network alone was asked for.
  var normalized: Curves?
  /// The steps that the curves have a point for, in their order.
  private(set) var steps: [Int] = []

  /// What is remembered of a network, one a point.
  struct Curves: Equatable, Sendable {
    /// The share of the test digits that it tells.
    var accuracy: [Double] = []
    /// The percentiles of what goes into one of the last nonlinearities, over the test digits.
    var percentiles: [[Double]] = []
  }

  /// Which percentiles are taken, as in the paper.
  static let percents = [15, 50, 85]
  /// Every how many steps there is a point.
  static let stride = 10

  init(_ request: FigureRequest) { self.request = request }

  /// Adds a point to the curves.
  mutating func append(step: Int, plain point: NetworkPoint, normalized other: NetworkPoint?) {
    steps.append(step)
    plain.append(point)
    if let other {
      if normalized == nil { normalized = Curves() }
      normalized?.append(other)
    }
  }
}

/// What a network is like at a step.
struct NetworkPoint: Equatable, Sendable {
  let accuracy: Double
  let percentiles: [Double]
}

extension Figure.Curves {
  fileprivate mutating func append(_ point: NetworkPoint) {
    accuracy.append(point.accuracy)
    percentiles.append(point.percentiles)
  }
}

// MARK: Its numbers

extension Figure {
  /// A percentile of sorted numbers: between two of them in proportion, as numpy's.
  static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
    guard let last = sorted.indices.last else { return .nan }
    let place = Double(last * percent) / 100
    let index = Int(place)
    guard index < last else { return sorted[last] }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
  }
}

extension Figure {
  /// A quantity's value; `nil` where the figure has no such network.
  func value(_ quantity: Quantity) -> ExpressionValue? {
    let curves: Curves? = [.accuracy, .percentiles].contains(quantity) ? normalized : plain
    switch quantity {
    case .figureStep: return ExpressionValue(shape: [steps.count], steps.map(Double.init), ExpressionValue.countType)
    case .accuracy, .plainAccuracy:
      return curves.map { ExpressionValue(shape: [$0.accuracy.count], $0.accuracy, NumberType.float64.rawValue) }
    default:
      return curves.map {
        ExpressionValue(
          shape: [$0.percentiles.count, Self.percents.count], $0.percentiles.flatMap(\.self),
          NumberType.float32.rawValue)
      }
    }
  }
}

extension ExpressionValue {
  fileprivate init(shape: [Int], _ values: [Double], _ dtype: String) {
    self.init(shape: shape, values: values, dtype: dtype)
  }
}
