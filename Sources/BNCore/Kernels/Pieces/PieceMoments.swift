/// The types that pieces of arrays are gone through in.
package enum PieceType: String, CaseIterable, Sendable {
  case float16
  case bfloat16
  case float32
  case float64

  /// How many bytes a number has.
  package var size: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }
}

/// Which part of an array a piece is: rows of some channels, each with its numbers one behind the other.
package struct PieceBox: Equatable, Sendable {
  package var rows: Int
  package var channels: Range<Int>
  /// How many numbers a channel has in a row.
  package var inner: Int

  package init(rows: Int, channels: Range<Int>, inner: Int) {
    (self.rows, self.channels, self.inner) = (rows, channels, inner)
  }

  package var count: Int { rows * channels.count * inner }
}

/// Moments of an array whose pieces come one after another.
///
/// What comes of it depends on the pieces and their order alone, not on the processor.
package final class PieceMoments {
  private let addPiece: (UnsafeRawPointer, PieceBox) -> Void
  private let takeAll: () -> MomentSummary

  /// Moments of nothing yet, for pieces of a type.
  package convenience init(_ type: PieceType, channels: Int, level: InstructionSet = .widest) {
    // With types that the compiler knows, so that it compiles the loops for each.
    switch type {
    case .float16: self.init(TypedPieceMoments<Float16Bits>(channels: channels, level))
    case .bfloat16: self.init(TypedPieceMoments<BFloat16Bits>(channels: channels, level))
    case .float32: self.init(TypedPieceMoments<Float>(channels: channels, level))
    case .float64: self.init(TypedPieceMoments<Double>(channels: channels, level))
    }
  }

  @inline(__always)
  private init<Scalar: PieceScalar>(_ moments: TypedPieceMoments<Scalar>) {
    addPiece = { moments.add($0, $1) }
    takeAll = { moments.take() }
  }

  /// Puts a piece to what is known: numbers in the processor's order of bytes, row-major.
  package func add(_ numbers: UnsafeRawPointer, _ box: PieceBox) { addPiece(numbers, box) }

  /// What is known by now; afterwards nothing is.
  package func take() -> MomentSummary { takeAll() }
}

/// The same for one type.
private final class TypedPieceMoments<Scalar: PieceScalar> {
  typealias Number = Scalar.Number

  private let level: InstructionSet
  private var total: MomentSummary
  private var columns: Columns?

  /// So many numbers of a channel that lies in runs are summed at a time, and so many of the first ones.
  private static var longestBlock: Int { 4096 }
  private static var firstBlock: Int { 64 }

  init(channels: Int, _ level: InstructionSet) {
    self.level = level
    total = MomentSummary(channels: channels)
  }

  /// Columns that rows are summed down, and whose they are.
  private struct Columns {
    let channels: Range<Int>
    let inner: Int
    /// How many rows of the array make one row here.
    let fold: Int
    let state: ColumnState<Number>
    var isFresh = true

    init(_ box: PieceBox) {
      (channels, inner) = (box.channels, box.inner)
      fold = Self.fold(box.channels.count * box.inner)
      state = ColumnState(columns: fold * box.channels.count * box.inner)
    }

    /// The fewest rows that are wide enough together, and a multiple of eight columns where they have to be taken together
    /// anyway.
    private static func fold(_ unit: Int) -> Int {
      guard unit < ColumnView.narrowest else { return 1 }
      let step = 8 >> min(unit.trailingZeroBitCount, 3)
      let units = (ColumnView.narrowest + unit - 1) / unit
      return (units + step - 1) / step * step
    }
  }

  func add(_ numbers: UnsafeRawPointer, _ box: PieceBox) {
    guard box.count > 0 else { return }
    guard box.inner < RunView.shortest else { return addRuns(numbers, box) }
    if let columns, columns.channels != box.channels || columns.inner != box.inner { closeColumns() }
    var columns = columns ?? Columns(box)
    let rows = box.rows / columns.fold
    if rows > 0 {
      level.run(
        ColumnPiece<Scalar>(
          x: numbers, rows: rows, columns: columns.state.columns, groups: columns.state.groups,
          isFirst: columns.isFresh, state: columns.state.arrays))
      columns.isFresh = false
    }
    self.columns = columns
    let done = rows * columns.fold
    guard done < box.rows else { return }
    var rest = box
    rest.rows = box.rows - done
    addRuns(numbers + done * box.channels.count * box.inner * Scalar.size, rest)
  }

  func take() -> MomentSummary {
    closeColumns()
    defer { total = MomentSummary(channels: total.channels.count) }
    return total
  }

  /// Puts what is known of the columns to their channels.
  private func closeColumns() {
    guard let columns else { return }
    self.columns = nil
    for column in 0..<columns.state.columns {
      let channel = columns.channels.lowerBound + column / columns.inner % columns.channels.count
      total.channels[channel].merge(columns.state.channel(ofColumn: column))
    }
  }

  private func addRuns(_ numbers: UnsafeRawPointer, _ box: PieceBox) {
    let stride = box.channels.count * box.inner
    for channel in box.channels {
      let start = (channel - box.channels.lowerBound) * box.inner
      var row = 0
      while row < box.rows {
        let most = total.channels[channel].count == 0 ? Self.firstBlock : Self.longestBlock
        let rows = min(max(1, most / box.inner), box.rows - row)
        var part = RunView.Part(
          start: start + row * stride, runs: rows, stride: stride, length: min(box.inner, most))
        add(numbers, part, to: channel)
        // A run longer than a block has the row to itself.
        var done = part.length
        while done < box.inner {
          part.start = start + row * stride + done
          part.length = min(box.inner - done, Self.longestBlock)
          add(numbers, part, to: channel)
          done += part.length
        }
        row += rows
      }
    }
  }

  private func add(_ numbers: UnsafeRawPointer, _ part: RunView.Part, to channel: Int) {
    let before = total.channels[channel]
    let shift = Scalar.isShifted ? before.count > 0 ? Number(before.meanHead) : first(numbers, part) : 0
    var sums = RunPiece<Scalar>.Sums()
    withUnsafeMutablePointer(to: &sums) { sums in
      level.run(RunPiece<Scalar>(x: numbers, part: part, shift: shift, sums: sums))
    }
    total.channels[channel].nonFinite += part.count - sums.count
    guard sums.count > 0 else { return }
    let block = MomentSummary.Channel(
      count: sums.count, shift: Double(shift), sum: sums.first, squares: sums.second,
      minimum: Double(sums.minimum), maximum: Double(sums.maximum))
    total.channels[channel].merge(block.settled)
  }

  /// The first finite number of some runs, or 0.
  private func first(_ numbers: UnsafeRawPointer, _ part: RunView.Part) -> Number {
    for run in 0..<part.runs {
      for index in 0..<part.length {
        let number = Scalar.number(numbers, part.start + run * part.stride + index)
        if number.isFinite { return number }
      }
    }
    return 0
  }
}
