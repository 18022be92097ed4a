/// Sums over a channel's runs: two, by lanes in the type that is computed in, and block by block in double precision.
enum RunSums<Terms: ChannelTerms> {
  typealias Number = Terms.Scalar.Number
  typealias Line = Number.Line

  /// So many lines ahead of those that are summed, each run's next lines are asked for.
  private static var linesAhead: Int { 160 }

  /// Sums a part, block by block.
  ///
  /// - Parameters:
  ///   - part: the runs; none shorter than a line.
  ///   - terms: what is added for each element.
  ///   - shift: the shift of the first block.
  ///   - merge: takes a block's number of elements and sums, and returns the shift of the next block.
  @inline(__always)
  static func sum(
    _ part: RunView.Part, _ terms: Terms, shift: Number,
    merge: (_ count: Int, _ first: Double, _ second: Double) -> Number
  ) {
    var block = Block(shift: shift)
    var group = part
    if Terms.runs > 1 {
      group.runs = part.runs / Terms.runs * Terms.runs
      add(group, Terms.runs, to: &block, terms, merge)
      group.start += group.runs * part.stride
      group.runs = part.runs - group.runs
    }
    add(group, 1, to: &block, terms, merge)
    block.end(merge)
  }

  /// The sums of a block, which is merged before more than some terms a lane have gathered rounding errors.
  private struct Block {
    var shift: Line
    var first = Line(repeating: 0)
    var second = Line(repeating: 0)
    /// How many elements it has.
    var count = 0
    /// How many lines.
    var lines = 0
    /// How many lines it may have: a few at first, while the shift is one number and not yet a mean.
    var most = 4

    init(shift: Number) { self.shift = Line(repeating: shift) }

    @inline(__always)
    mutating func end(_ merge: (_ count: Int, _ first: Double, _ second: Double) -> Number) {
      guard count > 0 else { return }
      shift = Line(repeating: merge(count, first.wideSum, second.wideSum))
      first = Line(repeating: 0)
      second = Line(repeating: 0)
      most = lines < 32 ? 32 : 128
      count = 0
      lines = 0
    }
  }

  /// Adds runs, some of them in turn.
  @inline(__always)
  private static func add(
    _ part: RunView.Part, _ streams: Int, to block: inout Block, _ terms: Terms,
    _ merge: (_ count: Int, _ first: Double, _ second: Double) -> Number
  ) {
    let lines = part.length / Line.width
    let left = part.length % Line.width
    let mask = lastLine(counting: left)
    for group in 0..<part.runs / streams {
      let start = part.start &+ group &* streams &* part.stride
      var line = 0
      while line < lines {
        let end = min(lines, line + max(1, (block.most - block.lines) / streams))
        var (first, second) = (block.first, block.second)
        let shift = block.shift
        for here in line..<end {
          for stream in 0..<streams {
            let added = terms.terms(start &+ stream &* part.stride &+ here &* Line.width, shift: shift)
            first = first + added.first
            second = second + added.second
            terms.prefetch(start &+ stream &* part.stride &+ (here &+ linesAhead) &* Line.width)
          }
        }
        (block.first, block.second) = (first, second)
        block.lines += (end - line) * streams
        block.count += (end - line) * streams * Line.width
        if block.lines >= block.most { block.end(merge) }
        line = end
      }
      guard left > 0 else { continue }
      // The last line overlaps the one before it; what was counted there is counted as 0.
      for stream in 0..<streams {
        let added = terms.terms(
          start &+ stream &* part.stride &+ part.length &- Line.width, shift: block.shift)
        block.first = block.first + added.first * mask
        block.second = block.second + added.second * mask
      }
      block.lines += streams
      block.count += streams * left
      if block.lines >= block.most { block.end(merge) }
    }
  }

  /// A line of zeros with ones in its last lanes.
  @inline(__always)
  private static func lastLine(counting lanes: Int) -> Line {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Line.width) { numbers in
      guard let start = numbers.baseAddress else { return Line(repeating: 0) }
      for lane in 0..<Line.width { numbers.initializeElement(at: lane, to: lane < Line.width - lanes ? 0 : 1) }
      return .load(start, 0)
    }
  }
}
