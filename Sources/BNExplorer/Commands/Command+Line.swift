import TerminalKit
import BNFiles
import BNCore

extension Command {
  /// The command as a line, where it makes a session; what a script's lines make, they make one by one.
  var line: String? { if case .session(let command) = self { command.line } else { nil } }
}

extension SessionCommand {
  /// The command as a line that reads back to the same command, for the commands that make a session; `nil` for those
  /// that only look or write.
  var line: String? {
    switch self {
    case .generate(let request): request.line
    case .batch(let tensor): tensor.line
    case .batchSize(let count): "batch_size \(count)"
    case .load(let request): request.line
    case .eval(.generate(let request)): "eval \(request.line)"
    case .eval(.batch(let tensor)): "eval \(tensor.line)"
    case .eval(.load(let request)): "eval \(request.line)"
    case .eval(.none): "eval none"
    case .generateLayer(let request): request.line
    case .open(let request): request.line
    case .layer(let request): request.line
    case .close: Verb.close.rawValue
    case .set(let setting):
      "set \(setting.parameter.rawValue) \(setting.text)"
    case .assign(let name, let value): "assign \(name.rawValue)\(value.place) \(value.text)"
    case .step(let count, let mode): Self.line(steps: count, mode)
    case .figure(let request): request.line
    case .reset: "reset"
    case .back(let count, let atMost): "back \(count)\(atMost ? " at_most" : "")"
    case .forward(let count, let atMost): "forward \(count)\(atMost ? " at_most" : "")"
    case .goto(let step): "goto \(step)"
    case .fork(let name): name.map { "fork \(quotedWord($0))" } ?? "fork"
    case .switch(let name): "switch \(quotedWord(name))"
    case .together(let isOn): isOn.map { "together \(ValueText.text($0))" } ?? "together"
    case .ask(let question): question.line
    case .reveal: Verb.reveal.rawValue
    case .task(let exercise): exercise.line
    case .toggle, .speed, .branches, .compare, .undo, .redo, .show, .explain, .diagnose, .assert, .export, .save,
      .channel, .finish, .layers, .check, .diff, .frameworks, .norms:
      nil
    }
  }

  /// `step 3`, `train 3` or `infer 3`.
  static func line(steps count: Int, _ mode: Mode?) -> String {
    let verb: Verb =
      switch mode {
      case nil: .step
      case .training: .train
      case .inference: .infer
      }
    return "\(verb.rawValue) \(count)"
  }
}

extension Tensor<Double> {
  /// A nested list.
  var text: String { Self.nested(scalars[...], shape[...]) }

  private static func nested(_ values: ArraySlice<Double>, _ shape: ArraySlice<Int>) -> String {
    // An empty batch needs no lists within lists: shape= says what it is, and there could be any number of them.
    guard shape.count > 1, let extent = shape.first, !values.isEmpty else {
      return "[" + values.map { "\($0)" }.joined(separator: ", ") + "]"
    }
    let size = values.count / extent
    let rows = (0..<extent).map { row in
      let start = values.startIndex + row * size
      return nested(values[start..<start + size], shape.dropFirst())
    }
    return "[" + rows.joined(separator: ", ") + "]"
  }
}

extension Setting {
  /// The value's words, as `set` reads them.
  var text: String {
    var configuration = Configuration()
    apply(to: &configuration)
    return parameter.text(in: configuration)
  }
}

extension AssignedValue {
  /// Which of the variable's numbers it is for.
  fileprivate var place: String { if case .element(let channel, _) = self { "[\(channel)]" } else { "" } }

  fileprivate var text: String {
    switch self {
    case .all(let value), .element(_, let value): ValueText.text(value)
    case .list(let values): ValueText.text(values)
    case .file(let path, let member):
      quotedWord(path) + (member.map { " member=\(quotedWord($0))" } ?? "")
    }
  }
}

extension ChannelValue {
  /// One number, or a list.
  var text: String {
    switch self {
    case .all(let value): ValueText.text(value)
    case .each(let values): ValueText.text(values)
    }
  }
}
