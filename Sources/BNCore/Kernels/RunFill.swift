import CLevels

/// Writes a batch that lies in runs, where every element of a run has the same factors.
struct RunFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Line = Scalar.Number.Line

  let y: UnsafeMutablePointer<Scalar>
  let formula: Formula
  /// Whether to write past the cache.
  let streaming: Bool

  /// Writes all of y, in the order of memory.
  func fill(_ view: RunView, _ numbers: ChannelNumbers<Scalar.Number>, bytes: Int, _ execution: Execution) {
    let pieces = KernelGrid.pieces(bytes: view.count * MemoryLayout<Scalar>.stride)
    numbers.storage.withUnsafeBufferPointer { numbers in
      guard let numbers = numbers.baseAddress else { return }
      KernelGrid.forEach(pieces, bytes: bytes, threads: execution.threads) { piece in
        // From the end: what the pass before left in the cache is read first.
        let range = KernelGrid.range(pieces - 1 - piece, of: pieces, count: view.count)
        let run = range.lowerBound / view.inner
        execution.level.run(
          Piece(
            fill: self, range: range, end: (run + 1) * view.inner, channel: run % view.channels, length: view.inner,
            numbers: numbers, channels: view.channels))
      }
    }
  }

  /// Writes a part of a channel, with the numbers of this channel alone.
  func fill(_ part: RunView.Part, _ numbers: ChannelNumbers<Scalar.Number>, _ level: KernelLevel) {
    numbers.storage.withUnsafeBufferPointer { numbers in
      guard let numbers = numbers.baseAddress else { return }
      // The last run first: of a channel that fits into the cache, it is the likeliest to be there yet.
      for run in (0..<part.runs).reversed() {
        let start = part.start + run * part.stride
        level.run(
          Piece(
            fill: self, range: start..<start + part.length, end: start + part.length, channel: 0, length: part.length,
            numbers: numbers, channels: 1))
      }
    }
  }

  /// Some elements one behind the other: a line of them at least.
  struct Piece: KernelWork {
    typealias Scalar = Formula.Scalar

    let fill: RunFill
    let range: Range<Int>
    /// Where the first run ends, and the channel that it belongs to.
    let end: Int
    let channel: Int
    /// How long the other runs are: longer than a line.
    let length: Int
    /// The first number of the first channel; a channel's numbers lie as far from each other as there are channels.
    let numbers: UnsafePointer<Scalar.Number>
    let channels: Int

    static func function(_ functions: bncore_functions) -> bncore_function { Formula.runs(functions) }

    @inline(__always)
    func run() {
      // Two loops, as in ``LineFill``.
      if fill.streaming { run(streaming: true) } else { run(streaming: false) }
    }

    /// Writes whole lines of the cache, and the elements before the first and behind the last of them on their own: a line
    /// that is stored past the cache must not be in it.
    @inline(__always)
    private func run(streaming: Bool) {
      var run = Run(channel: channel, end: end)
      var index = range.lowerBound
      let ahead = LineFill<Formula>.elementsBeforeLine(fill.y + index)
      if ahead > 0 {
        store(line(index, run), 0..<ahead, index)
        index = index &+ ahead
        run = self.run(at: index, from: run)
      }
      while index &+ Line.width <= range.upperBound {
        index = fillLines(index, run, streaming: streaming)
        // The line that the next run begins in.
        if index &+ Line.width <= range.upperBound {
          Scalar.store(line(index, run), fill.y, index, streaming: streaming)
          index = index &+ Line.width
          run = self.run(at: index, from: run)
        }
      }
      if index < range.upperBound {
        let back = range.upperBound &- Line.width
        store(line(back, self.run(at: back, from: Run(channel: channel, end: end))), index &- back..<Line.width, back)
      }
    }

    /// Writes the whole lines up to where a run or the piece ends, and returns the index behind them.
    @inline(__always)
    private func fillLines(_ start: Int, _ run: Run, streaming: Bool) -> Int {
      let factors = Formula.factors { Line(repeating: number($0, run.channel)) }
      let last = min(run.end, range.upperBound) &- Line.width
      var index = start
      while index <= last {
        Scalar.store(fill.formula.line(index, factors), fill.y, index, streaming: streaming)
        if streaming { fill.formula.prefetch(index &+ LineFill<Formula>.linesAhead &* Line.width) }
        index = index &+ Line.width
      }
      return index
    }

    /// A run that elements lie in.
    private struct Run {
      var channel: Int
      var end: Int
    }

    /// The run that an index lies in, which is the given one or one behind it.
    @inline(__always)
    private func run(at index: Int, from run: Run) -> Run {
      guard index >= run.end else { return run }
      let runs = 1 &+ (index &- run.end) / length
      return Run(channel: (run.channel &+ runs) % channels, end: run.end &+ runs &* length)
    }

    @inline(__always)
    private func number(_ array: Int, _ channel: Int) -> Scalar.Number { numbers[array &* channels &+ channel] }

    /// The line that begins in a run and may end in the next one.
    @inline(__always)
    private func line(_ index: Int, _ run: Run) -> Line {
      let own = min(run.end &- index, Line.width)
      let next = run.channel &+ 1 == channels ? 0 : run.channel &+ 1
      return withUnsafeTemporaryAllocation(of: Scalar.Number.self, capacity: 2 &* Line.width) { lanes in
        guard let lanes = lanes.baseAddress else { return Line(repeating: 0) }
        let factors = Formula.factors { array in
          Line(repeating: number(array, run.channel)).store(lanes, 0)
          Line(repeating: number(array, next)).store(lanes, Line.width)
          return .load(lanes, Line.width &- own)
        }
        return fill.formula.line(index, factors)
      }
    }

    /// Stores some elements of the line that begins at an index.
    @inline(__always)
    private func store(_ line: Line, _ elements: Range<Int>, _ index: Int) {
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: Line.width) { rounded in
        guard let rounded = rounded.baseAddress else { return }
        Scalar.store(line, rounded, 0)
        (fill.y + index + elements.lowerBound).update(from: rounded + elements.lowerBound, count: elements.count)
      }
    }
  }
}
