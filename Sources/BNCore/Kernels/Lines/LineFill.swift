/// Writes an array a line at a time, where each element depends on those at its own place and on its column.
///
/// Lines lie on the cache's own lines, as non-temporal stores need it; the first and the last of a range may overlap others and
/// are then computed twice.
struct LineFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Line = Scalar.Number.Line

  let y: UnsafeMutablePointer<Scalar>
  let formula: Formula
  let columns: NumberColumns<Scalar.Number>
  /// After how many elements the columns begin again; at least a line of them.
  let period: Int
  /// Whether to write past the cache.
  let nonTemporal: Bool

  /// So far ahead of lines that are written past the cache, the next ones are asked for: more than a page, and not a whole
  /// number of pages, or all that is on its way would be at the same places in them.
  static var elementsFarAhead: Int { 112 &* Line.width }

  /// As far, or a few lines of two arrays: those the processor follows by itself within a page, as long as the channels'
  /// numbers leave it room in the first-level cache.
  private var elementsAhead: Int {
    let bytes = Formula.numbers * period * MemoryLayout<Scalar.Number>.stride
    return Formula.arrays > 1 && bytes <= 8192 ? 20 &* Line.width : Self.elementsFarAhead
  }

  /// How many columns behind the last one are read where a row wraps.
  static var padding: Int { Line.width }

  /// Fills a range of y.
  ///
  /// - Parameters:
  ///   - range: the elements to write, at least a line of them.
  ///   - column: the column of the first one.
  @inline(__always)
  func fill(_ range: Range<Int>, column: Int) {
    // Two loops: one that asks at each line keeps its numbers in pieces of 16 bytes, which non-temporal stores are.
    if nonTemporal {
      fill(range, column: column, nonTemporal: true)
    } else {
      fill(range, column: column, nonTemporal: false)
    }
  }

  @inline(__always)
  private func fill(_ range: Range<Int>, column: Int, nonTemporal: Bool) {
    var index = range.lowerBound
    var column = column
    let ahead = Self.elementsBeforeLine(y + index)
    if ahead > 0 {
      Scalar.store(line(index, column), y, index)
      index += ahead
      column = wrapped(column, ahead)
    }
    // Past the cache, stores to several places in turn are slow.
    if !nonTemporal, period % Line.width == 0 {
      index = fillPeriods(index, range.upperBound, column: column)
    }
    let far = elementsAhead
    // Two lines are read before they are written, so that reading waits less for non-temporal stores.
    while index &+ 2 &* Line.width <= range.upperBound {
      let next = wrapped(column, Line.width)
      let lines = (line(index, column), line(index &+ Line.width, next))
      if nonTemporal {
        formula.prefetch(index &+ far)
        formula.prefetch(index &+ far &+ Line.width)
      }
      Scalar.store(lines.0, y, index, nonTemporal: nonTemporal)
      Scalar.store(lines.1, y, index &+ Line.width, nonTemporal: nonTemporal)
      index = index &+ 2 &* Line.width
      column = wrapped(next, Line.width)
    }
    if index &+ Line.width <= range.upperBound {
      Scalar.store(line(index, column), y, index, nonTemporal: nonTemporal)
      index = index &+ Line.width
      column = wrapped(column, Line.width)
    }
    if index < range.upperBound {
      let back = index + Line.width - range.upperBound
      index -= back
      Scalar.store(line(index, column >= back ? column - back : column - back + period), y, index)
    }
  }

  /// Fills as many whole groups of four periods as there are, and returns where they end.
  ///
  /// All four are written at the same columns in turn, which loads the columns' numbers once for all of them.
  @inline(__always)
  private func fillPeriods(_ start: Int, _ end: Int, column: Int) -> Int {
    let group = 4 &* period
    var start = start
    while start &+ group <= end {
      for offset in stride(from: 0, to: period, by: Line.width) {
        let column = wrapped(column, offset)
        let factors = Formula.factors { columns.line($0, column) }
        for turn in 0..<4 {
          let index = start &+ turn &* period &+ offset
          Scalar.store(formula.line(index, factors), y, index)
        }
      }
      start = start &+ group
    }
    return start
  }

  /// The sum of a column and at most a period.
  @inline(__always)
  private func wrapped(_ column: Int, _ step: Int) -> Int {
    column &+ step >= period ? column &+ step &- period : column &+ step
  }

  @inline(__always)
  private func line(_ index: Int, _ column: Int) -> Line {
    formula.line(index, Formula.factors { columns.line($0, column) })
  }

  /// How many elements lie before the next line of the cache.
  @inline(__always)
  static func elementsBeforeLine(_ start: UnsafeMutablePointer<Scalar>) -> Int {
    let bytes = Line.width * MemoryLayout<Scalar>.stride
    return -Int(bitPattern: start) & (bytes - 1) / MemoryLayout<Scalar>.stride
  }
}

/// Numbers of channels laid out column by column: an array for each number that a channel has, one behind the other.
struct NumberColumns<Number: KernelNumber> {
  let start: UnsafePointer<Number>
  let length: Int

  /// The line of an array's numbers that begins at a column.
  @inline(__always)
  func line(_ array: Int, _ column: Int) -> Number.Line { .load(start, array &* length &+ column) }
}
