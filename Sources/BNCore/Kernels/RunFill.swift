/// Writes a part of a channel that lies in runs.
enum RunFill<Formula: ElementFormula> {
  typealias Number = Formula.Scalar.Number

  /// Writes a part of y, the last run first: of a channel that fits into the cache, it is the likeliest to be there yet.
  static func fill(
    _ y: UnsafeMutablePointer<Formula.Scalar>, _ part: RunView.Part, channel: Int, _ formula: Formula,
    _ numbers: ChannelNumbers<Number>, streaming: Bool
  ) {
    // Every element of the run has the same numbers.
    let period = LineFill<Formula>.padding
    let length = 2 * period
    withUnsafeTemporaryAllocation(of: Number.self, capacity: Formula.numbers * length) { memory in
      guard let start = memory.baseAddress else { return }
      for place in 0..<Formula.numbers {
        (start + place * length).initialize(repeating: numbers[place, channel], count: length)
      }
      let columns = NumberColumns(start: UnsafePointer(start), length: length)
      let lines = LineFill(y: y, formula: formula, columns: columns, period: period, streaming: streaming)
      for run in (0..<part.runs).reversed() {
        let start = part.start + run * part.stride
        lines.fill(start..<start + part.length, column: 0)
      }
    }
    if streaming { StreamingStore.finish() }
  }
}
