import BNFiles

/// Reads expressions: numbers, quantities, indexing, `+ - * / ^`, parentheses and functions, with the usual precedence
/// (`^` binds to the right and tighter than a sign).
struct ExpressionParser {
  private let characters: [Character]
  private let firstColumn: Int
  private let mayShorten: Bool
  private let vocabulary: Vocabulary
  private var index = 0
  private var depth = 0
  private var operations = 0

  /// Nesting deeper than any person writes, and shallow enough for any stack.
  private static let deepest = 200
  /// A chain such as 1+1+1 is a deep tree too, although it is not nested.
  private static let mostOperations = 200

  /// What names an expression may hold besides functions.
  enum Vocabulary {
    /// The session's quantities, with indices.
    case quantities
    /// The vector `w` alone, of whatever length, so that nothing can be indexed.
    case weight
    /// The numbers of a layer in a model file, with indices: ``layerNames``.
    case layer
  }

  /// - Parameters:
  ///   - source: the text, with the column where it starts in its line.
  ///   - vocabulary: the names that it may hold.
  init(_ source: Word, vocabulary: Vocabulary = .quantities) {
    self.vocabulary = vocabulary
    characters = Array(source.text)
    firstColumn = source.column
    mayShorten = source.mayShorten
  }

  /// Parses a text that is one whole expression.
  static func parse(_ source: Word, vocabulary: Vocabulary = .quantities) throws(CommandError) -> Expression {
    var parser = ExpressionParser(source, vocabulary: vocabulary)
    let expression = try parser.expression()
    try parser.expectEnd()
    return expression
  }

  var column: Int { firstColumn + index }

  mutating func expression() throws(CommandError) -> Expression {
    var left = try term()
    while let (sign, place) = take(anyOf: "+-") {
      try countOperation(at: place)
      left = .binary(sign, left, try term(), column: place)
    }
    return left
  }

  private mutating func term() throws(CommandError) -> Expression {
    var left = try signed()
    while let (sign, place) = take(anyOf: "*/") {
      try countOperation(at: place)
      left = .binary(sign, left, try signed(), column: place)
    }
    return left
  }

  private mutating func signed() throws(CommandError) -> Expression {
    guard depth < Self.deepest else {
      throw CommandError("the expression is nested too deeply", column: column)
    }
    depth += 1
    defer { depth -= 1 }
    if take("-") { return .negative(try signed()) }
    if take("+") { return try signed() }
    let base = try primary()
    guard let (_, place) = take(anyOf: "^") else { return base }
    return .binary(.power, base, try signed(), column: place)
  }

  private mutating func countOperation(at column: Int) throws(CommandError) {
    operations += 1
    guard operations <= Self.mostOperations else {
      throw CommandError("the expression has more than \(Self.mostOperations) operations", column: column)
    }
  }

  private mutating func primary() throws(CommandError) -> Expression {
    skipBlanks()
    var result = try atom()
    while true {
      let place = column
      guard vocabulary != .weight, take("[") else { return result }
      try countOperation(at: place)
      result = .index(result, try indices(), column: place)
    }
  }

  private mutating func atom() throws(CommandError) -> Expression {
    if take("(") {
      let inner = try expression()
      guard take(")") else { throw unexpected("a closing )") }
      return inner
    }
    let place = column
    if let character = peek, character.isNumber || character == "." { return try number() }
    let name = try writtenOut(identifier(), column: place)
    guard !name.isEmpty else {
      throw unexpected("a number, \(vocabulary == .weight ? "w" : "a quantity") or a function")
    }
    if let constant = Self.constants[name.lowercased()] { return .number(constant) }
    // In a layer mean and variance are numbers and functions both: a parenthesis makes the function.
    if vocabulary == .layer, let quantity = Self.layerNames[name], !isNext("(") {
      return .quantity(quantity, column: place)
    }
    if let function = Expression.Function(rawValue: name) {
      guard take("(") else { throw unexpected("( after \(name)") }
      let argument = try expression()
      guard take(")") else { throw unexpected("a closing )") }
      return .call(function, argument)
    }
    if vocabulary == .quantities, let norm = NormFunction(rawValue: name) { return try self.norm(norm, column: place) }
    switch vocabulary {
    case .weight where name == "w": return .weight(column: place)
    case .quantities:
      if let quantity = Quantity(rawValue: name) { return .quantity(quantity, column: place) }
      throw CommandError(unknown("quantity", name, among: names), column: place)
    case .weight, .layer: throw CommandError(unknown("name", name, among: names), column: place)
    }
  }

  /// A norm's argument, and of group norm the groups.
  private mutating func norm(_ norm: NormFunction, column: Int) throws(CommandError) -> Expression {
    guard take("(") else { throw unexpected("( after \(norm.rawValue)") }
    let argument = try expression()
    var groups = 1
    if norm == .group {
      guard take(","), let number = try integer() else { throw unexpected("a comma and the number of groups") }
      groups = number
    }
    guard take(")") else { throw unexpected("a closing )") }
    return .norm(norm, argument, groups: groups, column: column)
  }

  /// What the numbers of a layer in a model file are called.
  static let layerNames: [String: Quantity] = [
    "gamma": .gamma, "beta": .beta, "mean": .movingMean, "variance": .movingVariance, "var": .movingVariance,
    "epsilon": .epsilon, "momentum": .momentum, "channels": .channels,
  ]

  private var names: [String] { Self.names(in: vocabulary) }

  /// Every name that an expression may hold.
  static func names(in vocabulary: Vocabulary) -> [String] {
    let functions = Expression.Function.allCases.map(\.rawValue)
    return switch vocabulary {
    case .quantities: Quantity.allCases.map(\.rawValue) + functions + NormFunction.allCases.map(\.rawValue)
    case .weight: ["w"] + functions
    case .layer: Set(layerNames.keys).union(functions).sorted()
    }
  }

  /// A name in full, where names may be shortened.
  private func writtenOut(_ name: String, column: Int) throws(CommandError) -> String {
    guard mayShorten, Self.constants[name.lowercased()] == nil else { return name }
    return try Word(text: name, column: column).name(startedAmong: names) ?? name
  }

  private static let constants: [String: Double] = [
    "inf": .infinity, "infinity": .infinity, "nan": .nan, "pi": .pi,
  ]

  private mutating func number() throws(CommandError) -> Expression {
    let start = index
    let place = column
    while let character = peek, character.isNumber || character == "." { index += 1 }
    if let character = peek, character == "e" || character == "E" {
      index += 1
      if let sign = peek, sign == "+" || sign == "-" { index += 1 }
      while let digit = peek, digit.isNumber { index += 1 }
    }
    let text = String(characters[start..<index])
    guard let value = Double(text) else {
      throw CommandError("\"\(text)\" is not a number", column: place)
    }
    return .number(value)
  }

  private mutating func identifier() -> String {
    let start = index
    while let character = peek, character.isLetter || character == "_" || (character.isNumber && index > start) {
      index += 1
    }
    return String(characters[start..<index])
  }

  private mutating func indices() throws(CommandError) -> [Expression.Index] {
    var result: [Expression.Index] = []
    repeat { result.append(try oneIndex()) } while take(",")
    guard take("]") else { throw unexpected(", or a closing ]") }
    return result
  }

  private mutating func oneIndex() throws(CommandError) -> Expression.Index {
    let first = try integer()
    if take(":") { return .range(from: first, to: try integer()) }
    guard let first else { throw unexpected("an index such as 3, -1, : or 1:4") }
    return .at(first)
  }

  private mutating func integer() throws(CommandError) -> Int? {
    skipBlanks()
    let start = index
    let place = column
    if peek == "-" { index += 1 }
    while let digit = peek, digit.isNumber { index += 1 }
    guard index > start else { return nil }
    let text = String(characters[start..<index])
    guard let value = Int(text) else { throw CommandError("\"\(text)\" is not an index", column: place) }
    return value
  }

  // MARK: Reading characters

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private mutating func skipBlanks() {
    while let character = peek, character.isWhitespace { index += 1 }
  }

  /// Steps over a text if it comes next.
  mutating func take(_ text: String) -> Bool {
    skipBlanks()
    let wanted = Array(text)
    guard characters[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  /// Whether a character comes next, behind blanks.
  private mutating func isNext(_ character: Character) -> Bool {
    skipBlanks()
    return peek == character
  }

  private mutating func take(anyOf operators: String) -> (Expression.Operator, column: Int)? {
    skipBlanks()
    guard let character = peek, operators.contains(character), let sign = Expression.Operator(rawValue: character)
    else { return nil }
    let place = column
    index += 1
    return (sign, place)
  }

  func unexpected(_ expected: String) -> CommandError {
    guard let character = peek else {
      return CommandError("the line ends here; expected \(expected)", column: column)
    }
    return CommandError("unexpected \"\(character)\"; expected \(expected)", column: column)
  }

  mutating func expectEnd() throws(CommandError) {
    skipBlanks()
    guard index == characters.count else { throw unexpected("an operator or the end of the line") }
  }
}
