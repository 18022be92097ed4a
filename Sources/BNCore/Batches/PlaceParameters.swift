/// The parameters of a generated batch, laid out by the places that its elements take in turn.
///
/// Element e has those of place (e / `run`) mod `period`. Where no parameter differs between channels there is one place and
/// one endless run.
struct PlaceParameters: Equatable, Sendable {
  private let places: Places
  /// The mean, value or lower end of each place; then the standard deviation or the distance between the ends; then, for a
  /// ramp, the upper end.
  private var numbers: [Double]

  /// The parameters of a distribution, as the drift finds them at batch 0.
  init(_ kind: GeneratorSpec.Kind, shape: [Int], axis: Int, drift: ChannelValue) {
    let (low, spread, high) = Self.parameters(of: kind)
    let differs = [low, spread, high, drift].contains { if case .each = $0 { true } else { false } }
    let channels = differs ? shape[axis] : 1
    let places = Places(channels: channels, run: differs ? shape[(axis + 1)...].reduce(1, *) : .max)
    let (lows, highs) = (low.expanded(to: channels), high.expanded(to: channels))
    switch kind {
    case .uniform: numbers = places.layOut(lows) + places.layOut(zip(highs, lows).map(-))
    case .ramp: numbers = places.layOut(lows) + places.layOut(zip(highs, lows).map(-)) + places.layOut(highs)
    default: numbers = places.layOut(lows) + places.layOut(spread.expanded(to: channels))
    }
    self.places = places
    // Where nothing ever moves, the movement is added here once: it makes 0 of -0.
    if drift.isZero { move(by: [Double](repeating: 0, count: channels)) }
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

  /// The parameters so many steps on.
  func moved(by drift: ChannelValue, steps: Int) -> PlaceParameters {
    if drift.isZero { return self }
    var moved = self
    moved.move(by: drift.expanded(to: places.channels).map { $0 == 0 ? 0 : $0 * Double(steps) })
    return moved
  }

  /// Moves what is a location.
  private mutating func move(by movements: [Double]) {
    for (place, movement) in places.layOut(movements).enumerated() {
      numbers[place] += movement
      if numbers.count > 2 * places.length { numbers[2 * places.length + place] += movement }
    }
  }

  /// How many elements behind each other have one place.
  var run: Int { places.run }
  /// How many places there are; where each element has its own, at least a line of them.
  var period: Int { places.period }

  /// Lends the parameters of all places.
  @inline(__always)
  func withColumns<Result>(_ body: (ParameterColumns) -> Result) -> Result {
    numbers.withUnsafeBufferPointer { numbers in
      guard let start = numbers.baseAddress else { preconditionFailure("there is at least one place") }
      return body(ParameterColumns(locations: start, length: places.length))
    }
  }
}

/// The parameters of places: an array for each, one behind the other.
struct ParameterColumns {
  let locations: UnsafePointer<Double>
  let length: Int

  @inline(__always)
  var spreads: UnsafePointer<Double> { locations + length }
  /// A ramp has them.
  @inline(__always)
  var uppers: UnsafePointer<Double> { locations + 2 * length }
}

/// How the channels' parameters become those of places.
///
/// Channels that lie close are laid out element by element, so that lines of parameters can be read.
private struct Places: Equatable {
  let channels: Int
  let run: Int
  let period: Int
  /// As many numbers as are laid out; behind the last place a line goes on with the first ones.
  let length: Int
  private let repetitions: Int

  private static let shortRuns = 2..<32
  private static let mostLaidOut = 4096

  init(channels: Int, run: Int) {
    self.channels = channels
    let isLaidOut = run == 1 || (Self.shortRuns.contains(run) && channels * run <= Self.mostLaidOut)
    repetitions = isLaidOut ? run : 1
    self.run = isLaidOut ? 1 : run
    let once = channels * repetitions
    period = isLaidOut ? once * ((RandomLine.width + once - 1) / once) : once
    length = isLaidOut ? period + RandomLine.width : period
  }

  /// Numbers of channels, laid out.
  func layOut(_ numbers: [Double]) -> [Double] {
    (0..<length).map { numbers[$0 / repetitions % channels] }
  }
}

extension ChannelValue {
  /// Whether nothing but zeros is in it.
  fileprivate var isZero: Bool {
    switch self {
    case .all(let number): number == 0
    case .each(let numbers): numbers.allSatisfy { $0 == 0 }
    }
  }
}
