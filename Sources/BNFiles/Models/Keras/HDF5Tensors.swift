import HDF5Wire
import Platform

extension HDF5File {
  /// The array of a path, without its numbers; `nil` where there is none.
  func tensor(_ path: String) throws(FileError) -> StoredTensor? {
    guard let place = places[path] else {
      if let what = links[path] {
        throw FileError(
          source.path, "\(path.quoted(limit: 100)) is \(what), which is not followed; save the model into one file")
      }
      return nil
    }
    return try tensor(at: place)
  }

  /// The array at a place in ``datasets``.
  func tensor(at place: Int) throws(FileError) -> StoredTensor {
    let dataset = datasets[place]
    guard let count = elementCount(of: dataset.shape) else {
      throw FileError(source.path, "array \(dataset.path.quoted(limit: 100)) is too large; the file is damaged")
    }
    guard let type = ScalarType(dataset.header.element) else {
      return unreadable(dataset, "holds no numbers of a kind that is known")
    }
    switch dataset.header.storage {
    case .contiguous(let offset):
      guard let bytes = type.byteCount(of: count), let start = Int(exactly: offset), start <= source.size,
        bytes <= source.size - start
      else {
        throw FileError(
          source.path, "array \(dataset.path.quoted(limit: 100)) lies outside the file; copy or save it again")
      }
      let layout = NumberLayout(type, bigEndian: dataset.header.isBigEndian)
      let region = NumberRegion(source: source, offset: start, layout: layout)
      return StoredTensor(name: dataset.path, StoredArray(shape: dataset.shape, in: region))
    case .library:
      let reader = reader
      return StoredTensor(
        name: dataset.path, shape: dataset.shape, type: type.rawValue, isIntegral: type.isIntegral,
        content: { () throws(FileError) in
          count <= HDF5Limits.numbers
            ? .numbers(type)
            : .unread("is kept in pieces and has \(count) numbers; at most \(HDF5Limits.numbers) are read so")
        }
      ) { () throws(FileError) in try reader.numbers(at: place, count: count) }
    case .outside(let what): return unreadable(dataset, what + ", which is not followed; save the model into one file")
    }
  }

  private func unreadable(_ dataset: Dataset, _ what: String) -> StoredTensor {
    let path = source.path
    return StoredTensor(
      name: dataset.path, shape: dataset.shape, type: "other", content: { () throws(FileError) in .unread(what) }
    ) { () throws(FileError) in
      throw FileError(path, "array \(dataset.path.quoted(limit: 100)) \(what)")
    }
  }
}

extension ScalarType {
  fileprivate init?(_ element: HDF5Dataset.Element) {
    switch element {
    case .other: return nil
    case .bool: self = .bool
    case .uint8: self = .uint8
    case .uint16: self = .uint16
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float32: self = .float32
    case .float64: self = .float64
    }
  }
}
