@testable import BNCore

/// The loss of a network's training pass in double precision, from the definition alone.
struct DefinedNetwork {
  struct Layer {
    /// inputs x outputs.
    var weights: [[Double]]
    var bias: [Double]?
    var gamma: [Double]?
    var beta: [Double]?
    var epsilon = 0.0
  }

  var hidden: [Layer]
  var output: Layer
  let nonlinearity: Nonlinearity

  init(_ network: DenseNetwork) {
    hidden = network.hidden.map { layer in
      var defined = Layer(layer.dense)
      defined.gamma = layer.normalization?.variables.gamma?.map { Double($0) }
      defined.beta = layer.normalization?.variables.beta?.map { Double($0) }
      // The layer's own epsilon is rounded to float32.
      defined.epsilon = Double(Float(layer.normalization?.options.epsilon ?? 0))
      return defined
    }
    output = Layer(network.output)
    nonlinearity = network.options.nonlinearity
  }

  /// The mean over the examples of −log p.
  func loss(_ batch: [[Double]], _ labels: [Int]) -> Double {
    var x = batch
    for layer in hidden {
      x = layer.normalized(layer.dense(x)).map { row in
        row.map { nonlinearity == .sigmoid ? 1 / (1 + PortableMath.exp(-$0)) : max($0, 0) }
      }
    }
    let losses = zip(output.dense(x), labels).map { z, label in
      PortableMath.log(z.map { PortableMath.exp($0) }.reduce(0, +)) - z[label]
    }
    return losses.reduce(0, +) / Double(labels.count)
  }
}

extension DefinedNetwork.Layer {
  init(_ layer: DenseLayer) {
    weights = (0..<layer.inputs).map { row in
      (0..<layer.outputs).map { Double(layer.weights[row * layer.outputs + $0]) }
    }
    bias = layer.bias?.map { Double($0) }
  }

  func dense(_ x: [[Double]]) -> [[Double]] {
    x.map { row in
      (0..<weights[0].count).map { column in
        row.indices.reduce(bias?[column] ?? 0) { $0 + row[$1] * weights[$1][column] }
      }
    }
  }

  func normalized(_ z: [[Double]]) -> [[Double]] {
    guard let gamma, let beta else { return z }
    let n = Double(z.count)
    let mean = gamma.indices.map { channel in z.reduce(0) { $0 + $1[channel] } / n }
    let variance = gamma.indices.map { channel in
      z.reduce(0) { $0 + ($1[channel] - mean[channel]) * ($1[channel] - mean[channel]) } / n
    }
    return z.map { row in
      row.indices.map { ((row[$0] - mean[$0]) / (variance[$0] + epsilon).squareRoot()) * gamma[$0] + beta[$0] }
    }
  }
}
