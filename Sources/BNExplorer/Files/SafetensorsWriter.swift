/// Writes the safetensors format: the length of a JSON header, the header, then the arrays one after the other.
enum SafetensorsWriter {
  static func encode(_ arrays: [NamedArray]) -> [UInt8] {
    // Wider elements go first, so that each array begins at a multiple of its element's size.
    let ordered = arrays.filter { $0.dtype == "float64" } + arrays.filter { $0.dtype == "float32" }
    var members: [JSONText.Member] = []
    var data: [UInt8] = []
    for array in ordered {
      let start = data.count
      data += array.littleEndianBytes
      let entry: JSONText = [
        "dtype": .string(array.dtype == "float64" ? "F64" : "F32"),
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
