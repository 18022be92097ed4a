import BNCore
import BNFiles
import Platform

/// The mean of each channel of a value, by gamma and beta of the batch norms before it.
struct ExpectedValue: Sendable {
  let means: [Double]
  /// Whether nothing but sums was needed.
  let isExact: Bool
  /// The batch norms that it is from.
  let norms: [String]

  /// Follows a value of a graph.
  ///
  /// - Throws: an obstacle where its mean is not known.
  init(
    _ value: FlowValue, norms layers: [String: InferenceLayer]
  ) throws(PredictedLayer.Obstacle) {
    switch value {
    case .norm(let name):
      guard let layer = layers[name] else { throw .unknownInput("the batch norm \(name.quoted(limit: 80))") }
      self.init(layer, .identity, name: name)
    case .activation(let function, .norm(let name)):
      guard let layer = layers[name] else { throw .unknownInput("the batch norm \(name.quoted(limit: 80))") }
      self.init(layer, function.activation, name: name)
    case .activation(_, .other(let what)): throw .unknownInput(what)
    case .activation: throw .activationOfSum
    case .averaged(let inner): try self.init(inner, norms: layers)
    case .sum(let values):
      let parts = try Self.all(values, layers)
      guard let first = parts.first, parts.allSatisfy({ $0.means.count == first.means.count }) else { throw .channels }
      self.init(parts, means: parts.dropFirst().reduce(first.means) { zip($0, $1.means).map(+) })
    case .joined(let values):
      let parts = try Self.all(values, layers)
      self.init(parts, means: parts.flatMap(\.means))
    case .other(let what): throw .unknownInput(what)
    }
  }

  private init(_ parts: [ExpectedValue], means: [Double]) {
    self.means = means
    isExact = parts.allSatisfy(\.isExact)
    norms = parts.flatMap(\.norms)
  }

  /// What comes out of a function behind a batch norm.
  ///
  /// - Parameters:
  ///   - layer: the batch norm.
  ///   - function: the function.
  ///   - name: the batch norm's name.
  ///   - lift: by how many deviations a maximum over positions lifts the channels; 1.03 for four that do not depend on
  ///     each other.
  init(_ layer: InferenceLayer, _ function: ActivationFunction, name: String, lift: Double = 0) {
    means = zip(layer.beta, layer.gamma).map {
      // The deviation of a maximum is smaller: 0.70 for four.
      function.expectation(mean: $0 + lift * $1.magnitude, deviation: $1 * (1 - 0.3 * lift))
    }
    isExact = function == .identity
    norms = [name]
  }

  private static func all(
    _ values: [FlowValue], _ layers: [String: InferenceLayer]
  ) throws(PredictedLayer.Obstacle) -> [ExpectedValue] {
    var all: [ExpectedValue] = []
    for value in values { all.append(try ExpectedValue(value, norms: layers)) }
    return all
  }
}

extension PredictedLayer.Obstacle: Error {}
