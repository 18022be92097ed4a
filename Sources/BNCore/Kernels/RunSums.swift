/// Sums over a channel's runs: two, by lanes in the type that is computed in, and from time to time in double precision.
enum RunSums<Terms: ChannelTerms> {
  typealias Number = Terms.Scalar.Number
  typealias Line = Number.Line

  /// So many runs are read in turn, as ``ColumnSums`` reads so many rows.
  private static var streams: Int { 4 }
  /// After so many lines of each stream the sums go on in double precision.
  private static var longest: Int { 32 }

  /// Sums a part, block by block.
  ///
  /// The first block is one line of each stream; every later one is seven times what came before it.
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
    var state = State(shift: shift)
    if part.runs == 1 {
      // One long run is read as several shorter ones.
      let length = part.length / streams / Line.width * Line.width
      let pieces = RunView.Part(start: part.start, runs: streams, stride: length, length: length)
      let rest = RunView.Part(
        start: part.start + streams * length, runs: 1, stride: 0, length: part.length - streams * length)
      if length > 0 { add(pieces, streams, to: &state, terms, merge) }
      add(rest, 1, to: &state, terms, merge)
    } else {
      let whole = part.runs / streams * streams
      var group = part
      group.runs = whole
      add(group, streams, to: &state, terms, merge)
      group.start += whole * part.stride
      group.runs = part.runs - whole
      add(group, 1, to: &state, terms, merge)
    }
    state.finish(merge)
  }

  /// What has been summed and not merged yet.
  private struct State {
    var shift: Line
    var first = Line(repeating: 0)
    var second = Line(repeating: 0)
    var wideFirst = SIMD8<Double>(repeating: 0)
    var wideSecond = SIMD8<Double>(repeating: 0)
    /// Lines in `first` and `second`.
    var lines = 0
    /// Elements in the block.
    var count = 0
    /// Elements in all blocks before.
    var merged = 0

    init(shift: Number) { self.shift = Line(repeating: shift) }

    @inline(__always)
    mutating func widen() {
      first.add(to: &wideFirst)
      second.add(to: &wideSecond)
      first = Line(repeating: 0)
      second = Line(repeating: 0)
      lines = 0
    }

    @inline(__always)
    mutating func finish(_ merge: (_ count: Int, _ first: Double, _ second: Double) -> Number) {
      guard count > 0 else { return }
      widen()
      shift = Line(repeating: merge(count, wideFirst.sumInOrder, wideSecond.sumInOrder))
      wideFirst = SIMD8(repeating: 0)
      wideSecond = SIMD8(repeating: 0)
      merged += count
      count = 0
    }

    @inline(__always)
    mutating func endLines(_ added: Int, _ elements: Int, _ merge: (Int, Double, Double) -> Number) {
      lines += added
      count += elements
      if count >= 7 * merged {
        finish(merge)
      } else if lines >= longest {
        widen()
      }
    }

    /// How many more lines of each stream fit.
    @inline(__always)
    func room(_ streams: Int) -> Int {
      merged == 0 ? 1 : max(1, min(longest, (7 * merged - count) / (streams * Line.width)))
    }
  }

  @inline(__always)
  private static func add(
    _ part: RunView.Part, _ streams: Int, to state: inout State,
    _ terms: Terms, _ merge: (_ count: Int, _ first: Double, _ second: Double) -> Number
  ) {
    let lines = part.length / Line.width
    let left = part.length % Line.width
    let mask = lastLine(counting: left)
    for group in 0..<part.runs / streams {
      let start = part.start &+ group &* streams &* part.stride
      var line = 0
      while line < lines {
        let end = min(lines, line + state.room(streams))
        var (first, second) = (state.first, state.second)
        let shift = state.shift
        for here in line..<end {
          for stream in 0..<streams {
            let added = terms.terms(start &+ stream &* part.stride &+ here &* Line.width, shift: shift)
            first = first + added.first
            second = second + added.second
          }
        }
        (state.first, state.second) = (first, second)
        state.endLines(end - line, (end - line) * streams * Line.width, merge)
        line = end
      }
      guard left > 0 else { continue }
      // The last line overlaps the one before it; what was counted there is counted as 0.
      for stream in 0..<streams {
        let added = terms.terms(start &+ stream &* part.stride &+ part.length &- Line.width, shift: state.shift)
        state.first = state.first + added.first * mask
        state.second = state.second + added.second * mask
      }
      state.endLines(1, streams * left, merge)
    }
  }

  /// A line of zeros with ones in its last lanes.
  private static func lastLine(counting lanes: Int) -> Line {
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Line.width) { numbers in
      guard let start = numbers.baseAddress else { return Line(repeating: 0) }
      for lane in 0..<Line.width { numbers[lane] = lane < Line.width - lanes ? 0 : 1 }
      return .load(start, 0)
    }
  }
}
