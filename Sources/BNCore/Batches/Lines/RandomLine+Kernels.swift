extension RandomLine {
  /// The square roots.
  @inline(__always)
  var roots: RandomLine { RandomLine(lowHalf: lowHalf.roots, highHalf: highHalf.roots) }

  /// Stores the nearest numbers of float32.
  @inline(__always)
  func store(_ numbers: UnsafeMutablePointer<Float>, _ index: Int) {
    let rounded = SIMD16<Float>(lowHalf: lowHalf.rounded, highHalf: highHalf.rounded)
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: rounded, as: SIMD16<Float>.self)
  }
}
