import BNCore

extension TypedStep {
  var census: NumberCensus { NumberCensus(pass.input.scalars) }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func suspects() -> [Int] {
    var channels: [Int] = []
    if updatesRan, let mean = step.pass.batchMean, let variance = step.pass.batchVariance {
      for channel in mean.indices
      where isSpoiled(variables.movingMean[channel], by: mean[channel])
        || isSpoiled(variables.movingVariance[channel], by: variance[channel])
      {
        channels.append(channel)
      }
    }
    guard channels.isEmpty, let gradients = step.gradients else { return channels }
    if let gamma = variables.gamma {
      channels += gamma.indices.filter { isSpoiled(gamma[$0], by: gradients.gamma[$0]) }
    }
    if let beta = variables.beta {
      channels += beta.indices.filter { isSpoiled(beta[$0], by: gradients.beta[$0]) }
    }
    return channels
  }

  /// Whether a number that was finite follows one that is not.
  @inline(__always)
  private func isSpoiled(_ number: Scalar, by other: Scalar) -> Bool { number.isFinite && !other.isFinite }
}

extension TakenStep {
  /// The element of the batch that spoils a channel's moments: the first one that is not finite, or else the largest; `nil`
  /// for a channel without elements.
  func culprit(in channel: Int) -> (place: Int, value: Double)? {
    guard let numbers = numbers(.input) else { return nil }
    var largest: (place: Int, value: Double)?
    for (place, value) in numbers.enumerated() where layout.channel(of: place) == channel {
      guard value.isFinite else { return (place, value) }
      if largest.map({ value.magnitude > $0.value.magnitude }) ?? true { largest = (place, value) }
    }
    return largest
  }

  /// An element of the batch as expressions name it.
  func elementName(_ place: Int) -> String {
    "x[\(Shape.indices(of: place, in: shape).map(String.init).joined(separator: ","))]"
  }
}

extension AxisLayout {
  /// The channel of an element, by its place in memory.
  func channel(of element: Int) -> Int { element / inner % channels }
}
