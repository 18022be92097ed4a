import Platform

/// A tensor that lies in pieces, each a box of it: the pieces have to fill it.
struct TensorSlices: Sendable {
  struct Piece: Sendable {
    let start: [Int]
    let tensor: StoredTensor
  }

  let path: String
  let name: String
  let shape: [Int]
  let type: ScalarType
  let pieces: [Piece]

  /// The extents of a slice: a length that is left out is the whole dimension.
  ///
  /// - Returns: `nil` where it does not lie within the shape.
  static func extents(_ slice: TFSlice, of shape: [Int]) -> [(start: Int, length: Int)]? {
    guard slice.extent.count == shape.count else { return nil }
    var extents: [(start: Int, length: Int)] = []
    for (extent, size) in zip(slice.extent, shape) {
      let start = Int(clamping: extent.start)
      let length = extent.hasLength ? Int(clamping: extent.length) : size
      // -1 stands for the whole dimension in memory, and may have been written so.
      let whole = !extent.hasLength || length == -1
      guard start >= 0, start <= size, whole || (length >= 0 && length <= size - start) else { return nil }
      extents.append(whole ? (0, size) : (start, length))
    }
    return extents
  }

  /// The whole tensor; its numbers are put together when they are asked for.
  func tensor() throws(FileError) -> StoredTensor {
    let filled = pieces.reduce(0) { $0 &+ ($1.tensor.count ?? 0) }
    guard let count = elementCount(of: shape), filled == count else {
      throw FileError(
        path,
        "the slices of \(name.quoted(limit: 80)) have \(filled) numbers, not those of its shape \(shape); "
          + "the checkpoint is damaged")
    }
    return StoredTensor(name: name, shape: shape, type: type.rawValue, isIntegral: type.isIntegral) {
      () throws(FileError) in try self.assembled(count)
    }
  }

  private func assembled(_ count: Int) throws(FileError) -> [Double] {
    var whole = [Double](repeating: 0, count: count)
    var isSet = [Bool](repeating: false, count: count)
    for piece in pieces {
      var place = piece.start
      for number in try piece.tensor.numbers() {
        let index = zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }
        guard !isSet[index] else {
          throw FileError(path, "slices of \(name.quoted(limit: 80)) overlap; the checkpoint is damaged")
        }
        whole[index] = number
        isSet[index] = true
        Self.advance(&place, from: piece.start, piece.tensor.shape)
      }
    }
    return whole
  }

  /// Goes to the next place of a box, the last dimension first.
  private static func advance(_ place: inout [Int], from start: [Int], _ shape: [Int]) {
    for axis in shape.indices.reversed() {
      place[axis] += 1
      if place[axis] < start[axis] + shape[axis] { return }
      place[axis] = start[axis]
    }
  }
}
