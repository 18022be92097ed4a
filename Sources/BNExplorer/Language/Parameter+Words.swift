import Platform
import BNCore

// The values that are written in more than one word, read and written in one place each.

extension Initializer {
  static let names = ["zeros", "ones", "constant", "uniform", "normal"]

  /// The words that `set ..._initializer` reads back.
  var text: String {
    switch self {
    case .zeros: "zeros"
    case .ones: "ones"
    case .constant(let value): "constant \(ValueText.text(value))"
    case .values(let values): ValueText.text(values)
    case .randomUniform(let low, let high, let seed):
      (["uniform"] + RandomNumbers.uniform.words(of: RandomNumbers(low: low, high: high, seed: seed)))
        .joined(separator: " ")
    case .randomNormal(let mean, let std, let seed):
      (["normal"] + RandomNumbers.normal.words(of: RandomNumbers(mean: mean, std: std, seed: seed)))
        .joined(separator: " ")
    case .custom(let custom): custom.name
    }
  }

  init(from words: inout ArgumentReader, _ name: String) throws(CommandError) {
    let word = try words.next("\(orList(Self.names)) or a list")
    switch word.text {
    case "zeros": self = .zeros
    case "ones": self = .ones
    case "constant": self = .constant(try ValueText.number(try words.next("a number"), name))
    case "uniform":
      var given = RandomNumbers()
      try RandomNumbers.uniformByName.read(from: &words, into: &given)
      self = .randomUniform(low: given.low, high: given.high, seed: given.seed)
    case "normal":
      var given = RandomNumbers()
      try RandomNumbers.normal.read(from: &words, into: &given)
      self = .randomNormal(mean: given.mean, std: given.std, seed: given.seed)
    case let text where text.hasPrefix("["):
      let values = try ValueText.list(word, name)
      guard !values.isEmpty else {
        throw CommandError("\(name) needs at least one value in its list", column: word.column)
      }
      self = .values(values)
    default:
      throw CommandError(
        unknown("initializer", word.text, among: Self.names) + ", or a list such as [1, 2, 3]", column: word.column)
    }
    do throws(BatchNormalizationError) { try validate() } catch {
      throw CommandError(error.description, column: word.column)
    }
  }
}

/// What the random initializers take.
struct RandomNumbers: Sendable {
  var low = 0.0
  var high = 1.0
  var mean = 0.0
  var std = 1.0
  var seed: UInt64 = 0

  static let uniform = OptionTable(lowest, highest, anySeed)
  /// The same, as errors list them: by the alphabet.
  static let uniformByName = OptionTable(highest, lowest, anySeed)
  static let normal = OptionTable<RandomNumbers>(
    CommandOption("mean", \.mean, .number, usage: "0"), CommandOption("std", \.std, .number, usage: "1"), anySeed)
  private static let lowest = CommandOption<RandomNumbers>("low", \.low, .number, usage: "0")
  private static let highest = CommandOption<RandomNumbers>("high", \.high, .number, usage: "1")
  private static let anySeed = CommandOption<RandomNumbers>("seed", \.seed, .seed, usage: "0")
}

extension RenormClipping {
  static let options = OptionTable<RenormClipping>(
    CommandOption("rmax", \.rmax, .number), CommandOption("rmin", \.rmin, .number),
    CommandOption("dmax", \.dmax, .number))

  /// The words that `set renorm_clipping` reads back.
  var text: String {
    let words = Self.options.words(of: self)
    return words.isEmpty ? "none" : words.joined(separator: " ")
  }

  init(from words: inout ArgumentReader) throws(CommandError) {
    self.init()
    if words.take("none") { return }
    guard try Self.options.readOne(from: &words, into: &self) else {
      throw words.missing(orList(Self.options.names.map { $0 + "=" }) + ", or none")
    }
    try Self.options.read(from: &words, into: &self)
  }
}

extension Regularizer {
  static let names = ["none", "l1", "l2", "sum"]

  /// The words that `set ..._regularizer` reads back.
  var text: String {
    switch self {
    case .l1(let scale): "l1 \(ValueText.text(scale))"
    case .l2(let scale): "l2 \(ValueText.text(scale))"
    case .sum(let scale): "sum \(ValueText.text(scale))"
    case .custom(let custom): Formula.quoted(custom.name)
    }
  }

  /// Reads a regularizer; `nil` for `none`.
  static func read(from words: inout ArgumentReader, _ name: String) throws(CommandError) -> Regularizer? {
    let word = try words.next("none, l1 SCALE, l2 SCALE, sum SCALE or a formula such as \"0.1*sum(w^4)\"")
    if word.quoted { return try Formula(quoted: word).regularizer(column: word.column) }
    if word.text == "none" { return nil }
    guard names.contains(word.text) else {
      throw CommandError(
        unknown("regularizer", word.text, among: names + ["a formula in quotes"]), column: word.column)
    }
    let number = try words.next("a scale such as 0.1")
    let scale = try ValueText.number(number, name)
    let regularizer: Regularizer =
      switch word.text {
      case "l1": .l1(scale)
      case "l2": .l2(scale)
      default: .sum(scale)
      }
    do throws(BatchNormalizationError) { try regularizer.validate() } catch {
      throw CommandError(error.description, column: number.column)
    }
    return regularizer
  }
}

extension Constraint {
  static let names = ["none", "non_neg", "max_norm", "unit_norm", "clip", "divide_by_sum"]

  /// The words that `set ..._constraint` reads back.
  var text: String {
    switch self {
    case .nonNegative: "non_neg"
    case .maxNorm(let limit): "max_norm \(ValueText.text(limit))"
    case .unitNorm: "unit_norm"
    case .clip(let minimum, let maximum): "clip \(ValueText.text(minimum)) \(ValueText.text(maximum))"
    case .divideBySum: "divide_by_sum"
    case .custom(let custom): Formula.quoted(custom.name)
    }
  }

  /// Reads a constraint; `nil` for `none`.
  static func read(from words: inout ArgumentReader, _ name: String) throws(CommandError) -> Constraint? {
    let word = try words.next(orList(names) + ", or a formula such as \"w/max(w)\"")
    if word.quoted { return try Formula(quoted: word).constraint }
    switch word.text {
    case "none": return nil
    case "non_neg": return .nonNegative
    case "max_norm": return .maxNorm(try ValueText.number(try words.next("the largest norm, such as 2"), name))
    case "unit_norm": return .unitNorm
    case "clip":
      let low = try ValueText.number(try words.next("the smallest value, such as 0.5"), name)
      let high = try ValueText.number(try words.next("the largest value, such as 2"), name)
      return .clip(minimum: low, maximum: high)
    case "divide_by_sum": return .divideBySum
    default:
      throw CommandError(
        unknown("constraint", word.text, among: names + ["a formula in quotes"]), column: word.column)
    }
  }
}

/// The name of a scope of variables, as TensorFlow's `variable_scope` takes it.
enum ScopeName {
  static let usual = "batch_normalization"

  static func read(from words: inout ArgumentReader) throws(CommandError) -> String {
    let word = try words.next("a name such as bn")
    let isValid = word.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }
    guard let first = word.text.first, isValid, first.isLetter || first.isNumber || first == "." else {
      throw CommandError(
        "'\(word.text)' is not a valid scope name: letters, digits and . _ - / behind a letter, a digit or a point",
        column: word.column)
    }
    return word.text
  }
}
