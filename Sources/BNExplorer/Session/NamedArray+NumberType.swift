import BNFiles

extension NamedArray {
  /// Numbers in double precision, to be written in their own type.
  init(name: String, shape: [Int], values: [Double], _ type: NumberType) {
    let typed: Values =
      switch type {
      case .float16: .float16(values.map { Half($0) })
      case .float32: .float32(values.map { Float($0) })
      case .float64: .float64(values)
      }
    self.init(name: name, shape: shape, values: typed)
  }
}
