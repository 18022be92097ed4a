/// A tensor of a model file: what the file says of it, and its numbers once they are asked for.
///
/// Opening a model makes thousands of these, so none of them holds numbers: `numbers` reads them each time, checked
/// against the file before memory is taken.
package struct StoredTensor: Sendable {
  /// The file's own name of it; "" where it has none.
  package var name: String
  package var shape: [Int]
  /// The type of its elements, as the format names it: `F16`, `float32`, `torch.bfloat16`.
  package var type: String
  /// Whether its elements are whole numbers, as those of counters are.
  package var isIntegral: Bool
  private let source: Source

  /// What is the same in all copies of a tensor: models are handed around with thousands of them.
  private final class Source: Sendable {
    /// The same as an array that is read by rows, where it lies in the file as one.
    let plain: StoredArray?
    let content: @Sendable () throws(FileError) -> TensorContent
    let read: @Sendable () throws(FileError) -> [Double]

    init(
      plain: StoredArray?, content: @escaping @Sendable () throws(FileError) -> TensorContent,
      read: @escaping @Sendable () throws(FileError) -> [Double]
    ) {
      self.plain = plain
      self.content = content
      self.read = read
    }
  }

  /// A tensor whose numbers a closure reads, in row-major order, as many as the shape holds.
  ///
  /// Another one says what there is to look at, where that is more than the numbers.
  package init(
    name: String, shape: [Int], type: String, isIntegral: Bool = false,
    content: (@Sendable () throws(FileError) -> TensorContent)? = nil,
    read: @escaping @Sendable () throws(FileError) -> [Double]
  ) {
    self.name = name
    self.shape = shape
    self.type = type
    self.isIntegral = isIntegral
    if let content {
      source = Source(plain: nil, content: content, read: read)
    } else {
      let numbers = TensorContent.numbers(ScalarType(rawValue: type))
      source = Source(plain: nil, content: { () throws(FileError) in numbers }, read: read)
    }
  }

  /// A tensor that lies in a file as a plain array does.
  package init(name: String, _ array: StoredArray, type: String? = nil) {
    self.name = name
    shape = array.shape
    self.type = type ?? array.type.rawValue
    isIntegral = array.type.isIntegral
    let content = array.content
    source = Source(plain: array, content: { () throws(FileError) in content }) { () throws(FileError) in
      try array.numbers()
    }
  }

  /// The tensor as an array whose rows are read when they are asked for, where it can be.
  ///
  /// - Throws: ``FileError`` where its numbers have to be read now, and the file does not hold them.
  package func array() throws(FileError) -> StoredArray {
    if let plain = source.plain { return plain }
    return StoredArray(shape: shape, numbers: try numbers())
  }

  /// What there is of it to be looked at.
  ///
  /// - Throws: ``FileError`` where the file does not hold it.
  package func content() throws(FileError) -> TensorContent { try source.content() }

  /// The number of elements; `nil` for a shape that no memory holds.
  package var count: Int? { elementCount(of: shape) }

  /// The elements in row-major order; every type that files hold here is exact in double precision, but for whole
  /// numbers beyond 2^53.
  ///
  /// - Throws: ``FileError`` where the file does not hold them any more, or holds them wrong.
  package func numbers() throws(FileError) -> [Double] { try source.read() }
}
