import CLevels

/// Writes a batch that lies in runs, where every element of a run has the same factors.
struct RunFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Line = Scalar.Number.Line

  let y: UnsafeMutablePointer<Scalar>
  let formula: Formula
  /// Whether to write past the cache.
  let nonTemporal: Bool

  /// Writes all of y, in the order of memory.
  func fill(_ view: RunView, _ numbers: ChannelNumbers<Scalar.Number>, bytes: Int, _ execution: Execution) {
    let pieces = KernelGrid.fills(
      bytes: view.count * MemoryLayout<Scalar>.stride, threads: execution.threads)
    withLanes(numbers) { lanes in
      KernelGrid.forEach(pieces, bytes: bytes, threads: execution.threads) { piece in
        // From the end: what the pass before left in the cache is read first.
        let range = KernelGrid.range(pieces - 1 - piece, of: pieces, count: view.count)
        let run = range.lowerBound / view.inner
        execution.level.run(
          Piece(
            fill: self, range: range, end: (run + 1) * view.inner, channel: run % view.channels, length: view.inner,
            lanes: lanes, channels: view.channels))
      }
    }
  }

  /// Writes a part of a channel, with the numbers of this channel alone.
  func fill(_ part: RunView.Part, _ numbers: ChannelNumbers<Scalar.Number>, _ level: InstructionSet) {
    withLanes(numbers) { lanes in
      // The last run first: of a channel that fits into the cache, it is the likeliest to be there yet.
      for run in (0..<part.runs).reversed() {
        let start = part.start + run * part.stride
        level.run(
          Piece(
            fill: self, range: start..<start + part.length, end: start + part.length, channel: 0, length: part.length,
            lanes: lanes, channels: 1))
      }
    }
  }

  /// Lays each number out for all lanes of a line, channel behind channel and the first one once more behind the last: so
  /// the factors of a line that two channels share stand one behind the other.
  private func withLanes(
    _ numbers: ChannelNumbers<Scalar.Number>, _ body: (UnsafePointer<Scalar.Number>) -> Void
  ) {
    let channels = numbers.channels
    let count = Formula.numbers * (channels + 1) * Line.width
    withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Scalar.Number>.stride, alignment: 64) {
      guard let lanes = $0.bindMemory(to: Scalar.Number.self).baseAddress else { return }
      for array in 0..<Formula.numbers {
        for channel in 0...channels {
          (lanes + (array * (channels + 1) + channel) * Line.width)
            .initialize(repeating: numbers[array, channel == channels ? 0 : channel], count: Line.width)
        }
      }
      body(lanes)
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
    /// The channels' numbers, see ``RunFill/withLanes(_:_:)``.
    let lanes: UnsafePointer<Scalar.Number>
    let channels: Int

    static func function(_ functions: bncore_functions) -> bncore_function { Formula.runs(functions) }

    /// Writes whole lines of the cache in which one run lies, and between them those that two runs share; what the piece has
    /// before its first whole line and behind its last one is stored on its own, since a line that is stored past the cache
    /// must not be in it.
    @inline(__always)
    func run() {
      var run = Run(channel: channel, end: end)
      var index = range.lowerBound
      var wanted = LineFill<Formula>.elementsBeforeLine(fill.y + index)
      while index < range.upperBound {
        if wanted == 0 {
          // Two loops, as in ``LineFill``.
          index =
            fill.nonTemporal ? fillLines(index, run, nonTemporal: true) : fillLines(index, run, nonTemporal: false)
          wanted = min(Line.width, range.upperBound &- index)
          if wanted == 0 { return }
        }
        let start = min(index, range.upperBound &- Line.width)
        store(line(start, self.run(at: start, near: run)), start, from: index &- start, wanted)
        if fill.nonTemporal { fill.formula.prefetch(index &+ LineFill<Formula>.elementsFarAhead) }
        index = index &+ wanted
        run = self.run(at: index, near: run)
        wanted = 0
      }
    }

    /// Writes the whole lines up to where a run or the piece ends, and returns the index behind them.
    @inline(__always)
    private func fillLines(_ start: Int, _ run: Run, nonTemporal: Bool) -> Int {
      let factors = factors(run.channel, own: Line.width)
      let last = min(run.end, range.upperBound) &- Line.width
      var index = start
      while index <= last {
        Scalar.store(fill.formula.line(index, factors), fill.y, index, nonTemporal: nonTemporal)
        if nonTemporal { fill.formula.prefetch(index &+ LineFill<Formula>.elementsFarAhead) }
        index = index &+ Line.width
      }
      return index
    }

    /// A run that elements lie in.
    private struct Run {
      var channel: Int
      var end: Int
    }

    /// The run that an index lies in: the given one or one of its neighbours.
    @inline(__always)
    private func run(at index: Int, near run: Run) -> Run {
      if index >= run.end {
        return Run(channel: run.channel &+ 1 == channels ? 0 : run.channel &+ 1, end: run.end &+ length)
      }
      if index >= run.end &- length { return run }
      return Run(channel: (run.channel == 0 ? channels : run.channel) &- 1, end: run.end &- length)
    }

    /// The factors of a line whose first so many elements belong to a channel, and the others to the next one.
    @inline(__always)
    private func factors(_ channel: Int, own: Int) -> Formula.Factors {
      let first = (channel &+ 1) &* Line.width &- own
      return Formula.factors { array in .load(lanes, array &* (channels &+ 1) &* Line.width &+ first) }
    }

    @inline(__always)
    private func line(_ index: Int, _ run: Run) -> Line {
      fill.formula.line(index, factors(run.channel, own: min(run.end &- index, Line.width)))
    }

    /// Stores some elements of the line that begins at an index.
    @inline(__always)
    private func store(_ line: Line, _ index: Int, from first: Int, _ count: Int) {
      if count == Line.width { return Scalar.store(line, fill.y, index, nonTemporal: fill.nonTemporal) }
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: Line.width) { rounded in
        guard let rounded = rounded.baseAddress else { return }
        Scalar.store(line, rounded, 0)
        (fill.y + (index &+ first)).update(from: rounded + first, count: count)
      }
    }
  }
}
