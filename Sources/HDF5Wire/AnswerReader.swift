/// Takes an answer apart: `nil` from any of its functions says that the bytes are none.
struct AnswerReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func skip(_ expected: [UInt8]) -> Bool {
    guard let found = take(expected.count) else { return false }
    return bytes[found].elementsEqual(expected)
  }

  /// The next bytes, where there are so many.
  private mutating func take(_ count: Int) -> Range<Int>? {
    guard count <= bytes.count - offset else { return nil }
    defer { offset += count }
    return offset..<offset + count
  }

  mutating func byte() -> UInt8? { take(1).map { bytes[$0.lowerBound] } }

  private mutating func integer<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) -> Word? {
    guard let place = take(MemoryLayout<Word>.size) else { return nil }
    return bytes.withUnsafeBytes {
      Word(littleEndian: $0.loadUnaligned(fromByteOffset: place.lowerBound, as: Word.self))
    }
  }

  mutating func word() -> UInt64? { integer(UInt64.self) }

  /// A number of things to come; each of them takes a byte at least.
  private mutating func count(ofSize size: Int = 1) -> Int? {
    guard let count = integer(UInt32.self).map(Int.init), count <= (bytes.count - offset) / size else { return nil }
    return count
  }

  mutating func text() -> String? {
    guard let count = count(), let place = take(count) else { return nil }
    return String(decoding: bytes[place], as: UTF8.self)
  }

  mutating func list<Element>(_ read: (inout AnswerReader) -> Element?) -> [Element]? {
    guard let count = count() else { return nil }
    var elements: [Element] = []
    // Not as many as are said: each of them is far larger in memory than the byte that it takes here.
    elements.reserveCapacity(min(count, 4096))
    for _ in 0..<count {
      guard let element = read(&self) else { return nil }
      elements.append(element)
    }
    return elements
  }

  mutating func doubles() -> [Double]? {
    guard let count = count(ofSize: 8), let place = take(8 * count) else { return nil }
    return bytes.withUnsafeBytes { all in
      (0..<count).map {
        Double(
          bitPattern: UInt64(
            littleEndian: all.loadUnaligned(fromByteOffset: place.lowerBound + 8 * $0, as: UInt64.self)))
      }
    }
  }

  mutating func object() -> HDF5Object? {
    guard let path = text(), let tag = byte() else { return nil }
    let kind: HDF5Object.Kind? =
      switch tag {
      case AnswerTag.group: attributes().map { .group($0) }
      case AnswerTag.dataset: dataset().map { .dataset($0) }
      case AnswerTag.link: text().map { .link($0) }
      default: nil
      }
    return kind.map { HDF5Object(path: path, kind: $0) }
  }

  private mutating func dataset() -> HDF5Dataset? {
    guard let shape = list({ $0.word() }), shape.count <= HDF5Limits.rank,
      let element = byte().flatMap(HDF5Dataset.Element.init), let order = byte(), let storage = storage(),
      let attributes = attributes()
    else { return nil }
    return HDF5Dataset(
      shape: shape, element: element, isBigEndian: order != 0, storage: storage, attributes: attributes)
  }

  private mutating func storage() -> HDF5Dataset.Storage? {
    switch byte() {
    case AnswerTag.contiguous: word().map { .contiguous(offset: $0) }
    case AnswerTag.library: .library
    case AnswerTag.outside: text().map { .outside($0) }
    default: nil
    }
  }

  private mutating func attributes() -> [HDF5Attribute]? {
    list { reader in
      guard let name = reader.text(), let tag = reader.byte() else { return nil }
      let value: HDF5Attribute.Value? =
        switch tag {
        case AnswerTag.texts: reader.list { $0.text() }.map { .texts($0) }
        case AnswerTag.numbers: reader.doubles().map { .numbers($0) }
        default: nil
        }
      return value.map { HDF5Attribute(name: name, value: $0) }
    }
  }
}
