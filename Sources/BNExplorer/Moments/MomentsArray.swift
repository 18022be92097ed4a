import BNCore
import BNFiles
import Platform

/// An array that moments are taken of, seen as rows of channels; its numbers stay in the file.
struct MomentsArray: Sendable {
  /// Which axis has the channels.
  enum Axis: Equatable, Sendable {
    /// Counted from 0, or from the end where negative.
    case number(Int)
    /// All numbers are one channel.
    case none

    /// The axis of a text; `nil` where it is none.
    init?(_ text: String) {
      if text == "none" {
        self = .none
      } else if let number = Int(text) {
        self = .number(number)
      } else {
        return nil
      }
    }

    /// Which axis of an array it is, counted from 0; `nil` where it is none.
    func place(ofRank rank: Int) -> Int? {
      guard case .number(let number) = self else { return nil }
      let place = number < 0 ? number + rank : number
      return 0..<rank ~= place ? place : nil
    }

    var text: String {
      switch self {
      case .number(let number): "\(number)"
      case .none: "none"
      }
    }
  }

  /// As it was asked for.
  var path: String
  /// What tells its file from others.
  let mark: MomentsItem.FileMark?
  /// The array's name in the file; empty where the file is one array.
  let name: String
  let shape: [Int]
  let type: ScalarType
  /// As it was asked for.
  let axis: Axis
  /// Rows, channels and numbers behind each other, in the order in which they lie.
  let layout: AxisLayout
  /// The names of a table's columns, where the channels are columns.
  let columns: [String]?
  private let content: StoredArray

  /// Settles the axis: the last one by default, where an array of one dimension is one channel.
  ///
  /// - Throws: ``FileError`` where the array has no such axis.
  init(
    path: String, mark: MomentsItem.FileMark?, name: String, _ array: StoredArray, axis wanted: Axis?
  ) throws(FileError) {
    (self.path, self.mark, self.name) = (path, mark, name)
    shape = array.shape
    type = array.type
    content = array
    axis = wanted ?? (array.shape.count < 2 ? .none : .number(-1))
    let title = name.isEmpty ? "the array" : name.quoted(limit: 80)
    var extents = array.shape
    var place = 0
    switch axis {
    case .none: (extents, place) = ([extents.reduce(1, *), 1], 1)
    case .number(let number):
      guard let settled = axis.place(ofRank: extents.count) else {
        throw FileError(
          path,
          "\(title) has the shape \(shapeText(array.shape)) and no axis \(number); expected "
            + (extents.isEmpty ? "--axis none" : "--axis from \(-extents.count) to \(extents.count - 1), or none"))
      }
      place = settled
      // What lies with the first index fastest is the same numbers in the reverse order of axes.
      if array.place?.isFirstIndexFastest == true { (extents, place) = (extents.reversed(), extents.count - 1 - place) }
    }
    do {
      layout = try AxisLayout(shape: extents, axis: place)
    } catch {
      throw FileError(
        path, "\(title) has the shape \(shapeText(array.shape)) and no channels along the axis; choose another")
    }
    columns = axis == .number(-1) || axis == .number(array.shape.count - 1) ? array.columns : nil
  }

  /// How many numbers it has.
  var count: Int { layout.outer * layout.channels * layout.inner }

  /// The type that pieces are gone through in.
  var pieceType: PieceType { readsAsItLies ?? .float64 }

  /// The type of numbers that are taken as they lie; `nil` for those that are converted.
  private var readsAsItLies: PieceType? {
    guard let region = content.place?.region, !region.layout.bigEndian else { return nil }
    return PieceType(rawValue: type.rawValue)
  }

  /// Reads numbers that lie one behind the other, and hands over where they are.
  ///
  /// - Throws: ``FileError`` where the file does not hold them any more.
  func read(
    _ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawPointer) -> Void
  ) throws(FileError) {
    if let place = content.place?.region, readsAsItLies != nil {
      let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(range.count * type.size)])
      try place.source.read(into: bytes, from: place.offset + range.lowerBound * type.size)
      if let start = bytes.baseAddress { body(start) }
      return
    }
    let numbers: [Double] =
      if let region = content.place?.region {
        try region.numbers(range)
      } else {
        try rows(range)
      }
    numbers.withUnsafeBytes { if let start = $0.baseAddress { body(start) } }
  }

  /// Numbers of text, which lie in memory by rows.
  private func rows(_ range: Range<Int>) throws(FileError) -> [Double] {
    let size = max(1, content.rowSize)
    let rows = range.lowerBound / size..<(range.upperBound + size - 1) / size
    let numbers: [Double] = try content.numbers(of: rows)
    let first = range.lowerBound - rows.lowerBound * size
    return Array(numbers[first..<first + range.count])
  }
}

extension MomentsArray {
  /// The arrays of a file: all that it has, or those of some names.
  ///
  /// - Throws: ``FileError`` where it cannot be read, or has no array of a name, or none at all.
  static func all(
    of path: String, members: [String], axis: Axis?, isBFloat16: Bool, files: any FileAccess
  ) throws(FileError) -> [MomentsArray] {
    let opened = NotedFiles(files)
    let candidate = try ModelCandidate(path, files: opened)
    let isModel = ModelFormat.of(candidate) != nil
    guard isModel else {
      if let member = members.first {
        throw FileError(path, "holds one array and none called \(member.quoted(limit: 80)); leave --member out")
      }
      var options = DataFileOptions()
      options.isBFloat16 = isBFloat16
      let source = if let source = candidate.source { source } else { try opened.open(path) }
      let mark = MomentsItem.FileMark(path, opened: opened.paths, files: files)
      let array = try DataFile.read(source, options: options).array
      return [try MomentsArray(path: path, mark: mark, name: "", array, axis: axis)]
    }
    let tensors = try ModelFile.open(candidate).allTensors
    // Before numbers are asked for, which may lie in more files: so it does not depend on which arrays are chosen.
    let mark = MomentsItem.FileMark(path, opened: opened.paths, files: files)
    for member in members where !tensors.contains(where: { $0.name == member }) {
      throw FileError(
        path, "has no array called \(member.quoted(limit: 80)); it has \(tensors.map(\.name).listed(limit: 12))")
    }
    let chosen = members.isEmpty ? tensors : tensors.filter { members.contains($0.name) }
    guard !chosen.isEmpty else { throw FileError(path, "holds no array; expected one to take moments of") }
    var arrays: [MomentsArray] = []
    for tensor in chosen {
      arrays.append(try MomentsArray(path: path, mark: mark, name: tensor.name, try tensor.array(), axis: axis))
    }
    return arrays
  }
}
