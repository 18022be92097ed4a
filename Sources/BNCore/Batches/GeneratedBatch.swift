/// The numbers of one generated batch in double precision, any part of it at a time.
@usableFromInline
struct GeneratedBatch: Sendable {
  private let kind: GeneratorSpec.Kind
  private let values: RandomStream
  private let choices: RandomStream
  /// The batch whose random numbers are used.
  private let drawn: UInt64
  private let examples: Int
  private let exampleSize: Int

  // Element e belongs to channel (e / run) mod (the number of parameters). Where no parameter differs between channels
  // there is one parameter and one endless run.
  private let run: Int
  /// The mean, value or lower end of each channel, moved by the drift; the movement alone where the means are a list.
  private let location: [Double]
  /// The standard deviation of each channel, or the distance between the ends.
  private let spread: [Double]
  /// The upper end of each channel.
  private let upper: [Double]

  @usableFromInline
  init(_ spec: GeneratorSpec, at index: Int) {
    precondition(index >= 0, "batches are counted from 0: \(index)")
    kind = spec.kind
    values = RandomStream(seed: spec.seed, purpose: .value)
    choices = RandomStream(seed: spec.seed, purpose: .choice)
    drawn = spec.fixed ? 0 : UInt64(index)
    examples = spec.shape[0]
    exampleSize = spec.shape.dropFirst().reduce(1, *)

    let parameters = Self.parameters(of: spec.kind)
    let all = [parameters.location, parameters.spread, parameters.upper, spec.drift]
    let differs = all.contains { if case .each = $0 { true } else { false } }
    let channels = differs ? spec.shape[spec.axis] : 1
    run = differs ? spec.shape[(spec.axis + 1)...].reduce(1, *) : .max
    let movement = spec.drift.expanded(to: channels).map { $0 == 0 ? 0 : $0 * Double(index) }
    let low = parameters.location.expanded(to: channels)
    let high = parameters.upper.expanded(to: channels)
    location = zip(low, movement).map(+)
    upper = zip(high, movement).map(+)
    switch spec.kind {
    case .uniform, .ramp: spread = zip(high, low).map(-)
    default: spread = parameters.spread.expanded(to: channels)
    }
  }

  private static func parameters(
    of kind: GeneratorSpec.Kind
  ) -> (location: ChannelValue, spread: ChannelValue, upper: ChannelValue) {
    switch kind {
    case .normal(let mean, let std), .lognormal(let mean, let std), .outliers(let mean, let std, _, _): (mean, std, 0)
    case .uniform(let low, let high), .ramp(let low, let high): (low, 0, high)
    case .bimodal(_, let std), .classes(_, let std, _): (0, std, 0)
    case .constant(let value): (value, 0, 0)
    }
  }
}

extension GeneratedBatch {
  /// Writes the elements from `first` on, as many as the buffer holds.
  @usableFromInline
  func fill(_ numbers: UnsafeMutableBufferPointer<Double>, from first: Int) {
    switch kind {
    case .normal:
      fillNormal(numbers, from: first)
      transform(numbers, from: first) { z, _, channel in location[channel] + spread[channel] * z }
    case .lognormal:
      fillNormal(numbers, from: first)
      transform(numbers, from: first) { z, _, channel in
        PortableMath.exp(location[channel] + spread[channel] * z)
      }
    case .uniform:
      values.fillUniform(numbers, batch: drawn, first: first)
      // The sum never passes the upper end: u is below 1, so the product is below the true distance between the ends.
      transform(numbers, from: first) { u, _, channel in location[channel] + spread[channel] * u }
    case .constant:
      transform(numbers, from: first) { _, _, channel in location[channel] }
    case .ramp:
      fillRamp(numbers, from: first)
    case .outliers(_, _, let fraction, let scale):
      fillNormal(numbers, from: first)
      transform(numbers, from: first) { z, element, channel in
        let isOutlier = choices.uniform(batch: drawn, element: element) < fraction
        return location[channel] + spread[channel] * (isOutlier ? scale * z : z)
      }
    case .bimodal(let means, _):
      fillNormal(numbers, from: first)
      transform(numbers, from: first) { z, element, channel in
        (means[choose(from: means.count, element)] + location[channel]) + spread[channel] * z
      }
    case .classes(let means, _, let order):
      fillClasses(numbers, from: first, means: means, order: order)
    }
  }

  private func fillNormal(_ numbers: UnsafeMutableBufferPointer<Double>, from first: Int) {
    values.fillUniform(numbers, batch: drawn, first: first)
    for offset in numbers.indices {
      numbers[offset] = PortableMath.normalQuantile(numbers[offset])
    }
  }

  private func fillRamp(_ numbers: UnsafeMutableBufferPointer<Double>, from first: Int) {
    forEachExample(numbers, from: first) { part, start, example in
      let share = examples == 1 ? 0 : Double(example) / Double(examples - 1)
      transform(part, from: start) { _, _, channel in
        // From the nearer end, so that both ends are exact.
        share < 0.5 ? location[channel] + spread[channel] * share : upper[channel] - spread[channel] * (1 - share)
      }
    }
  }

  private func fillClasses(
    _ numbers: UnsafeMutableBufferPointer<Double>, from first: Int, means: [Double], order: GeneratorSpec.ClassOrder
  ) {
    fillNormal(numbers, from: first)
    forEachExample(numbers, from: first) { part, start, example in
      let mean =
        switch order {
        case .sorted: means[Int(drawn % UInt64(means.count))]
        case .shuffled: means[choose(from: means.count, example)]
        }
      transform(part, from: start) { z, _, channel in (mean + location[channel]) + spread[channel] * z }
    }
  }

  private func choose(from count: Int, _ element: Int) -> Int {
    Int(choices.integer(below: UInt64(count), batch: drawn, element: element))
  }
}

extension GeneratedBatch {
  /// Replaces every number by a function of itself, its place in the batch and its parameters' place.
  @inline(__always)
  private func transform(
    _ numbers: UnsafeMutableBufferPointer<Double>, from first: Int, _ function: (Double, Int, Int) -> Double
  ) {
    var channel = first / run % location.count
    var left = run - first % run
    for offset in numbers.indices {
      numbers[offset] = function(numbers[offset], first + offset, channel)
      left -= 1
      if left == 0 {
        left = run
        channel = channel + 1 == location.count ? 0 : channel + 1
      }
    }
  }

  /// Splits a part of the batch where one example ends and the next begins.
  @inline(__always)
  private func forEachExample(
    _ numbers: UnsafeMutableBufferPointer<Double>, from first: Int,
    _ body: (UnsafeMutableBufferPointer<Double>, _ start: Int, _ example: Int) -> Void
  ) {
    var offset = 0
    while offset < numbers.count {
      let example = (first + offset) / exampleSize
      let end = min((example + 1) * exampleSize - first, numbers.count)
      body(UnsafeMutableBufferPointer(rebasing: numbers[offset..<end]), first + offset, example)
      offset = end
    }
  }
}
