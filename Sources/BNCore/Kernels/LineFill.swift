/// Writes an array a line at a time, where each element depends on those at its own place and on its column.
struct LineFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Line = Scalar.Line

  let y: UnsafeMutablePointer<Scalar>
  let formula: Formula
  let columns: NumberColumns<Scalar.Number>
  /// After how many elements the columns begin again; at least as many as a segment has.
  let period: Int
  /// Whether to write past the cache.
  let streaming: Bool

  /// Lines that are written one after another, so that streamed stores fill whole lines of the cache.
  private static var segment: Int { 4 * Line.width }
  /// The elements of a page: four of them are written in turn.
  private static var page: Int { 16 * segment }
  private static var pages: Int { 1 }

  /// How many columns behind the last one are read where a row wraps.
  static var padding: Int { segment }

  /// Fills a range of y.
  ///
  /// Lines lie on the cache's own lines; the first and the last may overlap others and are then computed twice. Whole
  /// groups of pages come first, the last of them at the start: their input is the likeliest to be in the cache yet.
  ///
  /// - Parameters:
  ///   - range: the elements to write, at least a line of them.
  ///   - column: the column of the first one.
  @inline(__always)
  func fill(_ range: Range<Int>, column: Int) {
    let (segment, page, pages) = (Self.segment, Self.page, Self.pages)
    let bytes = Line.width * MemoryLayout<Scalar>.stride
    let beyond = Int(bitPattern: y + range.lowerBound) % bytes / MemoryLayout<Scalar>.stride
    var index = range.lowerBound
    // Both are below the period.
    func wrapped(_ a: Int, _ b: Int) -> Int { a &+ b >= period ? a &+ b &- period : a &+ b }
    var here = column
    if beyond != 0 {
      Scalar.store(formula.line(index, columns, here), y, index)
      index += Line.width - beyond
      here = wrapped(here, Line.width - beyond)
    }
    let groups = (range.upperBound - index) / (pages * page)
    let pageStep = page % period
    let groupStep = pages * page % period
    for group in 0..<groups {
      let start = index &+ group &* pages &* page
      var first = (here + group % period * groupStep) % period
      for offset in Swift.stride(from: 0, to: page, by: segment) {
        var column = first
        for p in 0..<pages {
          write(start &+ p &* page &+ offset, column)
          column = wrapped(column, pageStep)
        }
        first = wrapped(first, segment)
      }
    }
    index += groups * pages * page
    here = (here + groups % period * groupStep) % period
    while index + segment <= range.upperBound {
      write(index, here)
      index += segment
      here = wrapped(here, segment)
    }
    while index + Line.width <= range.upperBound {
      Scalar.store(formula.line(index, columns, here), y, index)
      index += Line.width
      here = wrapped(here, Line.width)
    }
    if index < range.upperBound {
      let back = index + Line.width - range.upperBound
      let start = here >= back ? here - back : here - back + period
      Scalar.store(formula.line(index - back, columns, start), y, index - back)
    }
  }

  /// Writes one segment.
  @inline(__always)
  private func write(_ index: Int, _ column: Int) {
    for step in Swift.stride(from: 0, to: Self.segment, by: Line.width) {
      let line = formula.line(index &+ step, columns, column &+ step)
      if streaming {
        Scalar.stream(line, y, index &+ step)
      } else {
        Scalar.store(line, y, index &+ step)
      }
    }
  }
}
