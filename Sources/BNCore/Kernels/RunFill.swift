/// Writes parts of a channel that lies in runs, where every element has the same factors.
struct RunFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Line = Scalar.Number.Line

  let y: UnsafeMutablePointer<Scalar>
  let formula: Formula
  /// Whether to write past the cache.
  let streaming: Bool

  /// Writes a part of y, the last run first: of a channel that fits into the cache, it is the likeliest to be there yet.
  @inline(__always)
  func fill(_ part: RunView.Part, _ numbers: ChannelNumbers<Scalar.Number>, _ channel: Int) {
    let factors = Formula.factors { Line(repeating: numbers[$0, channel]) }
    for run in (0..<part.runs).reversed() {
      let start = part.start &+ run &* part.stride
      fill(start, start &+ part.length, factors)
    }
  }

  /// Writes a run, of at least a line, by the cache's own lines; the first and the last line may overlap others.
  @inline(__always)
  private func fill(_ start: Int, _ end: Int, _ factors: Formula.Factors) {
    var index = start
    let ahead = LineFill<Formula>.elementsBeforeLine(y + start)
    if ahead > 0 {
      Scalar.store(formula.line(index, factors), y, index)
      index = index &+ ahead
    }
    while index &+ Line.width <= end {
      Scalar.store(formula.line(index, factors), y, index, streaming: streaming)
      index = index &+ Line.width
    }
    if index < end { Scalar.store(formula.line(end &- Line.width, factors), y, end &- Line.width) }
  }
}
