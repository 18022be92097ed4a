import CLevels

/// A matrix of float32 as it lies in memory, which may be as it is or turned around.
struct MatrixView {
  let start: UnsafePointer<Float>
  /// From one row to the next, in elements.
  let rowStride: Int
  /// From one column to the next, in elements.
  let columnStride: Int

  /// A matrix whose rows lie one after another, each so long; turned around, its rows are the columns.
  init(_ start: UnsafePointer<Float>, rowLength: Int, isTurned: Bool) {
    self.start = start
    (rowStride, columnStride) = isTurned ? (1, rowLength) : (rowLength, 1)
  }
}

/// C = A · B, or C = b + A · B with a number for each column.
///
/// Each element is added up from the first product to the last, beginning with b or 0, each product and each sum rounded to
/// float32: so its bits depend neither on the width of the vectors nor on how the matrix is cut.
///
/// B is taken 16 columns at a time, which are first copied one row behind the other, turned around where B is. Then four rows
/// of A at a time go through them; their sums, of 16 columns each, stay in registers.
struct MatrixProduct: DenseWork {
  let a: MatrixView
  let b: MatrixView
  /// What the sums of each column begin with; `nil` for 0.
  let begin: UnsafePointer<Float>?
  let c: UnsafeMutablePointer<Float>
  let rows: Int
  let columns: Int
  /// How many products each element is the sum of.
  let depth: Int
  /// Room for `depth` lines.
  let panel: UnsafeMutablePointer<Float>

  typealias Line = SIMD16<Float>

  /// How many columns are taken at a time.
  static var width: Int { 16 }

  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.matrix_product }

  @inline(__always)
  func run() {
    if !InstructionSet.isOptimized { return oneByOne() }
    var column = 0
    while column < columns {
      let count = min(Self.width, columns &- column)
      pack(count, from: column)
      let first = begin.map { Line.load(count, $0, column) } ?? Line(repeating: 0)
      var row = 0
      while row &+ 4 <= rows {
        fourRows(row, column, count, first)
        row = row &+ 4
      }
      while row < rows {
        oneRow(row, column, count, first)
        row = row &+ 1
      }
      column = column &+ Self.width
    }
  }

  /// The same without vectors, for a build without the optimizer, where they are a hundred times as slow.
  private func oneByOne() {
    var row = 0
    while row < rows {
      let sums = c + row &* columns
      var column = 0
      while column < columns {
        sums[column] = begin?[column] ?? 0
        column = column &+ 1
      }
      var place = 0
      while place < depth {
        let factor = a.start[row &* a.rowStride &+ place &* a.columnStride]
        let numbers = b.start + place &* b.rowStride
        column = 0
        while column < columns {
          sums[column] += factor * numbers[column &* b.columnStride]
          column = column &+ 1
        }
        place = place &+ 1
      }
      row = row &+ 1
    }
  }

  /// Copies some columns of B, each row of them a line; lanes without a column are 0.
  @inline(__always)
  private func pack(_ count: Int, from column: Int) {
    let source = b.start + column &* b.columnStride
    if b.columnStride == 1 {
      var row = 0
      while row < depth {
        let line =
          count == Self.width ? Line.load(source, row &* b.rowStride) : .load(count, source, row &* b.rowStride)
        line.store(panel, row &* Self.width)
        row = row &+ 1
      }
      return
    }
    var lane = 0
    while lane < Self.width {
      let isThere = lane < count
      let numbers = source + (isThere ? lane &* b.columnStride : 0)
      var row = 0
      while row < depth {
        panel[row &* Self.width &+ lane] = isThere ? numbers[row &* b.rowStride] : 0
        row = row &+ 1
      }
      lane = lane &+ 1
    }
  }

  @inline(__always)
  private func fourRows(_ row: Int, _ column: Int, _ count: Int, _ first: Line) {
    var (sum0, sum1, sum2, sum3) = (first, first, first, first)
    let step = a.columnStride
    let a0 = a.start + row &* a.rowStride
    let a1 = a0 + a.rowStride
    let a2 = a1 + a.rowStride
    let a3 = a2 + a.rowStride
    var (index, place, end) = (0, 0, depth &* Self.width)
    while place < end {
      let line = Line.load(panel, place)
      sum0 = sum0 + line * a0[index]
      sum1 = sum1 + line * a1[index]
      sum2 = sum2 + line * a2[index]
      sum3 = sum3 + line * a3[index]
      index = index &+ step
      place = place &+ Self.width
    }
    store(sum0, row, column, count)
    store(sum1, row &+ 1, column, count)
    store(sum2, row &+ 2, column, count)
    store(sum3, row &+ 3, column, count)
  }

  @inline(__always)
  private func oneRow(_ row: Int, _ column: Int, _ count: Int, _ first: Line) {
    var sum = first
    let numbers = a.start + row &* a.rowStride
    var (index, place, end) = (0, 0, depth &* Self.width)
    while place < end {
      sum = sum + Line.load(panel, place) * numbers[index]
      index = index &+ a.columnStride
      place = place &+ Self.width
    }
    store(sum, row, column, count)
  }

  @inline(__always)
  private func store(_ line: Line, _ row: Int, _ column: Int, _ count: Int) {
    let place = row &* columns &+ column
    if count == Self.width { line.store(c, place) } else { line.store(count, c, place) }
  }
}
