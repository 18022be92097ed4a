import BNCore
import TerminalKit

extension BatchNormalizationOptions {
  /// What a pass in a mode computes of an element, as a formula in a line.
  func formulaText(isTraining: Bool, epsilon: Double) -> String {
    let epsilon = NumberText.significant(epsilon)
    let statistics = isTraining ? ("batch_mean", "batch_variance") : ("moving_mean", "moving_variance")
    var text = "y = (x - \(statistics.0)) / sqrt(\(statistics.1) + \(epsilon))"
    if renorm, isTraining { text = "y = (\(text.dropFirst(4)) * r + d)" }
    if scale { text += " * gamma" }
    if center { text += " + beta" }
    return text
  }
}
