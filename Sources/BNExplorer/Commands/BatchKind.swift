import TerminalKit
import BNFiles
import BNCore

/// The kinds of batches that `generate` makes, each with its parameters.
enum BatchKind: String, CaseIterable, Sendable {
  case normal, uniform, lognormal, bimodal, constant, ramp, outliers, classes

  /// The names as completion and errors list them.
  static let names = allCases.map(\.rawValue).sorted()

  /// The parameters of all kinds, as they usually are.
  struct Parameters: Equatable, Sendable {
    var mean = ChannelValue.all(0)
    var std = ChannelValue.all(1)
    var low = ChannelValue.all(0)
    var high = ChannelValue.all(1)
    var value = ChannelValue.all(0)
    var means: [Double] = [-2, 2]
    var fraction = 0.01
    var scale = 10.0
    var order = GeneratorSpec.ClassOrder.sorted
  }

  /// The options for them, in the order in which what is wrong with several of them is found.
  static let options = OptionTable<Parameters>(
    mean, std, low, high, value, means, fraction, scale, order)

  /// A kind's own options, in the order in which they are written.
  var options: OptionTable<Parameters> {
    switch self {
    case .normal, .lognormal: OptionTable(Self.mean, Self.std)
    case .uniform, .ramp: OptionTable(Self.low, Self.high)
    case .bimodal: OptionTable(Self.means, Self.std)
    case .constant: OptionTable(Self.value)
    case .outliers: OptionTable(Self.mean, Self.std, Self.fraction, Self.scale)
    case .classes: OptionTable(Self.means, Self.std, Self.order)
    }
  }

  private static let perChannel = "one number, or a list with one for each channel"
  private static let mean = CommandOption<Parameters>("mean", \.mean, .channels, usage: "0", meaning: perChannel)
  private static let std = CommandOption<Parameters>("std", \.std, .channels, usage: "1", meaning: perChannel)
  private static let low = CommandOption<Parameters>("low", \.low, .channels, usage: "0", meaning: "the least value")
  private static let high = CommandOption<Parameters>(
    "high", \.high, .channels, usage: "1", meaning: "the largest value")
  private static let value = CommandOption<Parameters>("value", \.value, .channels, usage: "0", meaning: "the number")
  private static let means = CommandOption<Parameters>(
    "means", \.means, .list, usage: "[-2, 2]", meaning: "a list: the mean of each")
  private static let fraction = CommandOption<Parameters>(
    "fraction", \.fraction, .number, usage: "0.01", meaning: "the share of outliers")
  private static let scale = CommandOption<Parameters>(
    "scale", \.scale, .number, usage: "10", meaning: "how many times as far outliers lie")
  private static let order = CommandOption<Parameters>(
    "order", usage: "sorted|shuffled", meaning: "sorted or shuffled", write: \.order.rawValue
  ) { word, parameters throws(CommandError) in
    guard let order = GeneratorSpec.ClassOrder(rawValue: word.text) else {
      throw CommandError("order needs sorted or shuffled, not \"\(word.text)\"", column: word.column)
    }
    parameters.order = order
  }

  /// The kind with its parameters as the help has it.
  private var usage: String { ([rawValue] + options.usage).joined(separator: " ") }

  /// All kinds for the help, the short ones in columns.
  static var help: [String] {
    let lines: [[BatchKind]] = [
      [.normal, .uniform, .lognormal], [.bimodal, .constant, .ramp], [.outliers], [.classes],
    ]
    return lines.map { kinds in zip(kinds, [31, 29, 0]).map { $0.usage.padded(to: $1) }.joined() }
  }
}

// MARK: From the language to the generator and back

extension GeneratorSpec.Kind {
  init(_ kind: BatchKind, _ parameters: BatchKind.Parameters) {
    let (mean, std) = (parameters.mean, parameters.std)
    self =
      switch kind {
      case .normal: .normal(mean: mean, std: std)
      case .uniform: .uniform(low: parameters.low, high: parameters.high)
      case .lognormal: .lognormal(mean: mean, std: std)
      case .bimodal: .bimodal(means: parameters.means, std: std)
      case .constant: .constant(value: parameters.value)
      case .ramp: .ramp(low: parameters.low, high: parameters.high)
      case .outliers: .outliers(mean: mean, std: std, fraction: parameters.fraction, scale: parameters.scale)
      case .classes: .classes(means: parameters.means, std: std, order: parameters.order)
      }
  }

  /// The kind's name and its parameters, as `generate` reads them.
  var words: [String] {
    var parameters = BatchKind.Parameters()
    let kind = asked(&parameters)
    return [kind.rawValue] + kind.options.words(of: parameters)
  }

  /// Which kind it is, its parameters apart.
  private func asked(_ parameters: inout BatchKind.Parameters) -> BatchKind {
    switch self {
    case .normal(let mean, let std):
      (parameters.mean, parameters.std) = (mean, std)
      return .normal
    case .uniform(let low, let high):
      (parameters.low, parameters.high) = (low, high)
      return .uniform
    case .lognormal(let mean, let std):
      (parameters.mean, parameters.std) = (mean, std)
      return .lognormal
    case .bimodal(let means, let std):
      (parameters.means, parameters.std) = (means, std)
      return .bimodal
    case .constant(let value):
      parameters.value = value
      return .constant
    case .ramp(let low, let high):
      (parameters.low, parameters.high) = (low, high)
      return .ramp
    case .outliers(let mean, let std, let fraction, let scale):
      (parameters.mean, parameters.std, parameters.fraction, parameters.scale) = (mean, std, fraction, scale)
      return .outliers
    case .classes(let means, let std, let order):
      (parameters.means, parameters.std, parameters.order) = (means, std, order)
      return .classes
    }
  }
}
