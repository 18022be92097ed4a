/// Sums down the columns of a tile: two for each column, in the type that is computed in.
///
/// The columns are taken a line at a time. Where their number is no multiple of a line's, the last line begins earlier and
/// overlaps the one before; each line has sums of its own, so that no column is counted twice.
struct ColumnSums<Number: KernelNumber> {
  /// How many lines cover the columns.
  let lines: Int
  let columns: Int
  /// What is subtracted before summing, one number a slot.
  let shift: UnsafeMutablePointer<Number>
  let first: UnsafeMutablePointer<Number>
  let second: UnsafeMutablePointer<Number>

  /// After so many rows the sums go on in double precision, so that rounding has little to gather.
  static var longestBlock: Int { 128 }

  private static func lines(_ columns: Int) -> Int { (columns + Number.Line.width - 1) / Number.Line.width }

  /// How many numbers each array of sums holds.
  var slots: Int { lines * Number.Line.width }

  /// From one array to the next: not a whole number of pages, whose lines would take each other's place in the cache.
  private static func spacing(_ columns: Int) -> Int {
    let lines = lines(columns)
    return (lines % 64 == 0 ? lines + 21 : lines) * Number.Line.width
  }

  /// Makes sums of zero in memory for three arrays.
  private init(columns: Int, in memory: UnsafeMutableRawPointer) {
    self.columns = columns
    lines = Self.lines(columns)
    let spacing = Self.spacing(columns)
    shift = memory.initializeMemory(as: Number.self, repeating: 0, count: 3 * spacing)
    first = shift + spacing
    second = first + spacing
  }

  /// Calls the body with sums of zero, and with room for two sums of each slot in double precision.
  @inline(__always)
  static func withSums(
    columns: Int,
    _ body: (ColumnSums, _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>) -> Void
  ) {
    let slots = lines(columns) * Number.Line.width
    let bytes = 3 * spacing(columns) * MemoryLayout<Number>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes + 2 * slots * MemoryLayout<Double>.stride, alignment: 64) { memory in
      guard let memory = memory.baseAddress else { return }
      let first = (memory + bytes).initializeMemory(as: Double.self, repeating: 0, count: 2 * slots)
      body(ColumnSums(columns: columns, in: memory), first, first + slots)
    }
  }

  /// Where a line begins.
  @inline(__always)
  func column(ofLine line: Int) -> Int { min(line * Number.Line.width, columns - Number.Line.width) }

  /// Takes numbers that stand by columns as shifts.
  @inline(__always)
  func shift(by numbers: UnsafePointer<Double>) {
    for line in 0..<lines {
      for part in stride(from: 0, to: Number.Line.width, by: WideLine.width) {
        Number.store(.load(numbers, column(ofLine: line) + part), shift, line * Number.Line.width + part)
      }
    }
  }

  /// Moves what stands by columns to where it stands by slots: the last line overlaps the one before it.
  @inline(__always)
  func open(_ numbers: UnsafeMutablePointer<Number>) {
    let width = Number.Line.width
    (numbers + (slots - width)).update(from: numbers + (columns - width), count: width)
  }

  /// Moves what stands by slots to where it stands by columns.
  @inline(__always)
  func close(_ numbers: UnsafeMutablePointer<Double>) {
    let width = Number.Line.width
    (numbers + (columns - width)).update(from: numbers + (slots - width), count: width)
  }

  /// Adds rows to the sums.
  ///
  /// - Parameters:
  ///   - rows: how many.
  ///   - start: the index of the first row's first element.
  ///   - stride: how many elements lie from one row to the next.
  ///   - terms: what is added for each element.
  ///   - inCache: whether the whole batch is in the cache, and nothing has to be asked for in the order of memory.
  @inline(__always)
  func add<Terms: ChannelTerms>(rows: Int, from start: Int, stride: Int, terms: Terms, inCache: Bool)
  where Terms.Scalar.Number == Number {
    var row = 0
    if Terms.inOrder, !inCache, stride == columns {
      while row < rows {
        add(row: start &+ row &* stride, terms: terms)
        row = row &+ 1
      }
    }
    while row < rows {
      let group = min(Terms.rows, rows &- row)
      add(group, apart: stride, from: start &+ row &* stride, terms: terms)
      row = row &+ group
    }
  }

  /// So many lines ahead of a row on its own are asked for.
  private static var linesAhead: Int { 16 }

  /// Adds a row, at an index: what several rows at a time would do, with so few instructions that the processor has more
  /// lines on their way.
  @inline(__always)
  private func add<Terms: ChannelTerms>(row: Int, terms: Terms) where Terms.Scalar.Number == Number {
    let (shift, first, second) = (shift, first, second)
    let last = columns &- Number.Line.width
    let slots = slots
    var slot = 0
    while slot < slots {
      let index = row &+ min(slot, last)
      let added = terms.terms(index, shift: .load(shift, slot))
      (Number.Line.load(first, slot) + added.first).store(first, slot)
      (Number.Line.load(second, slot) + added.second).store(second, slot)
      terms.prefetch(index &+ Self.linesAhead &* Number.Line.width)
      slot = slot &+ Number.Line.width
    }
  }

  /// So many lines ahead of rows that are taken together are asked for, or some more: whole rows of them.
  ///
  /// Not a whole number of pages, or everything that is on its way would be at the same places in them.
  private static var linesAheadOfGroups: Int { 544 }

  /// Adds some rows one after the other to each line's sums, which are loaded and stored once for all of them.
  ///
  /// The rows to come are asked for in the order of memory: processors fetch ahead by themselves only where lines follow
  /// each other, which they don't in rows that are taken together.
  @inline(__always)
  private func add<Terms: ChannelTerms>(_ rows: Int, apart distance: Int, from start: Int, terms: Terms)
  where Terms.Scalar.Number == Number {
    var ahead = start &+ (Self.linesAheadOfGroups &+ lines &- 1) / lines &* distance
    var aheadInRow = lines
    for line in 0..<lines {
      let slot = line &* Number.Line.width
      let index = start &+ column(ofLine: line)
      let shift = Number.Line.load(shift, slot)
      var first = Number.Line.load(first, slot)
      var second = Number.Line.load(second, slot)
      var row = 0
      while row < rows {
        let added = terms.terms(index &+ row &* distance, shift: shift)
        first = first + added.first
        second = second + added.second
        terms.prefetch(ahead)
        ahead = ahead &+ Number.Line.width
        aheadInRow = aheadInRow &- 1
        if aheadInRow == 0 {
          ahead = ahead &+ distance &- slots
          aheadInRow = lines
        }
        row = row &+ 1
      }
      first.store(self.first, slot)
      second.store(self.second, slot)
    }
  }

  /// Hands every slot's sums over, eight slots at a time, and begins again from 0.
  @inline(__always)
  func flush(_ body: (_ slot: Int, _ first: WideLine, _ second: WideLine) -> Void) {
    for slot in stride(from: 0, to: slots, by: WideLine.width) {
      body(slot, Number.wide(first, slot), Number.wide(second, slot))
      Number.store(WideLine(repeating: 0), first, slot)
      Number.store(WideLine(repeating: 0), second, slot)
    }
  }
}
