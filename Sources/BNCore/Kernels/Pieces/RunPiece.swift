import CLevels

/// The sums over some of a channel's runs, by lanes in double precision.
struct RunPiece<Scalar: PieceScalar>: PieceWork {
  typealias Number = Scalar.Number

  /// Sums of a block.
  struct Sums {
    /// How many numbers are finite.
    var count = 0
    var first = 0.0
    var second = 0.0
    var minimum = Number.infinity
    var maximum = -Number.infinity
  }

  let x: UnsafeRawPointer
  let part: RunView.Part
  let shift: Number
  let sums: UnsafeMutablePointer<Sums>

  static func function(_ functions: bncore_piece_functions) -> bncore_function { functions.run_piece }

  @inline(__always)
  func run() {
    let result = lineSums()
    let isFinite = (result.first - result.first) + (result.second - result.second) == 0
    sums.pointee = isFinite ? result : finiteSums()
  }

  /// The sums as long as all numbers are finite.
  @inline(__always)
  private func lineSums() -> Sums {
    let wideShift = WideLine(repeating: Double(shift))
    var result = Sums()
    result.count = part.count
    var (first, second) = (WideLine(repeating: 0), WideLine(repeating: 0))
    var (otherFirst, otherSecond) = (first, second)
    var (minimum, maximum) = (Number.repeating(.infinity), Number.repeating(-.infinity))
    for run in 0..<part.runs {
      var index = part.start &+ run &* part.stride
      let end = index &+ part.length
      while index &+ 16 <= end {
        let (eight, other) = (Scalar.eight(x, index), Scalar.eight(x, index &+ 8))
        let (deviation, otherDeviation) = (deviation(eight, wideShift), deviation(other, wideShift))
        first = first + deviation
        second = second + deviation * deviation
        otherFirst = otherFirst + otherDeviation
        otherSecond = otherSecond + otherDeviation * otherDeviation
        minimum = Number.least(Number.least(minimum, eight), other)
        maximum = Number.greatest(Number.greatest(maximum, eight), other)
        index = index &+ 16
      }
      while index < end {
        let number = Scalar.number(x, index)
        let deviation = Double(number) - Double(shift)
        result.first += deviation
        result.second += deviation * deviation
        if number < result.minimum { result.minimum = number }
        if number > result.maximum { result.maximum = number }
        index = index &+ 1
      }
    }
    result.first += (first + otherFirst).wideSum
    result.second += (second + otherSecond).wideSum
    for lane in 0..<8 {
      result.minimum = min(result.minimum, Number.lane(minimum, lane))
      result.maximum = max(result.maximum, Number.lane(maximum, lane))
    }
    return result
  }

  @inline(__always)
  private func deviation(_ eight: Number.Eight, _ shift: WideLine) -> WideLine {
    Scalar.isShifted ? Number.wide(eight) - shift : Number.wide(eight)
  }

  /// The sums once more, of the finite numbers alone.
  @inline(__always)
  private func finiteSums() -> Sums {
    var result = Sums()
    for run in 0..<part.runs {
      let start = part.start &+ run &* part.stride
      for index in start..<start &+ part.length {
        let number = Scalar.number(x, index)
        guard number.isFinite else { continue }
        let deviation = Double(number) - Double(shift)
        result.count = result.count &+ 1
        result.first += deviation
        result.second += deviation * deviation
        if number < result.minimum { result.minimum = number }
        if number > result.maximum { result.maximum = number }
      }
    }
    return result
  }
}
