/// A reader that is given any bytes: it has to give a value or an error, and nothing else.
struct FuzzedReader: Sendable {
  let name: String
  /// The most bytes of an input.
  let longest: Int
  /// Gives the reader an input, and drops what comes of it.
  let read: @Sendable ([UInt8]) -> Void

  /// A reader whose errors are looked at.
  init(_ name: String, longest: Int = 8192, read: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.longest = longest
    self.read = { bytes in
      do { try read(bytes) } catch { Outcome.check(error) }
    }
  }

  static let all: [FuzzedReader] = tables + containers + torch + tensorFlow + keras + frameworks + others

  static func named(_ name: String) -> FuzzedReader? { all.first { $0.name == name } }
}
