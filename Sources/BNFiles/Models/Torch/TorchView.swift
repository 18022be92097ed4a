import Platform

/// Bytes that tensors share, found when they are needed.
struct TorchStorage: Sendable {
  /// The file's own name of it, for errors: "data/7".
  var name: String
  /// Bytes that the file holds of it.
  var size: Int
  var bigEndian = false
  /// The source that it lies in, and where it begins there.
  var open: @Sendable () throws(FileError) -> (source: any ByteSource, start: Int)
}

/// A tensor as PyTorch keeps it: a view of a storage.
struct TorchView: Sendable {
  var type: TorchType
  var shape: [Int]
  /// Elements from one to the next along each dimension; `nil` where they lie one behind the other.
  var strides: [Int]?
  /// Elements in front of the first.
  var offset: Int

  /// The tensor in its storage, once it is sure that the storage holds all of it.
  ///
  /// - Throws: ``FileError`` where shape, strides and storage do not fit each other.
  func tensor(_ name: String, in storage: TorchStorage, path: String) throws(FileError) -> StoredTensor {
    // Asked for in errors only: there are thousands of tensors.
    var shown: String { name.quoted(limit: 80) }
    guard let count = elementCount(of: shape), count <= Int.max / 8 else {
      throw FileError(path, "tensor \(shown) has the shape \(shape), which no memory holds; the file is damaged")
    }
    guard let places = places(count) else {
      throw FileError(
        path,
        "tensor \(shown) of shape \(shape) has the strides \(strides ?? []) and the offset \(offset), which are none; the file is damaged"
      )
    }
    let (end, overflow) = places.upperBound.multipliedReportingOverflow(by: type.size)
    guard !overflow, end <= storage.size else {
      throw FileError(
        path,
        "tensor \(shown) of shape \(shape) and type \(type.name) reaches to byte \(overflow ? "2^63" : String(end)) of the storage "
          + "\(storage.name.quoted(limit: 80)), which has \(counted(storage.size, "byte")); the file is damaged")
    }
    let number = type.number
    // Numbers of eight bits are read as codes.
    guard let scalar = number == nil ? type.scalar : .uint8 else {
      return StoredTensor(
        name: name, shape: shape, type: type.name, content: { () throws(FileError) in try self.content(in: storage) }
      ) { () throws(FileError) in
        throw FileError(
          path, "tensor \(shown) is of type \(type.name), whose numbers are not read; save it as torch.float32")
      }
    }
    let view = self
    return StoredTensor(
      name: name, shape: shape, type: type.name, isIntegral: number == nil && scalar.isIntegral,
      content: { () throws(FileError) in try self.content(in: storage) }
    ) { () throws(FileError) in
      guard count > 0 else { return [] }
      let (source, start) = try storage.open()
      // A view may show one element any number of times.
      guard count <= max(places.count, Self.mostRepeated) else {
        throw FileError(
          path,
          "tensor \(shown) has the shape \(shape) and \(counted(places.count, "number")) for it; at most "
            + "\(Self.mostRepeated) elements are read so: save it with .contiguous()")
      }
      try source.checkLimit(count * MemoryLayout<Double>.size)
      let region = NumberRegion(
        source: source, offset: start + places.lowerBound * scalar.size,
        layout: NumberLayout(scalar, bigEndian: storage.bigEndian))
      var span: [Double] = try region.numbers(0..<places.count)
      if let number { span = span.map { number(UInt8($0)) } }
      return view.isContiguous ? span : view.gathered(span, count)
    }
  }

  /// What there is to be looked at: the storage from the view's first element to its last.
  private func content(in storage: TorchStorage) throws(FileError) -> TensorContent {
    let places = strides.map { ElementPlaces(shape: shape, strides: $0) } ?? ElementPlaces(shape: shape)
    guard let places else { return .numbers(type.scalar) }
    let (source, start) = try storage.open()
    return .elements(
      StoredElements(source, at: start + offset * type.size, type.form, isBigEndian: storage.bigEndian, places))
  }

  /// The most elements of a view that shows those of its storage repeatedly: no burden even where a small file holds
  /// thousands of such views.
  private static let mostRepeated = 1 << 20

  /// The elements of the storage from the first to the last that the view shows; `nil` for impossible ones.
  private func places(_ count: Int) -> Range<Int>? {
    guard offset >= 0 else { return nil }
    guard count > 0 else { return offset..<offset }
    var last = offset
    let strides = strides ?? contiguousStrides
    guard strides.count == shape.count else { return nil }
    for (extent, stride) in zip(shape, strides) {
      let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (next, overflows) = last.addingReportingOverflow(reach)
      guard stride >= 0, !overflow, !overflows else { return nil }
      last = next
    }
    return last < Int.max ? offset..<last + 1 : nil
  }

  private var contiguousStrides: [Int] {
    var strides: [Int] = []
    var stride = 1
    for extent in shape.reversed() {
      strides.append(stride)
      stride *= max(extent, 1)
    }
    return strides.reversed()
  }

  /// Whether the elements lie one behind the other; the stride of a dimension of one element says nothing.
  private var isContiguous: Bool {
    guard let strides else { return true }
    return zip(shape, zip(strides, contiguousStrides)).allSatisfy { $0 <= 1 || $1.0 == $1.1 }
  }

  /// Picks the elements of the view, in row-major order, out of those from its first to its last.
  private func gathered(_ span: [Double], _ count: Int) -> [Double] {
    let strides = strides ?? contiguousStrides
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    for _ in 0..<count {
      numbers.append(span[place])
      for dimension in shape.indices.reversed() {
        index[dimension] += 1
        // The step of a dimension of one element may be any number: it is taken and taken back.
        place &+= strides[dimension]
        guard index[dimension] == shape[dimension] else { break }
        place &-= strides[dimension] &* shape[dimension]
        index[dimension] = 0
      }
    }
    return numbers
  }
}
