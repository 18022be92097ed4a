import BNCore

/// What `figure1` asks for.
struct FigureRequest: Equatable, Sendable {
  /// What the second network has before its nonlinearities.
  enum Norm: String, CaseIterable, Sendable { case batch, renorm, none }

  /// How the examples come.
  enum Order: String, CaseIterable, Sendable { case shuffled, sorted }

  var layers = 3
  var width = 100
  var rate = 0.5
  var batch = 60
  var norm = Norm.batch
  var order = Order.shuffled
  var nonlinearity = Nonlinearity.sigmoid
  /// The standard deviation of the weights.
  var std = 0.05
  var steps = 600
  var seed: UInt64 = 0
  /// The one of the last nonlinearities whose input is looked at.
  var unit = 0

  static let options = OptionTable<FigureRequest>(
    CommandOption("layers", \.layers, .integer(1...20), usage: "3", meaning: "how many nonlinearities", unless: 3),
    CommandOption("width", \.width, .integer(1...1000), usage: "100", meaning: "how wide each layer is", unless: 100),
    CommandOption("rate", \.rate, .number, usage: "0.5", meaning: "the learning rate of gradient descent", unless: 0.5),
    CommandOption(
      "batch", \.batch, .integer(1...1437), usage: "60", meaning: "how many of the 1,437 digits a batch has",
      unless: 60),
    CommandOption(
      "norm", \.norm, .word([:]), usage: "batch", meaning: "batch, renorm, or none: one network alone", unless: .batch),
    CommandOption(
      "order", \.order, .word([:]), usage: "shuffled", meaning: "sorted: all zeros, then all ones, and so on",
      unless: .shuffled),
    CommandOption(
      "nonlinearity", \.nonlinearity, .word([:]), usage: "sigmoid", meaning: "sigmoid or relu", unless: .sigmoid),
    CommandOption("std", \.std, .number, usage: "0.05", meaning: "the deviation of the weights", unless: 0.05),
    CommandOption("steps", \.steps, .integer(1...100_000), usage: "600", meaning: "how many steps", unless: 600),
    CommandOption("seed", \.seed, .seed, usage: "0", meaning: "of the weights and the order", unless: 0),
    CommandOption(
      "unit", \.unit, .integer(0...999), usage: "0", meaning: "which of the last nonlinearities is looked at",
      unless: 0))

  init() {}

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    try Self.options.read(from: &words, into: &self)
    guard rate.isFinite, rate >= 0 else {
      throw CommandError("rate needs a number of at least 0, not \(ValueText.text(rate))")
    }
    guard std.isFinite, std >= 0 else {
      throw CommandError("std needs a number of at least 0, not \(ValueText.text(std))")
    }
    guard unit < width else {
      throw CommandError("there is no unit \(unit) in a layer of \(width); expected 0..\(width - 1)")
    }
  }

  /// The line that asks for it.
  var line: String { ([Verb.figure1.rawValue] + Self.options.words(of: self)).joined(separator: " ") }
}
