import Platform
import TerminalKit
import BNFiles
import BNCore

/// When the update operations of a pass run.
enum UpdateOps: String, Equatable, Sendable {
  case off
  /// Before the optimizer, which depends on them.
  case on
  case after
}

/// How an optimizer moves gamma and beta; the learning rate is a parameter of its own.
enum OptimizerChoice: Equatable, Sendable {
  case none
  case sgd
  case momentum(momentum: Double = 0.9, nesterov: Bool = false)
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  static let names = ["none", "sgd", "momentum", "adam"]

  /// The optimizer with its learning rate; `nil` for none.
  func optimizer(learningRate: Double) -> Optimizer? {
    switch self {
    case .none: nil
    case .sgd: .gradientDescent(learningRate: learningRate)
    case .momentum(let momentum, let nesterov):
      .momentum(learningRate: learningRate, momentum: momentum, nesterov: nesterov)
    case .adam(let beta1, let beta2, let epsilon):
      .adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
  }

  /// The words that `set optimizer` reads back; numbers that are the usual ones are left out.
  var text: String {
    switch self {
    case .none: return "none"
    case .sgd: return "sgd"
    case .momentum(let momentum, let nesterov):
      var words = ["momentum"]
      if momentum.bitPattern != 0.9.bitPattern { words.append("momentum=\(ValueText.text(momentum))") }
      if nesterov { words.append("nesterov=on") }
      return words.joined(separator: " ")
    case .adam(let beta1, let beta2, let epsilon):
      let numbers = [("beta1", beta1, 0.9), ("beta2", beta2, 0.999), ("epsilon", epsilon, 1e-8)]
      let unusual = numbers.filter { $0.1.bitPattern != $0.2.bitPattern }
      return (["adam"] + unusual.map { "\($0.0)=\(ValueText.text($0.1))" }).joined(separator: " ")
    }
  }

  init(from words: inout ArgumentReader) throws(CommandError) {
    let word = try words.next(orList(Self.names))
    switch word.text {
    case "none": self = .none
    case "sgd": self = .sgd
    case "momentum": self = try Self.momentum(from: &words)
    case "adam": self = try Self.adam(from: &words)
    default: throw CommandError(unknown("optimizer", word.text, among: Self.names), column: word.column)
    }
  }

  private static func momentum(from words: inout ArgumentReader) throws(CommandError) -> OptimizerChoice {
    var momentum = 0.9
    var nesterov = false
    while let option = try words.nextOption(among: ["momentum", "nesterov"]) {
      if option.name == "momentum" {
        momentum = try ValueText.number(option.value, option.name)
      } else {
        nesterov = try ValueText.toggle(option.value, option.name)
      }
    }
    return .momentum(momentum: momentum, nesterov: nesterov)
  }

  private static func adam(from words: inout ArgumentReader) throws(CommandError) -> OptimizerChoice {
    var numbers = ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8]
    while let option = try words.nextOption(among: ["beta1", "beta2", "epsilon"]) {
      numbers[option.name] = try ValueText.number(option.value, option.name)
    }
    return .adam(
      beta1: numbers["beta1", default: 0], beta2: numbers["beta2", default: 0],
      epsilon: numbers["epsilon", default: 0])
  }
}

/// What training minimizes, in the words of `set loss`.
enum LossChoice: Equatable, Sendable {
  case none
  case sum
  case meanSquaredError(Target)
  case upstream(Given)

  /// What a mean squared error compares the output with.
  enum Target: Equatable, Sendable {
    case values(ChannelValue)
    case file(path: String)
  }

  /// A gradient with respect to the output.
  enum Given: Equatable, Sendable {
    case literal(Tensor<Double>)
    case file(path: String)
  }

  static let names = ["none", "sum", "mse", "upstream"]

  /// The words that `set loss` reads back.
  var text: String {
    switch self {
    case .none: "none"
    case .sum: "sum"
    case .meanSquaredError(.values(let values)): "mse target=\(values.text)"
    case .meanSquaredError(.file(let path)): "mse target=\(quotedWord(path))"
    case .upstream(.literal(let tensor)): "upstream \(tensor.text)"
    case .upstream(.file(let path)): "upstream \(quotedWord(path))"
    }
  }

  init(from words: inout ArgumentReader) throws(CommandError) {
    let word = try words.next("none, sum, mse target=VALUE or upstream FILE")
    switch word.text {
    case "none": self = .none
    case "sum": self = .sum
    case "mse": self = .meanSquaredError(try Self.target(from: &words))
    case "upstream": self = .upstream(try Self.given(from: &words))
    default: throw CommandError(unknown("loss", word.text, among: Self.names), column: word.column)
    }
  }

  private static func target(from words: inout ArgumentReader) throws(CommandError) -> Target {
    guard let word = try words.nextOption(among: ["target"])?.value else { return .values(0) }
    if word.quoted { return .file(path: word.text) }
    if word.text.hasPrefix("[") {
      let list = try ValueText.list(word, "target")
      guard !list.isEmpty else {
        throw CommandError("target needs at least one number in its list", column: word.column)
      }
      return .values(.each(list))
    }
    if let number = Double(word.text) { return .values(.all(number)) }
    guard word.text.contains(where: { $0 == "." || $0 == "/" }) else {
      throw CommandError(
        "target needs a number, a list of one a channel or a file, not \"\(word.text)\"", column: word.column)
    }
    return .file(path: word.text)
  }

  private static func given(from words: inout ArgumentReader) throws(CommandError) -> Given {
    let word = try words.next("a file, or a list such as [[1, 0], [0, 1]]")
    guard word.text.hasPrefix("["), !word.quoted else { return .file(path: word.text) }
    let list = try ValueText.nestedList(word, "upstream")
    guard !list.values.isEmpty else { throw CommandError("upstream needs at least one number", column: word.column) }
    return .literal(Tensor(shape: list.shape, scalars: list.values))
  }
}

extension Reuse {
  /// TensorFlow's values in the words of `set reuse`.
  ///
  /// off is none, as False is None. A session has no scope around it, so that inheriting is making new ones.
  static let words: KeyValuePairs<String, Reuse> = [
    "none": .inherited, "off": .inherited, "on": .existing, "auto": .auto,
  ]

  /// The word that `set reuse` reads back.
  var text: String { Self.words.first { $0.value == self }?.key ?? "none" }

  /// Whether variables that are there may be taken.
  var mayTake: Bool { self == .existing || self == .auto }

  /// Reads the word behind `set reuse`.
  static func read(from words: inout ArgumentReader) throws(CommandError) -> Reuse {
    let names = Self.words.map(\.key)
    let word = try words.next(orList(names))
    switch word.text {
    case "true": return .existing
    case "false": return .inherited
    default:
      guard let known = Self.words.first(where: { $0.key == word.text }) else {
        throw CommandError("reuse needs \(orList(names)), not \"\(word.text)\"", column: word.column)
      }
      return known.value
    }
  }
}
