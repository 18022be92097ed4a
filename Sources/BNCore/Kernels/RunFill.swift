import CLevels

/// Writes parts of a channel that lies in runs, where every element has the same factors.
struct RunFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Line = Scalar.Number.Line

  let y: UnsafeMutablePointer<Scalar>
  let formula: Formula
  /// Whether to write past the cache.
  let streaming: Bool

  /// Writes a part of y.
  func fill(_ part: RunView.Part, _ numbers: ChannelNumbers<Scalar.Number>, _ channel: Int, _ level: KernelLevel) {
    numbers.storage.withUnsafeBufferPointer { storage in
      guard let first = storage.baseAddress else { return }
      level.run(Piece(fill: self, part: part, numbers: first + channel, apart: numbers.channels))
    }
  }

  /// A part of a channel.
  struct Piece: KernelWork {
    typealias Scalar = Formula.Scalar

    let fill: RunFill
    let part: RunView.Part
    /// The first of the channel's numbers, and how far each lies behind the one before.
    let numbers: UnsafePointer<Scalar.Number>
    let apart: Int

    static func function(_ functions: bncore_functions) -> bncore_function { Formula.runs(functions) }

    /// Writes the last run first: of a channel that fits into the cache, it is the likeliest to be there yet.
    @inline(__always)
    func run() {
      let factors = Formula.factors { Line(repeating: numbers[$0 * apart]) }
      for run in (0..<part.runs).reversed() {
        let start = part.start &+ run &* part.stride
        // Two loops, as in ``LineFill``.
        if fill.streaming {
          fill.fill(start, start &+ part.length, factors, streaming: true)
        } else {
          fill.fill(start, start &+ part.length, factors, streaming: false)
        }
      }
    }
  }

  /// Writes a run, of at least a line, by the cache's own lines; the first and the last line may overlap others.
  @inline(__always)
  private func fill(_ start: Int, _ end: Int, _ factors: Formula.Factors, streaming: Bool) {
    var index = start
    let ahead = LineFill<Formula>.elementsBeforeLine(y + start)
    if ahead > 0 {
      Scalar.store(formula.line(index, factors), y, index)
      index = index &+ ahead
    }
    while index &+ Line.width <= end {
      Scalar.store(formula.line(index, factors), y, index, streaming: streaming)
      if streaming { formula.prefetch(index &+ LineFill<Formula>.linesAhead &* Line.width) }
      index = index &+ Line.width
    }
    if index < end { Scalar.store(formula.line(end &- Line.width, factors), y, end &- Line.width) }
  }
}
