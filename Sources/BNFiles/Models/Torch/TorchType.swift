/// A type of elements, as PyTorch names it.
struct TorchType: Equatable, Sendable {
  /// "torch.float32".
  let name: String
  /// Bytes an element.
  let size: Int
  /// How its numbers are read; `nil` where they are not.
  let scalar: ScalarType?

  /// A type by the name of its `torch.dtype`: "float32".
  ///
  /// Source: `torch/csrc/utils/tensor_dtypes.cpp` and `torch/headeronly/core/ScalarType.h` of PyTorch 2.10.
  init?(dtype: String) {
    if let scalar = Self.scalars[Self.synonyms[dtype] ?? dtype] {
      self.init(Self.synonyms[dtype] ?? dtype, scalar.size, scalar)
      return
    }
    guard let size = Self.otherSizes[dtype] else { return nil }
    self.init(dtype, size, nil)
  }

  /// A type by the name of its class of storage: "FloatStorage".
  ///
  /// Source: `torch/storage.py` of PyTorch 2.10.
  init?(storageClass: String) {
    guard let dtype = Self.storages[storageClass] else { return nil }
    self.init(dtype: dtype)
  }

  private init(_ dtype: String, _ size: Int, _ scalar: ScalarType?) {
    name = "torch." + dtype
    self.size = size
    self.scalar = scalar
  }

  /// How the bits of an element are to be understood.
  var form: ElementForm {
    if let scalar { return ElementForm(scalar) }
    return switch name.dropFirst("torch.".count) {
    case "float8_e4m3fn": .eightBits(.e4m3)
    case "float8_e5m2": .eightBits(.e5m2)
    case "float8_e4m3fnuz": .eightBits(.e4m3fnuz)
    case "float8_e5m2fnuz": .eightBits(.e5m2fnuz)
    case "float8_e8m0fnu": .powerOfTwo
    case "complex32", "chalf": .complex(.float16)
    case "complex64", "cfloat": .complex(.float32)
    case "complex128", "cdouble": .complex(.float64)
    default: .anything(bits: 8 * size)
    }
  }

  /// The number that an element of eight bits stands for; `nil` for types of other elements.
  var number: (@Sendable (UInt8) -> Double)? {
    switch form.meaning {
    case .eightBits(let format): { format.value($0) }
    case .powerOfTwo: { EightBitFloat.scale($0) }
    case .anything, .binary: nil
    }
  }

  static let float32 = TorchType("float32", 4, .float32)

  private static let scalars: [String: ScalarType] = Dictionary(
    uniqueKeysWithValues: ScalarType.allCases.map { ($0.rawValue, $0) })

  private static let synonyms = [
    "float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32", "short": "int16",
  ]

  /// The types whose numbers are not read, by the bytes of an element.
  private static let otherSizes = [
    "float8_e4m3fn": 1, "float8_e5m2": 1, "float8_e4m3fnuz": 1, "float8_e5m2fnuz": 1, "float8_e8m0fnu": 1,
    "float4_e2m1fn_x2": 1, "complex32": 4, "chalf": 4, "complex64": 8, "cfloat": 8, "complex128": 16, "cdouble": 16,
    "qint8": 1, "quint8": 1, "qint32": 4, "quint4x2": 1, "quint2x4": 1, "bits8": 1, "bits16": 2, "bits1x8": 1,
    "bits2x4": 1, "bits4x2": 1,
  ]

  private static let storages = [
    "FloatStorage": "float32", "DoubleStorage": "float64", "HalfStorage": "float16", "BFloat16Storage": "bfloat16",
    "LongStorage": "int64", "IntStorage": "int32", "ShortStorage": "int16", "CharStorage": "int8",
    "ByteStorage": "uint8", "BoolStorage": "bool", "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128", "QInt8Storage": "qint8", "QUInt8Storage": "quint8",
    "QInt32Storage": "qint32", "QUInt4x2Storage": "quint4x2", "QUInt2x4Storage": "quint2x4",
  ]
}
