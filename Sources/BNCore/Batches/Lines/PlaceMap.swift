import CLevels

/// What becomes of a random number at a place of a batch, of one or of sixteen: the same bits.
protocol PlaceFormula {
  /// - Parameters:
  ///   - number: the random number.
  ///   - other: a second one, where the distribution takes two.
  ///   - location: the place's mean or lower end.
  ///   - spread: the place's standard deviation, or the distance between its ends.
  ///   - constants: what is the same everywhere.
  /// - Returns: the element of the batch.
  static func value(
    _ number: Double, _ other: Double, location: Double, spread: Double, _ constants: PlaceConstants
  ) -> Double

  static func value(
    _ number: RandomLine, _ other: RandomLine, location: RandomLine, spread: RandomLine, _ constants: PlaceConstants
  ) -> RandomLine

  /// What does a ``PlaceMap`` of it at another level.
  static func function(_ functions: bncore_random_functions) -> bncore_function
}

/// What is the same at all places: of outliers, how many there are and how far out they lie.
struct PlaceConstants {
  var fraction = 0.0
  var scale = 1.0
}

/// Replaces random numbers by a formula's values.
struct PlaceMap<Formula: PlaceFormula>: RandomWork {
  let numbers: UnsafeMutablePointer<Double>
  let others: UnsafeMutablePointer<Double>
  let count: Int
  let columns: ParameterColumns
  /// The place of the first number.
  let place: Int
  /// How many places follow each other before they begin again; 0 where all numbers have one.
  let period: Int
  let constants: PlaceConstants

  static func function(_ functions: bncore_random_functions) -> bncore_function { Formula.function(functions) }

  @inline(__always)
  func run() {
    if period > 0 { mapPlaces() } else { mapRun() }
  }

  /// Whole lines, for which there is memory.
  @inline(__always)
  private func mapPlaces() {
    var place = place
    var index = 0
    while index < count {
      map(index, location: .load(columns.locations, place), spread: .load(columns.spreads, place))
      index = index &+ RandomLine.width
      place = place &+ RandomLine.width
      if place >= period { place = place &- period }
    }
  }

  /// Not more than the numbers of the run: other ones may follow.
  @inline(__always)
  private func mapRun() {
    let (location, spread) = (columns.locations[place], columns.spreads[place])
    let (locations, spreads) = (RandomLine(repeating: location), RandomLine(repeating: spread))
    var index = 0
    while index &+ RandomLine.width <= count {
      map(index, location: locations, spread: spreads)
      index = index &+ RandomLine.width
    }
    while index < count {
      numbers[index] = Formula.value(numbers[index], others[index], location: location, spread: spread, constants)
      index = index &+ 1
    }
  }

  @inline(__always)
  private func map(_ index: Int, location: RandomLine, spread: RandomLine) {
    Formula.value(.load(numbers, index), .load(others, index), location: location, spread: spread, constants)
      .store(numbers, index)
  }
}

/// location + spread · z: normal and uniform numbers.
enum ScaledFormula: PlaceFormula {
  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.scaled }

  @inline(__always)
  static func value(_ z: Double, _: Double, location: Double, spread: Double, _: PlaceConstants) -> Double {
    location + spread * z
  }

  @inline(__always)
  static func value(
    _ z: RandomLine, _: RandomLine, location: RandomLine, spread: RandomLine, _: PlaceConstants
  ) -> RandomLine { location + spread * z }
}

/// The exponential of it.
enum LognormalFormula: PlaceFormula {
  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.lognormal }

  @inline(__always)
  static func value(_ z: Double, _: Double, location: Double, spread: Double, _: PlaceConstants) -> Double {
    PortableMath.exp(location + spread * z)
  }

  @inline(__always)
  static func value(
    _ z: RandomLine, _: RandomLine, location: RandomLine, spread: RandomLine, _: PlaceConstants
  ) -> RandomLine { (location + spread * z).exponential }
}

/// It, further out where a second number is below the fraction of outliers.
enum OutlierFormula: PlaceFormula {
  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.outliers }

  @inline(__always)
  static func value(
    _ z: Double, _ chance: Double, location: Double, spread: Double, _ constants: PlaceConstants
  ) -> Double {
    location + spread * (chance < constants.fraction ? constants.scale * z : z)
  }

  @inline(__always)
  static func value(
    _ z: RandomLine, _ chance: RandomLine, location: RandomLine, spread: RandomLine, _ constants: PlaceConstants
  ) -> RandomLine {
    let distance = z.replacing(
      with: constants.scale * z, where: chance .< RandomLine(repeating: constants.fraction))
    return location + spread * distance
  }
}

/// It around the mean of a mode or a class, which the second number is.
enum MixtureFormula: PlaceFormula {
  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.mixture }

  @inline(__always)
  static func value(_ z: Double, _ mean: Double, location: Double, spread: Double, _: PlaceConstants) -> Double {
    (mean + location) + spread * z
  }

  @inline(__always)
  static func value(
    _ z: RandomLine, _ mean: RandomLine, location: RandomLine, spread: RandomLine, _: PlaceConstants
  ) -> RandomLine { (mean + location) + spread * z }
}
