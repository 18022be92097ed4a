import BNCore

/// Whose batch norm a session's layer follows.
enum FrameworkChoice: Equatable, Sendable {
  /// TensorFlow 1.4, after which the layer is made.
  case tensorFlow14
  /// A way of calling another framework, by its name among the rules.
  case other(String)

  /// The name of what a session follows where nothing is said.
  static let usual = "tensorflow-1.4"

  /// Those that the arrows reach, and completion offers: each framework in its usual ways.
  static let names = [usual] + FrameworkRules.usual.filter { $0.conventions != nil }.map(\.name)

  /// The choice that a name stands for that is known to be one.
  init(name: String) { self = name == Self.usual ? .tensorFlow14 : .other(name) }

  var name: String {
    switch self {
    case .tensorFlow14: Self.usual
    case .other(let name): name
    }
  }

  /// The name in a sentence.
  var title: String { self == .tensorFlow14 ? "TensorFlow 1.4" : name }

  /// The rules that are followed; `nil` for TensorFlow 1.4.
  var rules: FrameworkRules? { FrameworkRules.all.first { $0.name == name } }

  /// Reads a name, which may be of several words, with quotes or without.
  init(from words: inout ArgumentReader) throws(CommandError) {
    let first = try words.next("a framework such as torch, or \(Self.usual)")
    var name = first.text
    while let word = words.nextIfAny() { name += " " + word.text }
    guard name != Self.usual else {
      self = .tensorFlow14
      return
    }
    let ways = FrameworkName.ways(of: name)
    guard let way = ways.first else {
      throw FrameworkName.error(of: name, column: first.column, besides: [Self.usual])
    }
    // The usual ways stand first among those of a framework.
    guard let followed = ways.first(where: { $0.conventions != nil }) else {
      throw CommandError(
        "a session cannot follow \(way.name), which \(way.obstacle?.words ?? ""); frameworks \(quotedWord(way.name))"
          + " shows it beside this session", column: first.column)
    }
    self = .other(followed.name)
  }

  /// Its defaults and which variance it stores, in a line.
  var summary: String {
    guard let rules else { return "epsilon 0.001, momentum 0.99; fused images store the variance / (n - 1)" }
    let momentum = rules.momentum.written(rules.momentum.shareOfOld).map { ", momentum \(ValueText.text($0))" } ?? ""
    return "epsilon \(ValueText.text(rules.epsilon))\(momentum), \(rules.storedVariance)"
  }

  /// Gives a layer the framework's conventions and its defaults of epsilon and momentum.
  func apply(to options: inout BatchNormalizationOptions) {
    let rules = rules
    let usual = BatchNormalizationOptions()
    options.conventions = rules?.conventions
    options.epsilon = rules?.epsilon ?? usual.epsilon
    options.momentum = rules?.momentum.shareOfOld ?? usual.momentum
  }
}

extension FrameworkRules.Obstacle {
  /// What a framework does that a session does not follow, behind "which".
  fileprivate var words: String {
    switch self {
    case .averages(.hiddenAndAverage): "keeps hidden averages and divides what is left of their start out of them"
    case .averages(.firstOutright): "takes the first batch's moments outright, and then trains by its averages"
    case .averages(.dividedAtUse): "divides its averages where it uses them"
    case .averages(.dividedMean): "divides what is left of the start out of the mean alone"
    case .averages(.given): "only infers"
    case .averages(.plain), .plainAverage: "averages all batches alike"
    case .refusesTraining(let words): "refuses every training step (\(words))"
    }
  }
}

extension FrameworkRules {
  /// Which variance is stored, in words.
  var storedVariance: String {
    switch (bias.two, bias.four) {
    case (.population, .population): "stores the variance / n"
    case (.sample, .sample): "stores the variance / (n - 1)"
    case (.population, .sample): "stores the variance / n of rows, / (n - 1) of images"
    case (.sample, .population): "stores the variance / (n - 1) of rows, / n of images"
    }
  }
}

extension Configuration {
  /// Whose batch norm the layer follows.
  var framework: FrameworkChoice { options.conventions.map { .other($0.name) } ?? .tensorFlow14 }
}
