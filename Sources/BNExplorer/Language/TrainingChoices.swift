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
      let words = Momentum.options.words(of: Momentum(momentum: momentum, nesterov: nesterov))
      return (["momentum"] + words).joined(separator: " ")
    case .adam(let beta1, let beta2, let epsilon):
      let words = Adam.options.words(of: Adam(beta1: beta1, beta2: beta2, epsilon: epsilon))
      return (["adam"] + words).joined(separator: " ")
    }
  }

  init(from words: inout ArgumentReader) throws(CommandError) {
    let word = try words.next(orList(Self.names))
    switch word.text {
    case "none": self = .none
    case "sgd": self = .sgd
    case "momentum":
      var given = Momentum()
      try Momentum.options.read(from: &words, into: &given)
      self = .momentum(momentum: given.momentum, nesterov: given.nesterov)
    case "adam":
      var given = Adam()
      try Adam.options.read(from: &words, into: &given)
      self = .adam(beta1: given.beta1, beta2: given.beta2, epsilon: given.epsilon)
    default: throw CommandError(unknown("optimizer", word.text, among: Self.names), column: word.column)
    }
  }

  /// What `momentum` takes.
  struct Momentum: Sendable {
    var momentum = 0.9
    var nesterov = false

    static let options = OptionTable<Momentum>(
      CommandOption("momentum", \.momentum, .number, usage: "0.9", unless: 0.9),
      CommandOption("nesterov", \.nesterov, .toggle, usage: "on", unless: false))
  }

  /// What `adam` takes.
  struct Adam: Sendable {
    var beta1 = 0.9
    var beta2 = 0.999
    var epsilon = 1e-8

    static let options = OptionTable<Adam>(
      CommandOption("beta1", \.beta1, .number, usage: "0.9", unless: 0.9),
      CommandOption("beta2", \.beta2, .number, usage: "0.999", unless: 0.999),
      CommandOption("epsilon", \.epsilon, .number, usage: "1e-8", unless: 1e-8))
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
    /// The batch itself.
    case batch
    case file(path: String)

    static let options = OptionTable<Target>(
      CommandOption(
        "target", meaning: "a number, a list of one a channel, x for the batch, or a file", write: \.text
      ) { word, target throws(CommandError) in target = try Target(word) })
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
    case .meanSquaredError(let target): (["mse"] + Target.options.words(of: target)).joined(separator: " ")
    case .upstream(.literal(let tensor)): "upstream \(tensor.text)"
    case .upstream(.file(let path)): "upstream \(quotedWord(path))"
    }
  }

  init(from words: inout ArgumentReader) throws(CommandError) {
    let word = try words.next("none, sum, mse \(Target.options.sequence) or upstream FILE")
    switch word.text {
    case "none": self = .none
    case "sum": self = .sum
    case "mse":
      var target = Target.values(0)
      try Target.options.readOne(from: &words, into: &target)
      self = .meanSquaredError(target)
    case "upstream": self = .upstream(try Self.given(from: &words))
    default: throw CommandError(unknown("loss", word.text, among: Self.names), column: word.column)
    }
  }

  private static func given(from words: inout ArgumentReader) throws(CommandError) -> Given {
    let word = try words.next("a file, or a list such as [[1, 0], [0, 1]]")
    guard word.text.hasPrefix("["), !word.quoted else { return .file(path: word.text) }
    let list = try ValueText.nestedList(word, "upstream")
    guard !list.values.isEmpty else { throw CommandError("upstream needs at least one number", column: word.column) }
    return .literal(Tensor(shape: list.shape, scalars: list.values))
  }
}

extension LossChoice.Target {
  fileprivate init(_ word: Word) throws(CommandError) {
    if word.quoted {
      self = .file(path: word.text)
    } else if word.text.hasPrefix("[") {
      let list = try ValueText.list(word, "target")
      guard !list.isEmpty else {
        throw CommandError("target needs at least one number in its list", column: word.column)
      }
      self = .values(.each(list))
    } else if let number = Double(word.text) {
      self = .values(.all(number))
    } else if word.text == Quantity.x.rawValue {
      self = .batch
    } else {
      guard word.text.contains(where: { $0 == "." || $0 == "/" }) else {
        throw CommandError(
          "target needs a number, a list of one a channel, x or a file, not \"\(word.text)\"", column: word.column)
      }
      self = .file(path: word.text)
    }
  }

  fileprivate var text: String {
    switch self {
    case .values(let values): values.text
    case .batch: Quantity.x.rawValue
    case .file(let path): quotedWord(path)
    }
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
