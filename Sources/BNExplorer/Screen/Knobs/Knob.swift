import TerminalKit
import BNCore

/// Something that the arrows turn: a parameter, the chosen channel's gamma or beta, the size of the batches, or the chosen
/// element of the batch.
enum Knob: Equatable, Sendable {
  case parameter(Parameter)
  case variable(VariableName)
  case batchSize
  case element

  var name: String {
    switch self {
    case .parameter(let parameter): parameter.rawValue
    case .variable(let name): name.rawValue
    case .batchSize: Verb.batchSize.rawValue
    case .element: "x"
    }
  }

  /// What it is, in a line.
  var summary: String {
    switch self {
    case .parameter(let parameter): parameter.summary
    case .variable(.gamma): "what the normalized numbers of the chosen channel are multiplied by"
    case .variable(.beta): "what is added to the chosen channel behind gamma"
    case .batchSize: "examples in a batch: the fewer, the further each batch's moments lie from the data's"
    case .element: "the chosen element of the batch; another one is only imagined"
    case .variable(let name): Quantity(rawValue: name.rawValue)?.summary ?? name.rawValue
    }
  }
}

extension ScreenState {
  /// The row of the parameter list that is chosen, among all parameters; of gamma and beta the one that brings them.
  var parameterRow: Int {
    get { Parameter.listed.firstIndex(of: focusedParameter) ?? 0 }
    set { knob = .parameter(Parameter.listed[newValue]) }
  }

  /// The chosen parameter; for gamma and beta the one that brings them.
  var focusedParameter: Parameter {
    switch knob {
    case .parameter(let parameter): parameter
    case .variable(.gamma): .scale
    case .variable: .center
    case .batchSize, .element: .training
    }
  }

  /// The present value, as the list shows it.
  func text(of knob: Knob) -> String {
    switch knob {
    case .parameter(let parameter): parameter.text(in: session.configuration)
    case .variable(let name): value(of: name).map(shortText) ?? "none"
    case .batchSize: (session.batchShape?.first).map { String($0) } ?? "none"
    case .element: elementValue.map { NumberText.significant($0) } ?? "none"
    }
  }

  /// What stands beside the value, from the longest to the shortest: TensorFlow's momentum, where the framework's own states
  /// the other share.
  func asides(of knob: Knob) -> [String] {
    guard knob == .parameter(.momentum), session.momentumSense == .new else { return [] }
    let share = NumberText.significant(session.configuration.options.momentum)
    return [" (old \(share))", " (\(share))"]
  }

  /// What it is, in a line, as the framework means it that is followed.
  func meaning(of knob: Knob) -> String {
    guard knob == .parameter(.momentum), session.momentumSense == .new else { return knob.summary }
    let share = NumberText.significant(session.configuration.options.momentum)
    return "share of the batch's moments in each update; TensorFlow's momentum is \(share)"
  }

  /// A number of the layer in the fewest digits that are that number of its type.
  private func shortText(_ value: Double) -> String {
    let shortest = session.layer.flatMap { Double($0.dtype.text(value)) } ?? value
    return ValueText.text(shortest)
  }

  /// The chosen channel's value of a variable.
  func value(of name: VariableName) -> Double? {
    session.layer?.values(of: name).flatMap { $0.indices.contains(chosenChannel) ? $0[chosenChannel] : nil }
  }

  /// The line that gives a knob a value, to be completed.
  func line(setting knob: Knob, to text: String) -> String {
    switch knob {
    case .parameter(let parameter): "set \(parameter.rawValue) \(text)"
    case .variable(let name): "assign \(name.rawValue)[\(chosenChannel)] \(text)"
    case .batchSize: "batch_size \(text)"
    case .element: "imagine \(text)"
    }
  }

  /// The next value up or down; the present one at the end of what the arrows reach.
  func neighbour(of knob: Knob, up: Bool) -> String {
    let present = presentText(of: knob)
    switch knob {
    case .parameter(let parameter):
      return parameter.neighbour(of: present, up: up, rank: session.rank, sense: session.momentumSense)
    case .variable:
      // Quarters, whatever lies between them.
      return Double(present).map { Self.neighbour(of: $0, up: up, by: 0.25) } ?? present
    case .element: return Double(present).map { Self.neighbour(of: $0, up: up, by: elementStride) } ?? present
    case .batchSize: return Int(present).flatMap { batchSize(nextTo: $0, up: up) }.map { String($0) } ?? present
    }
  }

  /// The next whole number of strides.
  private static func neighbour(of value: Double, up: Bool, by stride: Double) -> String {
    let places = Self.places(value / stride, up: up) + (up ? 1 : -1)
    return ValueText.text(Double(NumberText.significant(places * stride)) ?? places * stride)
  }

  /// How many strides lie below, or above, a number that may be a whole one but for its last digits.
  private static func places(_ strides: Double, up: Bool) -> Double {
    let nearest = strides.rounded()
    return abs(strides - nearest) < 1e-6 ? nearest : strides.rounded(up ? .down : .up)
  }

  /// The most examples that the arrows reach.
  private static let mostExamples = 4096

  /// The next power of two; of data at most all of it.
  private func batchSize(nextTo count: Int, up: Bool) -> Int? {
    guard let source = session.source else { return nil }
    let most: Int
    switch source {
    case .literal: return nil
    case .generated: most = Self.mostExamples
    case .examples(let set): most = min(set.exampleCount, Self.mostExamples)
    }
    let power = 1 << (Int.bitWidth - 1 - max(1, count).leadingZeroBitCount)
    let next = up ? power * 2 : power < count ? power : max(1, power / 2)
    return min(next, most)
  }
}
