import BNCore

extension FrameworkChoice {
  /// What a person should know who has just chosen it; what it is comes last, which is what a screen goes on showing.
  ///
  /// - Parameter rank: the present batch's number of dimensions; `nil` where there is no batch.
  /// - Returns: a line each.
  func notes(rank: Int?) -> [String] {
    guard let rules else { return ["follows TensorFlow 1.4 again: epsilon 0.001, momentum 0.99"] }
    var notes: [String] = []
    let others = FrameworkChoice.names.filter { $0 != name && $0.hasPrefix(rules.framework + " ") }
    if !others.isEmpty { notes.append("\(rules.framework) is also followed as \(orList(others))") }
    if let rank, BatchRank(rawValue: rank) == nil {
      notes.append("\(name) was measured for matrices and images; a batch of rank \(rank) is taken as a matrix is")
    }
    notes.append(
      "sums are not taken in the order of float32 numbers that \(name) has; frameworks \(quotedWord(name)) shows what that"
        + " would change")
    let stored = rules.storedVariance + floor(of: rules)
    return notes + ["follows \(name) \(rules.version): \(momentum(of: rules)); \(stored)"]
  }

  private func momentum(of rules: FrameworkRules) -> String {
    let argument = rules.momentum
    guard let share = argument.shareOfOld else { return "epsilon \(ValueText.text(rules.epsilon))" }
    let called = argument.name == "momentum" ? "" : " (\(argument.name) there)"
    let sense = argument.sense == .new ? " (of the new; TensorFlow's \(ValueText.text(share)))" : ""
    let written = ValueText.text(argument.written(share))
    return "epsilon \(ValueText.text(rules.epsilon)), momentum \(written)\(called)\(sense)"
  }

  private func floor(of rules: FrameworkRules) -> String {
    guard case .atLeast(let least) = rules.epsilonRule.four else { return "" }
    let isForAll = rules.epsilonRule.two == rules.epsilonRule.four
    return "; epsilon is at least \(ValueText.text(least))\(isForAll ? "" : " for images")"
  }
}

extension Setting {
  /// What is said of an argument of TensorFlow that decides nothing while another framework is followed.
  func noteWithoutEffect(following framework: FrameworkChoice) -> String? {
    guard framework != .tensorFlow14, parameter == .fused || parameter == .trainingMode else { return nil }
    return "\(parameter.rawValue) is TensorFlow's, and decides nothing while the session follows \(framework.name)"
  }
}

extension BatchNormalizationOptions {
  /// Checks that what is set and the framework that the layer follows go together.
  ///
  /// - Parameter dimensions: how many a batch has.
  /// - Throws: what does not, and the way out.
  func checkConventions(dimensions: Int) throws(CommandError) {
    guard let conventions else { return }
    if renorm {
      let renorm = FrameworkChoice.other(conventions.name).rules?.renormShare == nil ? "has none" : "has another one"
      throw CommandError(
        "renorm is TensorFlow 1.4's, and \(conventions.name) \(renorm); set renorm off, or set framework"
          + " \(FrameworkChoice.usual)")
    }
    if let refusal = conventions.refusal(ofEpsilon: epsilon, dimensions: dimensions) {
      throw CommandError("\(conventions.name) does not take epsilon \(ValueText.text(epsilon)): \(refusal)")
    }
  }
}
