/// The elements of a tensor as they lie in a file, for whoever looks at their bits.
package struct StoredElements: Sendable {
  let source: any ByteSource
  /// Where the first one begins.
  let offset: Int
  let form: ElementForm
  let isBigEndian: Bool
  let places: ElementPlaces

  init(
    _ source: any ByteSource, at offset: Int, _ form: ElementForm, isBigEndian: Bool = false, _ places: ElementPlaces
  ) {
    self.source = source
    self.offset = offset
    self.form = form
    self.isBigEndian = isBigEndian
    self.places = places
  }

  /// The bytes from the first element to the last; empty where no memory has them.
  var range: Range<Int> { offset..<offset + (form.byteCount(of: places.span) ?? 0) }
}

/// What there is of a tensor to be looked at.
package enum TensorContent: Sendable {
  case elements(StoredElements)
  /// No more than its numbers, which were of this type.
  case numbers(ScalarType?)
  /// No numbers, such as texts; what is kept of its bytes has been compared.
  case noNumbers
  /// Nothing, and why.
  case unread(String)
}

/// What a container keeps of a part of it, by which a part that has changed is told.
package struct Seal: Sendable {
  package enum Sum: Equatable, Sendable {
    case crc32(UInt32)
    /// As TensorFlow masks it.
    case maskedCRC32C(UInt32)
    /// Whoever reads to the end finds out by itself.
    case byReading
  }

  let sum: Sum
  /// Where the part begins in the file that holds it.
  let place: Int
}
