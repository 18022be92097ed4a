/// What the program that reads HDF5 files answers, and the bytes that carry it through a pipe.
///
/// Numbers are little-endian, texts have their length in front. The last bytes are a mark: without it the program
/// ended early.
package enum HDF5Answer: Equatable, Sendable {
  case objects([HDF5Object])
  /// The numbers of each array that was asked for.
  case numbers([[Double]])
  case failure(String)

  static let mark: [UInt8] = Array("BNH5".utf8)
  private static let version: UInt8 = 1

  private enum Kind: UInt8 { case objects = 1, numbers, failure }

  package var bytes: [UInt8] {
    var writer = AnswerWriter()
    writer.raw(Self.mark)
    writer.byte(Self.version)
    switch self {
    case .objects(let objects):
      writer.byte(Kind.objects.rawValue)
      writer.list(objects) { $0.write($1) }
    case .numbers(let arrays):
      writer.byte(Kind.numbers.rawValue)
      writer.list(arrays) { $0.doubles($1) }
    case .failure(let reason):
      writer.byte(Kind.failure.rawValue)
      writer.text(reason)
    }
    writer.raw(Self.mark)
    return writer.bytes
  }

  /// Reads an answer, from a program that is not trusted.
  ///
  /// - Returns: `nil` for bytes that are no whole answer.
  package init?(_ bytes: [UInt8]) {
    var reader = AnswerReader(bytes)
    guard reader.skip(Self.mark), reader.byte() == Self.version, let kind = reader.byte().flatMap(Kind.init) else {
      return nil
    }
    switch kind {
    case .objects:
      guard let objects = reader.list({ $0.object() }) else { return nil }
      self = .objects(objects)
    case .numbers:
      guard let arrays = reader.list({ $0.doubles() }) else { return nil }
      self = .numbers(arrays)
    case .failure:
      guard let reason = reader.text() else { return nil }
      self = .failure(reason)
    }
    guard reader.skip(Self.mark), reader.isAtEnd else { return nil }
  }
}

/// The tags in front of what has several forms.
enum AnswerTag {
  static let group: UInt8 = 1
  static let dataset: UInt8 = 2
  static let link: UInt8 = 3

  static let texts: UInt8 = 1
  static let numbers: UInt8 = 2

  static let contiguous: UInt8 = 1
  static let library: UInt8 = 2
  static let outside: UInt8 = 3
}
