import Platform

/// A tensor that lies in a message of TensorFlow: in a graph, or in a checkpoint of version 1.
///
/// Source: tensor.proto of TensorFlow 2.15: either the bytes of all elements, or a list of values of the element's type,
/// whose last one stands for all that follow it, none for zeros.
struct TensorProto: Sendable {
  let source: any ByteSource
  /// Where the message lies.
  let range: Range<Int>
  private(set) var type: Int32
  /// `nil` where it is not known.
  let shape: [Int]?

  private static let what = "a tensor"
  /// As many elements may be told by one value: more than a layer has channels, and no burden even where a small file
  /// tells thousands of tensors so.
  private static let mostRepeated = 1 << 20

  /// Reads type and shape.
  init(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) {
    let message = try ProtobufMessage<TFTensorHeader>(window, range, what: Self.what, keeping: [1, 2])
    source = window.source
    self.range = range
    type = message.small.dtype
    shape = message.small.shape.extents
  }

  /// The tensor under a name.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - known: its shape, where the message does not tell.
  ///   - knownType: the number of its type, where the message does not tell.
  /// - Returns: `nil` where its shape is not known.
  func stored(_ name: String, shape known: [Int]? = nil, type knownType: Int32? = nil) -> StoredTensor? {
    guard let shape = known ?? self.shape else { return nil }
    var copy = self
    copy.type = knownType ?? type
    return copy.stored(name, shape)
  }

  private func stored(_ name: String, _ shape: [Int]) -> StoredTensor {
    let isIntegral = TensorFlowType.scalar(type)?.isIntegral ?? false
    return StoredTensor(
      name: name, shape: shape, type: TensorFlowType.name(type), isIntegral: isIntegral,
      content: { () throws(FileError) in try self.content(shape, name) }
    ) { () throws(FileError) in try self.numbers(shape, name) }
  }

  /// The texts of a tensor of texts.
  ///
  /// - Parameter most: how many there may be.
  /// - Returns: the texts in order.
  /// - Throws: ``FileError`` where the message is damaged.
  func texts(most: Int) throws(FileError) -> [String] {
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, range, what: Self.what)
    var texts: [String] = []
    while let field = try walker.next(), texts.count < most {
      guard field.number == 8, let range = field.range, range.count < 1 << 16 else { continue }
      texts.append(String(decoding: try window.bytes(range), as: UTF8.self))
    }
    return texts
  }

  /// What there is to be looked at: the bytes of all elements, where these are written.
  private func content(_ shape: [Int], _ name: String) throws(FileError) -> TensorContent {
    guard let form = TensorFlowType.form(type) else { return .noNumbers }
    let places = ElementPlaces(shape: shape)
    var walker = ProtobufWalker(ByteWindow(source), range, what: "the tensor \(name.quoted(limit: 80))")
    while let field = try walker.next() {
      guard field.number == 4, let bytes = field.range, !bytes.isEmpty else { continue }
      guard form.byteCount(of: places.span) == bytes.count else {
        throw FileError(
          source.path, at: .byte(bytes.lowerBound),
          "the tensor \(name.quoted(limit: 80)) of shape \(shape) has \(counted(bytes.count, "byte")); the file is damaged"
        )
      }
      return .elements(StoredElements(source, at: bytes.lowerBound, form, places))
    }
    guard let scalar = TensorFlowType.scalar(type) else {
      return .unread("its numbers of type \(TensorFlowType.name(type)) are not written as plain bytes")
    }
    return .numbers(scalar)
  }

  private func numbers(_ shape: [Int], _ name: String) throws(FileError) -> [Double] {
    guard let count = elementCount(of: shape), let scalar = TensorFlowType.scalar(type) else {
      throw FileError(
        source.path, at: .byte(range.lowerBound),
        "the tensor \(name.quoted(limit: 80)) is of \(TensorFlowType.name(type)), which holds no plain numbers")
    }
    let what = "the tensor \(name.quoted(limit: 80))"
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, range, what: what)
    var values = ProtobufNumbers(ProtobufNumbers.Form(scalar), limit: count)
    var content: Range<Int>?
    while let field = try walker.next() {
      if field.number == 4, let bytes = field.range, !bytes.isEmpty { content = bytes }
      if field.number == Self.field(scalar) { try values.add(field, window, what: what) }
    }
    if let content { return try numbers(in: content, count, scalar, what) }
    guard values.numbers.count < count else { return values.numbers }
    guard count <= Self.mostRepeated else {
      throw FileError(
        source.path, at: .byte(range.lowerBound),
        "\(what) has \(count) elements and \(counted(values.numbers.count, "number")) for them; at most "
          + "\(Self.mostRepeated) elements are read so: the file is damaged")
    }
    return values.numbers + Array(repeating: values.numbers.last ?? 0, count: count - values.numbers.count)
  }

  private func numbers(
    in content: Range<Int>, _ count: Int, _ scalar: ScalarType, _ what: String
  ) throws(FileError) -> [Double] {
    guard scalar.byteCount(of: count) == content.count else {
      throw FileError(
        source.path, at: .byte(content.lowerBound),
        "\(what) has \(counted(content.count, "byte")), not those of \(counted(count, "number")) of \(scalar)")
    }
    let layout = NumberLayout(scalar, bigEndian: false)
    return try NumberRegion(source: source, offset: content.lowerBound, layout: layout).numbers(0..<count)
  }

  /// The field that holds values of a type.
  private static func field(_ type: ScalarType) -> Int {
    switch type {
    case .float32: 5
    case .float64: 6
    case .int32, .int16, .int8, .uint16, .uint8: 7
    case .int64: 10
    case .bool: 11
    case .float16, .bfloat16: 13
    case .uint32: 16
    case .uint64: 17
    }
  }
}
