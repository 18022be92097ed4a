import Platform

/// A tensor of an ONNX model: its name, type and shape, and where its numbers lie.
///
/// Source: `TensorProto` in onnx.proto3 of ONNX 1.19, and docs/ExternalData.md there.
struct ONNXTensor: Sendable {
  let source: any ByteSource
  let files: any FileAccess
  /// Where the message lies.
  private let range: Range<Int>
  let name: String
  let shape: [Int]
  private let type: Int32
  private let external: ONNXExternalData?

  /// Reads what stands around the numbers.
  init(_ window: ByteWindow, _ range: Range<Int>, files: any FileAccess) throws(FileError) {
    let header = try ProtobufMessage<ONNXTensorHeader>(
      window, range, what: "a tensor", keeping: [1, 2, 8, 13, 14]
    ).small
    source = window.source
    self.files = files
    self.range = range
    name = header.name
    shape = header.dims.map { Int(clamping: $0) }
    type = header.dataType
    external = header.dataLocation == 1 ? ONNXExternalData(header.externalData) : nil
    guard elementCount(of: shape) != nil else { throw damaged("has the impossible shape \(shape)") }
  }

  /// The tensor under a name, by default its own.
  func stored(_ name: String? = nil) -> StoredTensor {
    let isIntegral = ONNXType.scalar(type)?.isIntegral ?? false
    return StoredTensor(
      name: name ?? self.name, shape: shape, type: ONNXType.name(type), isIntegral: isIntegral,
      content: { () throws(FileError) in try self.content() }
    ) { () throws(FileError) in try self.numbers() }
  }

  /// What there is to be looked at: the bytes of all elements, where these are written.
  private func content() throws(FileError) -> TensorContent {
    guard let form = ONNXType.form(type) else { return .noNumbers }
    let places = ElementPlaces(shape: shape)
    guard let needed = form.byteCount(of: places.span) else { throw damaged("has the impossible shape \(shape)") }
    if let external {
      let (source, range) = try external.place(of: name, in: self.source, files, size: needed)
      return .elements(StoredElements(source, at: range.lowerBound, form, places))
    }
    var walker = ProtobufWalker(ByteWindow(source), range, what: "the tensor \(name.quoted(limit: 80))")
    while let field = try walker.next() {
      guard field.number == 9, let bytes = field.range, !bytes.isEmpty else { continue }
      guard bytes.count == needed else {
        throw damaged("of shape \(shape) and type \(ONNXType.name(type)) has \(counted(bytes.count, "byte"))")
      }
      return .elements(StoredElements(source, at: bytes.lowerBound, form, places))
    }
    guard let scalar = ONNXType.scalar(type) else {
      return .unread("its numbers of type \(ONNXType.name(type)) are not written as plain bytes")
    }
    return .numbers(scalar)
  }

  /// The numbers.
  func numbers() throws(FileError) -> [Double] {
    guard let scalar = ONNXType.scalar(type) else {
      throw damaged("is of type \(ONNXType.name(type)), whose numbers are not read here")
    }
    let count = elementCount(of: shape) ?? 0
    if let external {
      let (source, range) = try external.place(of: name, in: self.source, files, size: try size(count, scalar))
      return try raw(source, range, count, scalar)
    }
    let what = "the tensor \(name.quoted(limit: 80))"
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, range, what: what)
    var values = ProtobufNumbers(ProtobufNumbers.Form(scalar), limit: count)
    var bytes: Range<Int>?
    while let field = try walker.next() {
      if field.number == 9 { bytes = field.range }
      if field.number == ONNXType.field(scalar) { try values.add(field, window, what: what) }
    }
    if let bytes, !bytes.isEmpty || values.numbers.isEmpty { return try raw(source, bytes, count, scalar) }
    guard values.numbers.count == count else {
      throw damaged("has \(counted(values.numbers.count, "number")) and a shape of \(shape)")
    }
    return values.numbers
  }

  private func raw(
    _ source: any ByteSource, _ range: Range<Int>, _ count: Int, _ scalar: ScalarType
  ) throws(FileError) -> [Double] {
    guard range.count == (try size(count, scalar)) else {
      throw damaged("of shape \(shape) and type \(scalar) has \(counted(range.count, "byte"))")
    }
    let layout = NumberLayout(scalar, bigEndian: false)
    return try NumberRegion(source: source, offset: range.lowerBound, layout: layout).numbers(0..<count)
  }

  private func size(_ count: Int, _ scalar: ScalarType) throws(FileError) -> Int {
    guard let size = scalar.byteCount(of: count) else { throw damaged("has the impossible shape \(shape)") }
    return size
  }

  private func damaged(_ what: String) -> FileError {
    FileError(
      source.path, at: .byte(range.lowerBound),
      "the tensor \(name.quoted(limit: 80)) \(what); the file is damaged, or of a kind that is not known")
  }
}

/// The types of ONNX's tensors, by their numbers in `TensorProto.DataType`.
enum ONNXType {
  /// The type of numbers; `nil` for what is not read here.
  static func scalar(_ number: Int32) -> ScalarType? {
    switch number {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 4: .uint16
    case 5: .int16
    case 6: .int32
    case 7: .int64
    case 9: .bool
    case 10: .float16
    case 11: .float64
    case 12: .uint32
    case 13: .uint64
    case 16: .bfloat16
    default: nil
    }
  }

  /// How the bits of an element are to be understood; `nil` for what has no elements of one size.
  static func form(_ number: Int32) -> ElementForm? {
    if let scalar = scalar(number) { return ElementForm(scalar) }
    return switch number {
    case 14: .complex(.float32)
    case 15: .complex(.float64)
    case 17: .eightBits(.e4m3)
    case 18: .eightBits(.e4m3fnuz)
    case 19: .eightBits(.e5m2)
    case 20: .eightBits(.e5m2fnuz)
    case 21, 22, 23: .anything(bits: 4)
    case 24: .powerOfTwo
    default: nil
    }
  }

  /// The name of a type for people.
  static func name(_ number: Int32) -> String {
    if let scalar = scalar(number) { return scalar.rawValue }
    return switch number {
    case 8: "string"
    case 14: "complex64"
    case 15: "complex128"
    default: "type \(number)"
    }
  }

  /// The field with the numbers of a type, where these are no raw bytes.
  static func field(_ type: ScalarType) -> Int {
    switch type {
    case .float32: 4
    case .int32, .int16, .int8, .uint16, .uint8, .bool, .float16, .bfloat16: 5
    case .int64: 7
    case .float64: 10
    case .uint32, .uint64: 11
    }
  }
}
