import Platform

/// An array or a number of NumPy inside a pickle.
///
/// Source: `__reduce__` of arrays, types and scalars in NumPy 2.3 (`numpy/_core/src/multiarray`), the same since 1.0 but
/// for the name of the module.
struct PickledArray: Sendable {
  var shape: [Int]
  var layout: NumberLayout
  var isFirstIndexFastest: Bool
  /// Whether it is a number rather than an array.
  var isScalar: Bool
  private var bytes: Bytes

  /// Where the numbers are.
  private enum Bytes: Sendable {
    case range(Range<Int>)
    /// Protocol 2 has no bytes: Python 3 writes them as text whose characters stand for them.
    case text(String)
    case longText(Range<Int>)
  }

  /// - Returns: `nil` for a value that is no array of numbers.
  init?(_ value: PickleValue, in pickle: Pickle) {
    guard let node = pickle.node(value), node.kind == .call, let function = node.function.global,
      function.module.hasPrefix("numpy")
    else { return nil }
    switch function.name {
    case "_reconstruct":
      // (version, shape, type, whether the first index runs fastest, the bytes)
      guard let state = node.state.flatMap(pickle.items), state.count == 5, let fortran = state[3].bool else {
        return nil
      }
      self.init(shape: state[1], type: state[2], fortran: fortran, bytes: state[4], in: pickle)
    case "_frombuffer":
      // Protocol 5: (buffer, type, shape, order)
      guard let arguments = pickle.items(node.arguments), arguments.count >= 3 else { return nil }
      let fortran = arguments.count > 3 && arguments[3].text == "F"
      self.init(shape: arguments[2], type: arguments[1], fortran: fortran, bytes: arguments[0], in: pickle)
    case "scalar":
      guard let arguments = pickle.items(node.arguments), arguments.count == 2 else { return nil }
      self.init(shape: nil, type: arguments[0], fortran: false, bytes: arguments[1], in: pickle)
    default: return nil
    }
  }

  private init?(shape: PickleValue?, type: PickleValue, fortran: Bool, bytes: PickleValue, in pickle: Pickle) {
    guard let layout = Self.layout(type, in: pickle), let bytes = Self.bytes(bytes, in: pickle) else { return nil }
    var extents: [Int] = []
    if let shape {
      guard let values = pickle.items(shape) else { return nil }
      extents = values.compactMap(\.integer)
      guard extents.count == values.count else { return nil }
    }
    self.shape = extents
    self.layout = layout
    isFirstIndexFastest = fortran
    isScalar = shape == nil
    self.bytes = bytes
  }

  /// The type: `numpy.dtype('f4', False, True)` with the state `(3, '<', ...)`.
  private static func layout(_ value: PickleValue, in pickle: Pickle) -> NumberLayout? {
    guard let node = pickle.node(value), node.function.global?.name == "dtype",
      let name = pickle.items(node.arguments)?.first.flatMap({ text($0, in: pickle) })
    else { return nil }
    let order = node.state.flatMap(pickle.items).flatMap { $0.count > 1 ? text($0[1], in: pickle) : nil } ?? "="
    return try? NpyHeader.layout(order + name) { FileError(pickle.source.path, $0) }
  }

  private static func text(_ value: PickleValue, in pickle: Pickle) -> String? {
    if let text = value.text { return text }
    guard case .bytes(let range) = value, range.count < 16, let bytes = try? pickle.source.bytes(range) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func bytes(_ value: PickleValue, in pickle: Pickle) -> Bytes? {
    switch value {
    case .bytes(let range): return .range(range)
    case .text(let text): return .text(text)
    case .longText(let range): return .longText(range)
    case .node:
      // _codecs.encode(text, 'latin1'), bytearray(bytes), PickleBuffer(bytes)
      guard let node = pickle.node(value), node.kind == .call,
        let name = node.function.global?.name, ["encode", "bytearray", "bytes", "PickleBuffer"].contains(name),
        let first = pickle.items(node.arguments)?.first
      else { return name(of: value, in: pickle) == "bytes" ? .text("") : nil }
      if case .node = first { return nil }
      return bytes(first, in: pickle)
    default: return nil
    }
  }

  private static func name(of value: PickleValue, in pickle: Pickle) -> String? {
    pickle.node(value)?.function.global?.name
  }

  /// The tensor, once it is sure that its bytes are there.
  func tensor(_ name: String, in pickle: Pickle) throws(FileError) -> StoredTensor {
    let source = pickle.source
    guard let needed = elementCount(of: shape).flatMap(layout.type.byteCount) else {
      throw FileError(source.path, "array \(name.quoted(limit: 80)) has the shape \(shape), which no memory holds")
    }
    let wrong = FileError(
      source.path,
      "array \(name.quoted(limit: 80)) of shape \(shape) and type \(layout.type) has not the bytes that it needs; the file is damaged"
    )
    if case .range(let range) = bytes {
      guard range.count == needed else { throw wrong }
      let region = NumberRegion(source: source, offset: range.lowerBound, layout: layout)
      return StoredTensor(
        name: name, StoredArray(shape: shape, in: region, isFirstIndexFastest: isFirstIndexFastest))
    }
    let array = self
    return StoredTensor(
      name: name, shape: shape, type: layout.type.rawValue, isIntegral: layout.type.isIntegral
    ) { () throws(FileError) in
      guard let decoded = try array.latin1(source), decoded.count == needed else { throw wrong }
      let region = NumberRegion(source: MemoryBytes(decoded, path: source.path), offset: 0, layout: array.layout)
      return try StoredArray(shape: array.shape, in: region, isFirstIndexFastest: array.isFirstIndexFastest).numbers()
    }
  }

  /// The bytes that text stands for; `nil` where a character is none.
  private func latin1(_ source: any ByteSource) throws(FileError) -> [UInt8]? {
    let text: String
    switch bytes {
    case .text(let short): text = short
    case .longText(let range): text = String(decoding: try source.bytes(range), as: UTF8.self)
    case .range(let range): return try source.bytes(range)
    }
    let decoded = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    return decoded.count == text.unicodeScalars.count ? decoded : nil
  }
}
