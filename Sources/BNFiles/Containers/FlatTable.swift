import Platform

/// A table of FlatBuffers: fields by their numbers, each of which may be left out.
///
/// Source: the page "Internals" of FlatBuffers' documentation. Every place is checked against the file before it is read,
/// so that nothing has to be verified as a whole.
struct FlatTable {
  private let window: ByteWindow
  let place: Int
  private let fields: Int
  private let fieldBytes: Int

  /// The table that a file begins with.
  init(root source: any ByteSource) throws(FileError) {
    let window = ByteWindow(source)
    try self.init(window, try Self.target(window, 0))
  }

  private init(_ window: ByteWindow, _ place: Int) throws(FileError) {
    self.window = window
    self.place = place
    let back = Int(Int32(bitPattern: UInt32(try Self.number(window, place, 4))))
    fields = place - back
    fieldBytes = try Self.number(window, fields, 2)
    guard fieldBytes >= 4, fieldBytes % 2 == 0 else { throw Self.damaged(window, fields) }
  }

  private static func damaged(_ window: ByteWindow, _ place: Int) -> FileError {
    FileError(window.source.path, at: .byte(max(place, 0)), "a table of the file is damaged; copy or save it again")
  }

  private static func number(_ window: ByteWindow, _ place: Int, _ size: Int) throws(FileError) -> Int {
    guard place >= 0, place <= window.source.size - size else { throw damaged(window, place) }
    return Int(clamping: try window.bytes(place..<place + size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// Where an offset leads, which counts from its own place.
  private static func target(_ window: ByteWindow, _ place: Int) throws(FileError) -> Int {
    place + (try number(window, place, 4))
  }

  /// Where a field stands; `nil` for one that is left out.
  private func field(_ number: Int) throws(FileError) -> Int? {
    guard 4 + 2 * number + 2 <= fieldBytes else { return nil }
    let offset = try Self.number(window, fields + 4 + 2 * number, 2)
    return offset == 0 ? nil : place + offset
  }

  /// A whole number without a sign; 0 where it is left out.
  func unsigned(_ field: Int, bytes: Int) throws(FileError) -> Int {
    guard let place = try self.field(field) else { return 0 }
    return try Self.number(window, place, bytes)
  }

  /// Many fields may lead to one place, so that a small file could name much: lists and texts have a most.
  private static let mostTables = 1 << 17
  private static let longestText = 1024

  /// A text, of a long one the beginning; "" where it is left out.
  func text(_ field: Int) throws(FileError) -> String {
    guard let bytes = try vector(field, of: 1)?.prefix(Self.longestText) else { return "" }
    return String(decoding: try window.bytes(bytes), as: UTF8.self)
  }

  /// Where the elements of a list lie; `nil` where it is left out.
  func vector(_ field: Int, of size: Int) throws(FileError) -> Range<Int>? {
    guard let place = try self.field(field) else { return nil }
    let start = try Self.target(window, place)
    let count = try Self.number(window, start, 4)
    guard count <= (window.source.size - start - 4) / size else { throw Self.damaged(window, start) }
    return start + 4..<start + 4 + count * size
  }

  /// A list of whole numbers of four bytes with a sign, no more than some.
  func wholes(_ field: Int, most: Int = 64) throws(FileError) -> [Int] {
    guard let range = try vector(field, of: 4) else { return [] }
    guard range.count <= 4 * most else { throw Self.damaged(window, range.lowerBound) }
    return try stride(from: range.lowerBound, to: range.upperBound, by: 4).map { place throws(FileError) in
      Int(Int32(bitPattern: UInt32(try Self.number(window, place, 4))))
    }
  }

  /// A list of tables.
  func tables(_ field: Int) throws(FileError) -> [FlatTable] {
    guard let range = try vector(field, of: 4) else { return [] }
    guard range.count <= 4 * Self.mostTables else { throw Self.damaged(window, range.lowerBound) }
    return try stride(from: range.lowerBound, to: range.upperBound, by: 4).map { place throws(FileError) in
      try FlatTable(window, try Self.target(window, place))
    }
  }
}
