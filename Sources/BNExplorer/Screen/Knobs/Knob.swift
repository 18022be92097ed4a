import BNCore

/// Something that the arrows turn: a parameter, or the chosen channel's gamma or beta.
enum Knob: Equatable, Sendable {
  case parameter(Parameter)
  case variable(VariableName)

  var name: String {
    switch self {
    case .parameter(let parameter): parameter.rawValue
    case .variable(let name): name.rawValue
    }
  }

  /// What it is, in a line.
  var summary: String {
    switch self {
    case .parameter(let parameter): parameter.summary
    case .variable(.gamma): "what the normalized numbers of the chosen channel are multiplied by"
    case .variable(.beta): "what is added to the chosen channel behind gamma"
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
    }
  }

  /// The present value, as the list shows it.
  func text(of knob: Knob) -> String {
    switch knob {
    case .parameter(let parameter): parameter.text(in: session.configuration)
    case .variable(let name): value(of: name).map { ValueText.text($0) } ?? "none"
    }
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
    }
  }

  /// The next value up or down; the present one at the end of what the arrows reach.
  func neighbour(of knob: Knob, up: Bool) -> String {
    switch knob {
    case .parameter(let parameter): parameter.neighbour(of: text(of: knob), up: up, rank: session.rank)
    case .variable(let name):
      // Quarters, whatever lies between them.
      value(of: name).map { ValueText.text(((up ? ($0 * 4).rounded(.down) + 1 : ($0 * 4).rounded(.up) - 1) / 4)) }
        ?? text(of: knob)
    }
  }
}
