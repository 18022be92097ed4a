import Platform

/// An array of numbers that stay where they lie, in a file or in memory, until they are asked for.
///
/// It remembers the type of the numbers, and hands them out as `Float` or `Double`, each rounded once. The first dimension
/// counts rows, which a reader of data takes for examples; the elements come in row-major order, however they lie. The
/// shape is empty for a single number, which is one row, and may hold zeros.
package struct StoredArray: Sendable {
  package let shape: [Int]
  /// The type that the numbers are kept in.
  package let type: ScalarType
  /// The names of the columns of a table that has a header line.
  package var columns: [String]?
  /// The lines that the rows of a table stand in.
  package var lines: RowLines?
  private let elements: Elements

  private enum Elements: Sendable {
    case stored(NumberRegion, isFirstIndexFastest: Bool)
    case numbers([Double])
  }

  /// An array in a file; the shape is one that ``elementCount(of:)`` takes, and the file holds its elements.
  init(shape: [Int], in region: NumberRegion, isFirstIndexFastest: Bool = false) {
    self.shape = shape
    type = region.layout.type
    elements = .stored(region, isFirstIndexFastest: isFirstIndexFastest && shape.count > 1)
  }

  /// An array of numbers that were read from text.
  package init(shape: [Int], numbers: [Double], columns: [String]? = nil) {
    precondition(elementCount(of: shape) == numbers.count, "a shape of \(shape) does not hold \(numbers.count) numbers")
    self.shape = shape
    self.columns = columns
    type = .float64
    elements = .numbers(numbers)
  }

  /// Where the numbers lie one behind the other, and whether it is the first index that runs fastest there; `nil` where they
  /// were read from text.
  package var place: (region: NumberRegion, isFirstIndexFastest: Bool)? {
    if case .stored(let region, let isFirstIndexFastest) = elements { (region, isFirstIndexFastest) } else { nil }
  }

  /// The names of the columns as messages show them.
  package var quotedColumns: [String]? { columns.map { names in names.map { $0.quoted() } } }

  /// Whether the numbers lie outside memory.
  package var isOutsideMemory: Bool {
    if case .stored(let region, isFirstIndexFastest: _) = elements { region.source.resident == nil } else { false }
  }

  /// What there is of it to be looked at.
  var content: TensorContent {
    guard case .stored(let region, let isFirstIndexFastest) = elements else { return .numbers(type) }
    var strides: [Int] = []
    if isFirstIndexFastest {
      var stride = 1
      for extent in shape {
        strides.append(stride)
        stride *= extent
      }
    }
    guard let places = isFirstIndexFastest ? ElementPlaces(shape: shape, strides: strides) : ElementPlaces(shape: shape)
    else { return .numbers(type) }
    return .elements(
      StoredElements(
        region.source, at: region.offset, ElementForm(type), isBigEndian: region.layout.bigEndian, places))
  }

  /// The number of elements.
  package var count: Int { shape.reduce(1, *) }
  /// The number of rows, and of elements in each of them.
  package var rowCount: Int { shape.first ?? 1 }
  package var rowSize: Int { shape.dropFirst().reduce(1, *) }

  /// All elements.
  package func numbers<Number: BinaryFloatingPoint>(
    as type: Number.Type = Number.self
  ) throws(FileError) -> [Number] {
    try numbers(of: 0..<rowCount)
  }

  /// The elements of some rows.
  package func numbers<Number: BinaryFloatingPoint>(
    of rows: Range<Int>, as type: Number.Type = Number.self
  ) throws(FileError) -> [Number] {
    let size = rowSize
    let range = rows.lowerBound * size..<rows.upperBound * size
    // An array without elements may have columns without number.
    guard !range.isEmpty else { return [] }
    switch elements {
    case .numbers(let numbers): return numbers[range].map { Number($0) }
    case .stored(let region, isFirstIndexFastest: false): return try region.numbers(range)
    case .stored(let region, isFirstIndexFastest: true):
      guard rows.count < rowCount else {
        // One long read instead of one for each column.
        let all: [Number] = try region.numbers(range)
        return gathered(rows) { column in all[column * rowCount..<(column + 1) * rowCount] }
      }
      return try gathered(rows) { column throws(FileError) in
        let start = column * rowCount
        return try region.numbers(start + rows.lowerBound..<start + rows.upperBound)[...]
      }
    }
  }

  /// Whether the elements lie one behind the other in row-major order, so that any stretch of them is read by itself.
  package var isRowMajor: Bool {
    if case .stored(_, isFirstIndexFastest: true) = elements { false } else { true }
  }

  /// A stretch of the elements, in row-major order.
  ///
  /// Where they lie in another one, all rows that it reaches into are read.
  package func numbers<Number: BinaryFloatingPoint>(
    elements range: Range<Int>, as type: Number.Type = Number.self
  ) throws(FileError) -> [Number] {
    guard !range.isEmpty else { return [] }
    switch elements {
    case .numbers(let numbers): return numbers[range].map { Number($0) }
    case .stored(let region, isFirstIndexFastest: false): return try region.numbers(range)
    case .stored(_, isFirstIndexFastest: true):
      let size = rowSize
      let rows = range.lowerBound / size..<(range.upperBound - 1) / size + 1
      let all: [Number] = try numbers(of: rows)
      let start = range.lowerBound - rows.lowerBound * size
      return Array(all[start..<start + range.count])
    }
  }

  /// Puts rows together from columns, one after another as they lie where the first index runs fastest.
  private func gathered<Number: BinaryFloatingPoint, Failure: Error>(
    _ rows: Range<Int>, column: (Int) throws(Failure) -> ArraySlice<Number>
  ) throws(Failure) -> [Number] {
    let places = columnPlaces
    var numbers = [Number](repeating: 0, count: rows.count * places.count)
    for (target, place) in places.enumerated() {
      for (row, number) in try column(place).enumerated() { numbers[row * places.count + target] = number }
    }
    return numbers
  }

  /// Where each element of a row has its column, the elements in row-major order.
  private var columnPlaces: [Int] {
    var places = [0]
    var stride = 1
    for extent in shape.dropFirst() {
      places = places.flatMap { place in (0..<extent).map { place + $0 * stride } }
      stride *= extent
    }
    return places
  }
}

/// Numbers of one layout that lie one behind the other.
package struct NumberRegion: Sendable {
  package let source: any ByteSource
  package let offset: Int
  package let layout: NumberLayout

  /// How many numbers are read at a time, so that bytes and numbers are not both in memory.
  private static let piece = 1 << 16

  /// Some of the numbers, in the order in which they lie.
  package func numbers<Number: BinaryFloatingPoint>(_ range: Range<Int>) throws(FileError) -> [Number] {
    try source.checkLimit(range.count * layout.type.size)
    return try filled(range.count) { target throws(FileError) in try read(range, into: target) }
  }

  private func read<Number: BinaryFloatingPoint>(
    _ range: Range<Int>, into target: UnsafeMutableBufferPointer<Number>
  ) throws(FileError) {
    let size = layout.type.size
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(range.count, Self.piece) * size, alignment: 8)
    defer { buffer.deallocate() }
    var done = 0
    while done < range.count {
      let count = min(range.count - done, Self.piece)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count * size)])
      try source.read(into: bytes, from: offset + (range.lowerBound + done) * size)
      layout.decode(
        UnsafeRawBufferPointer(bytes), into: UnsafeMutableBufferPointer(rebasing: target[done..<done + count]))
      done += count
    }
  }
}

/// What a data file held.
package struct LoadedData: Sendable {
  package var array: StoredArray
  /// One label an example, from the column that `DataFileOptions.labels` names.
  package var labels: [String]?
  /// What a person should know of the file.
  package var remarks: [FileRemark]

  package init(_ array: StoredArray, labels: [String]? = nil, remarks: [FileRemark] = []) {
    self.array = array
    self.labels = labels
    self.remarks = remarks
  }
}

/// The number of elements of a shape.
///
/// - Returns: `nil` when an extent is negative, or the product of those above zero does not fit an `Int`: then a shape
///   that is let through can be multiplied out in any part and order.
package func elementCount(of shape: some Sequence<Int>) -> Int? {
  var product = 1
  var isEmpty = false
  for extent in shape {
    let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
    guard extent >= 0, !overflow else { return nil }
    product = next
    isEmpty = isEmpty || extent == 0
  }
  return isEmpty ? 0 : product
}
