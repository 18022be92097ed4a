extension SIMD16<Float> {
  /// Some numbers from an index on, fewer than a line's; the other lanes are 0.
  @inline(__always)
  static func load(_ count: Int, _ numbers: UnsafePointer<Float>, _ index: Int) -> SIMD16<Float> {
    var line = SIMD16<Float>(repeating: 0)
    withUnsafeMutableBytes(of: &line) { lanes in
      guard let lanes = lanes.baseAddress else { return }
      lanes.copyMemory(from: numbers + index, byteCount: count * MemoryLayout<Float>.stride)
    }
    return line
  }

  /// Stores the first lanes, as many as there is room for.
  @inline(__always)
  func store(_ count: Int, _ numbers: UnsafeMutablePointer<Float>, _ index: Int) {
    withUnsafeBytes(of: self) { lanes in
      guard let lanes = lanes.baseAddress else { return }
      UnsafeMutableRawPointer(numbers + index)
        .copyMemory(from: lanes, byteCount: count * MemoryLayout<Float>.stride)
    }
  }
}
