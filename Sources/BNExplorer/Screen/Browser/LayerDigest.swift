import BNCore
import BNFiles
import Platform

/// What the browser shows of a layer, made once: its numbers are read and looked through a single time.
struct LayerDigest: Sendable {
  let layer: FoundLayer
  let numbers: LayerNumbers
  /// Gamma, beta, mean and the logarithm of the variance.
  let pictures: [LayerPart: ChannelPicture]
  let oddities: [(oddity: LayerOddity, channels: Int)]
  /// What the doctor finds, the gravest first.
  let findings: [LayerFinding]

  /// The gravest of it.
  var gravity: Finding.Severity? { findings.first?.finding.severity }

  /// The channel of the gravest finding that asks for something to be done, where it is about channels.
  var channelToOpen: Int? {
    guard let finding = findings.first?.finding, finding.severity != .info else { return nil }
    return finding.channels.first
  }

  init(_ layer: FoundLayer, _ numbers: LayerNumbers, _ findings: [LayerFinding] = []) {
    self.findings = findings
    self.layer = layer
    self.numbers = numbers
    var pictures: [LayerPart: ChannelPicture] = [:]
    for part in LayerPart.allCases {
      guard let values = part.values(numbers), !values.isEmpty else { continue }
      pictures[part] = part == .variance ? ChannelPicture(logarithmsOf: values) : ChannelPicture(values)
    }
    self.pictures = pictures
    oddities = LayerOddity.all(of: layer, numbers)
  }

  /// "1e-05", with the mark of what is assumed.
  var epsilonText: String {
    guard let epsilon = layer.epsilon else { return "-" }
    return LayerTable.number(epsilon, 4) + (layer.epsilonSource == .assumed ? "*" : "")
  }
}

/// One of the four that a batch norm has a number of for each channel.
enum LayerPart: String, CaseIterable, Sendable {
  case gamma, beta, mean, variance

  func values(_ numbers: LayerNumbers) -> [Double]? {
    switch self {
    case .gamma: numbers.gamma
    case .beta: numbers.beta
    case .mean: numbers.mean
    case .variance: numbers.variance
    }
  }

  /// Which goes last where there is little room.
  static let byWeight: [LayerPart] = [.variance, .gamma, .mean, .beta]

  /// Above its pictures.
  var title: String { self == .variance ? "log variance" : rawValue }
}
