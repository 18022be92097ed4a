/// What a root mean square over channels, taken of a sample, tells of the one without the sample's errors.
struct GapBounds: Equatable {
  /// The root mean square of the errors.
  let error: Double
  /// As many channels of equal weight have as much to average the errors away.
  let channels: Double
  /// What all channels have in common; `nil` where too few examples tell of it.
  let shared: Shared?

  /// The averages of d and of r − 1 over the channels, and the root mean squares of their errors in a single channel.
  struct Shared: Equatable {
    let shift: Double
    let stretch: Double
    let shiftError: Double
    let stretchError: Double
  }

  // Channels depend on each other, the more so the more there are. Their errors over subsets of the examples of trained networks spread as
  // those of √c channels would that do not (measured: 10 to 20 for 130 to 800 channels); a shift of all spreads less, as weights of both
  // signs stand in front of a channel, and a stretch of all more, as an image has one contrast.
  private var independent: Double { max(1, min(channels / 2, channels.squareRoot())) }
  private var independentShifts: Double { max(1, min(channels / 2, 2 * channels.squareRoot())) }
  private var independentStretches: Double { max(1, channels.squareRoot() / 2) }
  /// In a direction that has nothing to do with the errors these have their average, whatever depends on what; a quarter for safety.
  private var directions: Double { max(1, channels / 4) }

  /// Three standard errors below.
  ///
  /// The errors add their own mean square to that of the effect, which spreads by √(2 / c), and they
  /// lie along the effect in one of c directions; the triangle inequality is the better bound for few channels, and what all channels
  /// share is the surest where they do.
  func least(_ effect: Double) -> Double {
    let noise = error * error * (1 + 3 * (2 / independent).squareRoot())
    let square = effect * effect - noise - 6 * effect * error / directions.squareRoot()
    return max(max(0, square).squareRoot(), effect - error * (2 + 1.3 / channels.squareRoot()), leastShared, 0)
  }

  func most(_ effect: Double) -> Double {
    let noise = error * error * 3 * (2 / independent).squareRoot()
    return (effect * effect + noise + 6 * effect * error / directions.squareRoot()).squareRoot()
  }

  func scaled(by factor: Double) -> GapBounds {
    let scaled = shared.map {
      Shared(
        shift: $0.shift, stretch: $0.stretch, shiftError: $0.shiftError * factor, stretchError: $0.stretchError * factor
      )
    }
    return GapBounds(error: error * factor, channels: channels, shared: scaled)
  }

  /// Three standard errors below √(D² + R²), which the effect is no less than.
  private var leastShared: Double {
    guard let shared else { return 0 }
    let length = (shared.shift * shared.shift + shared.stretch * shared.stretch).squareRoot()
    guard length > 0 else { return 0 }
    let along = (
      shift: shared.shift * shared.shiftError / independentShifts.squareRoot(),
      stretch: shared.stretch * shared.stretchError / independentStretches.squareRoot()
    )
    return length - 3 * (along.shift * along.shift + along.stretch * along.stretch).squareRoot() / length
  }
}
