/// Writes NumPy's `.npy` format, version 1.0.
enum NpyWriter {
  static func encode(_ array: NamedArray) -> [UInt8] {
    // NumPy has no bfloat16; every number of it is one of float32.
    let array = NamedArray(name: array.name, shape: array.shape, values: array.values.widened)
    let type =
      switch array.values {
      case .float16: "<f2"
      case .int64: "<i8"
      case .float32, .bfloat16: "<f4"
      case .float64: "<f8"
      }
    // Python writes a tuple of one with a comma: (3,).
    let shape = array.shape.map(String.init).joined(separator: ", ") + (array.shape.count == 1 ? "," : "")
    var header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    // Ten bytes of magic number, version and length go before it; the data begins at a multiple of 64.
    let padding = 63 - (10 + header.count) % 64
    header += Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
    var bytes = NpyReader.magic + [1, 0]
    bytes.append(littleEndian: UInt16(truncatingIfNeeded: header.count))
    return bytes + header + array.littleEndianBytes
  }
}
