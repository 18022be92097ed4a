import BNFiles

/// The shape and the numbers of a nested list such as `[[1, 2], [3, 4]]`.
struct NestedArray: Equatable, Sendable {
  let shape: [Int]
  let values: [Double]
}

extension ValueText {
  /// Reads a nested list whose inner lists all have the same length.
  static func nestedList(_ word: Word, _ name: String) throws(CommandError) -> NestedArray {
    var reader = NestedListReader(word, name)
    return try reader.array()
  }
}

private struct NestedListReader {
  private let characters: [Character]
  private let firstColumn: Int
  private let name: String
  private var index = 0
  private var values: [Double] = []
  private var shape: [Int?] = []

  private static let deepest = 16

  init(_ word: Word, _ name: String) {
    characters = Array(word.text)
    firstColumn = word.column
    self.name = name
  }

  mutating func array() throws(CommandError) -> NestedArray {
    guard characters.first == "[" else {
      throw error("\(name) needs a list such as [[1, 2], [3, 4]], not \"\(String(characters.prefix(20)))\"")
    }
    try list(depth: 0)
    skipBlanks()
    guard index == characters.count else { throw error("the list ends here; nothing may follow it") }
    return NestedArray(shape: shape.map { $0 ?? 0 }, values: values)
  }

  private mutating func list(depth: Int) throws(CommandError) {
    guard depth < Self.deepest else { throw error("a list has at most \(Self.deepest) levels") }
    if depth == shape.count {
      // A level below the numbers: a list where the level so far held numbers.
      guard values.isEmpty else { throw error("a list stands where the other lists have a number") }
      shape.append(nil)
    }
    let start = index
    index += 1
    var count = 0
    skipBlanks()
    if peek != "]" {
      repeat {
        skipBlanks()
        if peek == "[" {
          try list(depth: depth + 1)
        } else {
          guard depth == shape.count - 1 else { throw error("a number stands where the other lists have a list") }
          values.append(try number())
        }
        count += 1
        skipBlanks()
      } while take(",")
    }
    guard take("]") else { throw error("expected , or ]") }
    if let expected = shape[depth], expected != count {
      index = start
      throw error("this list has \(count) elements, the one before it \(expected); all need the same number")
    }
    shape[depth] = count
  }

  private mutating func number() throws(CommandError) -> Double {
    let start = index
    while let character = peek, !",[]".contains(character), !character.isWhitespace { index += 1 }
    let text = String(characters[start..<index])
    guard let value = Double(text) else {
      index = start
      throw error(text.isEmpty ? "expected a number" : "\"\(text)\" is not a number")
    }
    return value
  }

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private mutating func skipBlanks() {
    while let character = peek, character.isWhitespace { index += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard peek == character else { return false }
    index += 1
    return true
  }

  private func error(_ message: String) -> CommandError {
    CommandError(message, column: firstColumn + index)
  }
}
