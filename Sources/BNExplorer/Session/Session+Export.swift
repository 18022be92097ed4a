import BNFiles
import BNCore

extension Session {
  /// Writes a quantity, the variables or a report to a file, in the format that its ending names.
  func export(_ request: ExportRequest, _ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    let files = environment.files
    let bytes: [UInt8]
    switch request.content {
    case .model, .layer: return try exportModel(request, files)
    case .quantity(let expression, let text):
      let array = try named(expression, text)
      bytes = try filing { () throws(FileError) in try ArrayFile.encode(array, path: request.path) }
    case .report: bytes = Array(try page(savedAt: request.path, environment).text.utf8)
    case .variables:
      let arrays = try variableArrays()
      bytes = try filing { () throws(FileError) in try ArrayFile.encode(arrays, path: request.path) }
    }
    try filing { () throws(FileError) in try files.write(bytes, to: request.path) }
    return [.note("wrote \(request.path)")]
  }

  private func named(_ expression: Expression, _ text: String) throws(CommandError) -> NamedArray {
    let value = try expression.evaluated(with: value)
    // Counts are written like results of arithmetic.
    let type = NumberType(rawValue: value.dtype) ?? .float64
    return NamedArray(name: text, shape: value.shape, values: value.values, type)
  }

  private func variableArrays() throws(CommandError) -> [NamedArray] {
    guard let layer else {
      throw CommandError("there is no layer yet; name a batch with generate, batch or load")
    }
    return layer.names.map { name in
      let values = layer.values(of: name) ?? []
      return NamedArray(name: name.rawValue, shape: name.isScalar ? [] : [values.count], values: values, layer.dtype)
    }
  }
}
