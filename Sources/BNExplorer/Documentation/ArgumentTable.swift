import BNCore

/// The arguments of `tf.layers.batch_normalization` in TensorFlow's order, as a table for docs/semantics.md.
enum ArgumentTable {
  /// The arguments that are more than a parameter of a session.
  private static let inputs = Row(
    tensorFlow: "inputs", swift: "_:", defaultValue: "", command: "generate, batch, load",
    summary: "the tensor to normalize")

  private static let parameters: [Parameter] = [
    .axis, .momentum, .epsilon, .center, .scale, .betaInitializer, .gammaInitializer, .movingMeanInitializer,
    .movingVarianceInitializer, .betaRegularizer, .gammaRegularizer, .betaConstraint, .gammaConstraint, .training,
    .trainable, .name, .reuse, .renorm, .renormClipping, .renormMomentum, .fused,
  ]

  static var markdown: String {
    let head = [
      "| TensorFlow | `Graph.batchNormalization` | default | in the program | what it is |",
      "| --- | --- | --- | --- | --- |",
    ]
    return (head + ([inputs] + parameters.map { Row($0) }).map(\.markdown)).joined(separator: "\n") + "\n"
  }

  fileprivate struct Row {
    let tensorFlow: String
    let swift: String
    let defaultValue: String
    let command: String
    let summary: String

    var markdown: String {
      let value = defaultValue.isEmpty ? "" : "`\(defaultValue)`"
      return "| `\(tensorFlow)` | `\(swift)` | \(value) | `\(command)` | \(summary) |"
    }
  }
}

extension ArgumentTable.Row {
  init(_ parameter: Parameter) {
    tensorFlow = parameter.rawValue
    swift = Self.camelCased(parameter.rawValue) + ":"
    defaultValue = Self.swift(parameter)
    command = "set \(parameter.rawValue)"
    summary = parameter.summary
  }

  /// The default in Swift's words.
  private static func swift(_ parameter: Parameter) -> String {
    let text = parameter.text(in: Configuration())
    switch (parameter, text) {
    // A session starts in training; the function's own default is False.
    case (.training, _): return "false"
    case (.name, _), (_, "none"): return "nil"
    case (_, "on"): return "true"
    case (_, "off"): return "false"
    case (_, "zeros"), (_, "ones"): return ".\(text)"
    default: return text
    }
  }

  private static func camelCased(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}
