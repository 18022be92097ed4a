/// Writes the safetensors format: the length of a JSON header, the header, then the arrays one after the other.
enum SafetensorsWriter {
  static func encode(_ arrays: [NamedArray], metadata: [String: String] = [:]) -> [UInt8] {
    // Wider elements go first, so that each array begins at a multiple of its element's size.
    let types = [("int64", "I64"), ("float64", "F64"), ("float32", "F32"), ("float16", "F16"), ("bfloat16", "BF16")]
    let ordered = types.flatMap { type in arrays.filter { $0.dtype == type.0 }.map { ($0, type.1) } }
    var members: [JSONText.Member] =
      metadata.isEmpty ? [] : [JSONText.Member(name: "__metadata__", value: ArrayFile.json(metadata))]
    var data: [UInt8] = []
    for (array, type) in ordered {
      let start = data.count
      data += array.littleEndianBytes
      let entry: JSONText = [
        "dtype": .string(type),
        "shape": .array(array.shape.map(JSONText.integer)),
        "data_offsets": [.integer(start), .integer(data.count)],
      ]
      members.append(JSONText.Member(name: array.name, value: entry))
    }
    var header = JSONText.object(members).utf8
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(header.count))
    return bytes + header + data
  }
}
