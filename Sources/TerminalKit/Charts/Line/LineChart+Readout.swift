extension LineChart {
  /// Digits enough for every float32; fewer only where they find no room.
  package static let readoutDigits = 7

  /// The value that each series has at the recorded position nearest to `x`, in the order of the series.
  ///
  /// The position is one for all of them, the nearest that any has, the lower of two equally near ones.
  /// - Returns: `NumberText.notMeasured` for a series without a value there; nothing where no position is recorded or `x` is no number.
  package func readout(at x: Double) -> Readout {
    guard let step = recordedPosition(nearestTo: x) else { return [] }
    return series.map { series in
      let index = series.index(at: step)
      let value = index.map { series.values[$0] } ?? NumberText.notMeasured
      return (name: series.name, value: value, step: step, isRecorded: index != nil)
    }
  }

  /// The recorded position nearest to `x`, the lower of two.
  package func recordedPosition(nearestTo x: Double) -> Double? {
    let ranges = series.compactMap(\.xRange)
    guard !x.isNaN, let all = ranges.dropFirst().reduce(ranges.first, { $0?.union($1) }) else { return nil }
    // From far outside all distances would round to the same.
    let x = min(max(x, all.low), all.high)
    return series.compactMap { $0.position(nearestTo: x) }.min {
      Series.isNearer($0, than: $1, to: x)
    }
  }

  /// What the cursor reads, and whether the series has the position at all.
  package typealias Readout = [(name: String, value: Double, step: Double, isRecorded: Bool)]

  /// What was read as pieces of a line; nothing where nothing was.
  package func pieces(of values: Readout, _ glyphs: GlyphLevel, digits: Int) -> [(text: String, style: Style)] {
    guard let step = values.first?.step else { return [] }
    // A position is a whole number of steps, and all of its digits count.
    let place = (text: "\(glyphs.spelled(xName)) \(NumberText.significant(step, digits: 15))", style: Style(.accent))
    let pieces = zip(values, series).filter { $0.0.isRecorded }.map { value, series in
      let name = glyphs.spelled(value.name)
      let number = NumberText.measured(value.value, digits: digits)
      return (text: name.isEmpty ? number : "\(name) \(number)", style: series.style)
    }
    return [place] + pieces
  }

  func drawCursor(_ x: AxisScale, on canvas: inout DotCanvas) {
    guard let cursor, let step = recordedPosition(nearestTo: cursor), x.accepts(step) else { return }
    let column = x.dot(step, among: canvas.width).rounded()
    guard column >= 0, column < Double(canvas.width) else { return }
    for y in 0..<canvas.height { canvas.backdrop(x: Int(column), y: y, Style(.accent)) }
  }
}

extension LineChart.Series {
  /// The recorded position nearest to `x`, the lower of two; `nil` if none is finite.
  fileprivate func position(nearestTo x: Double) -> Double? {
    switch positions {
    case .every(let step, from: let start):
      guard isEven, count > 0 else { return nil }
      let last = Double(count - 1)
      let exact = step == 0 ? 0 : (x - start) / step
      let index = exact.isNaN ? 0 : min(max(0, exact.rounded(.down)), last)
      return [self.x(Int(index)), self.x(Int(min(index + 1, last)))].min { Self.isNearer($0, than: $1, to: x) }
    case .at(let positions):
      return positions.prefix(count).lazy.filter(\.isFinite).min { Self.isNearer($0, than: $1, to: x) }
    }
  }

  /// Where the last value recorded at a position is; `nil` if there is none.
  fileprivate func index(at position: Double) -> Int? {
    switch positions {
    case .every(let step, from: let start):
      guard isEven, count > 0 else { return nil }
      let exact = step == 0 ? Double(count - 1) : ((position - start) / step).rounded()
      guard exact >= 0, exact <= Double(count - 1) else { return nil }
      return x(Int(exact)) == position ? Int(exact) : nil
    case .at(let positions): return positions.prefix(count).lastIndex(of: position)
    }
  }

  /// Whether one position is nearer than another, or as near and lower.
  fileprivate static func isNearer(_ a: Double, than b: Double, to x: Double) -> Bool {
    // Halved, so that the distance of two large doubles is one too.
    let (first, second) = (abs(a / 2 - x / 2), abs(b / 2 - x / 2))
    return first < second || first == second && a < b
  }
}
