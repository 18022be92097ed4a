import Platform
import BNFiles
import TerminalKit

/// What is odd about a layer, or about some of its channels.
enum LayerOddity: String, CaseIterable, Sendable {
  case notFinite = "!"
  case negativeVariance = "-"
  case untrained = "0"
  case deadInput = "v"
  case deadChannel = "g"
  case folded = "f"
  case lookAlike = "~"

  var mark: Character { Character(rawValue) }

  /// In words, of one channel or of many.
  var meaning: String {
    switch self {
    case .notFinite: "numbers that are not finite"
    case .negativeVariance: "a variance below zero"
    case .untrained: "statistics that training never touched"
    case .deadInput: "a variance below a hundredth of epsilon: the input hardly moves"
    case .deadChannel: "a gamma of nearly 0: the output hardly moves"
    case .folded: "multiplied into another layer: no statistics"
    case .lookAlike: "no batch norm, but it looks like one"
    }
  }

  var role: Role {
    switch self {
    case .notFinite, .negativeVariance: .error
    case .untrained, .deadInput, .deadChannel: .warning
    case .folded, .lookAlike: .faint
    }
  }

  /// What is odd about a layer, with the number of channels that it is about; 0 where it is about the layer.
  static func all(of layer: FoundLayer, _ numbers: LayerNumbers) -> [(oddity: LayerOddity, channels: Int)] {
    switch layer.kind {
    case .folded: return [(.folded, 0)]
    case .lookAlike: return [(.lookAlike, 0)]
    case .batchNorm: break
    }
    var counts: [LayerOddity: Int] = [:]
    let parts = numbers.parts.compactMap(\.values)
    let channels = parts.map(\.count).max() ?? 0
    counts[.notFinite] = (0..<channels).count { channel in
      parts.contains { channel < $0.count && !$0[channel].isFinite }
    }
    let variance = numbers.variance ?? []
    counts[.negativeVariance] = variance.count { $0 < 0 }
    if let epsilon = layer.epsilon { counts[.deadInput] = variance.count { $0 >= 0 && $0 < epsilon / 100 } }
    if let gamma = numbers.gamma { counts[.deadChannel] = dead(gamma) }
    let isUntrained = numbers.isUntrained
    return allCases.compactMap { oddity in
      if oddity == .untrained { return isUntrained ? (oddity, 0) : nil }
      // Statistics that begin at 0 say nothing of the input.
      if oddity == .deadInput, isUntrained { return nil }
      return counts[oddity].flatMap { $0 > 0 ? (oddity, $0) : nil }
    }
  }

  /// Gammas below a thousandth of the layer's median one, or of 1 where that is less.
  private static func dead(_ gamma: [Double]) -> Int {
    let sizes = gamma.filter(\.isFinite).map(\.magnitude).sorted()
    guard !sizes.isEmpty else { return 0 }
    let limit = max(1e-6, 1e-3 * min(1, sizes[sizes.count / 2]))
    return sizes.count { $0 < limit }
  }
}
