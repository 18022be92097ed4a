import BNCore
import Testing

@Suite("tf.gradients with respect to tensors")
struct TensorGradientTests {
  @Test("goes back through a stack of layers as central differences do")
  func stack() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [4, 2])
    let u = graph.placeholder(.float64, shape: [4, 2])
    let elsewhere = graph.placeholder(.float64, shape: [4, 2])
    let first = try graph.batchNormalization(x, gammaInitializer: .values([2, -1]), training: true)
    let second = try graph.batchNormalization(first, epsilon: 0.5, training: true)
    let loss = graph.reduceSum(try graph.multiply(try graph.multiply(second, second), u))
    let session = try GraphSession<Double>(graph)
    let input = [1.0, 4, -2, 3, 0.5, -1, 2, 0]
    let weights = Tensor<Double>(shape: [4, 2], scalars: [1, -2, 0.5, 3, -1, 2, 0.25, 1])
    func value(_ scalars: [Double]) throws -> Double {
      try session.run(loss, feeding: [x: .tensor(Tensor(shape: [4, 2], scalars: scalars)), u: .tensor(weights)])
        .scalars[0]
    }
    let gradients = try session.gradients(
      of: loss, withRespectTo: [x, elsewhere, first],
      feeding: [x: .tensor(Tensor(shape: [4, 2], scalars: input)), u: .tensor(weights)])
    #expect(gradients[1] == nil)
    #expect(gradients[2]?.shape == [4, 2])
    let gradient = try #require(gradients[0]).scalars
    let step = 1e-5
    for index in input.indices {
      var (up, down) = (input, input)
      up[index] += step
      down[index] -= step
      let difference = (try value(up) - value(down)) / (2 * step)
      // step²/6 times a third derivative below 100, and 2^-53 · |loss| / step with a loss below 100.
      #expect(abs(gradient[index] - difference) < 3e-9)
    }
  }

  @Test("of a tensor that is no scalar are those of the sum of its elements")
  func ofTensors() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [2, 1])
    let y = try graph.batchNormalization(x)
    let session = try GraphSession<Double>(graph)
    let gradients = try session.gradients(
      of: y, withRespectTo: [x], feeding: [x: .tensor(Tensor(shape: [2, 1], scalars: [3, 7]))])
    #expect(gradients == [Tensor(shape: [2, 1], repeating: 1 / 1.001.squareRoot())])
  }

  @Test("of a tower's name scope the operations have the name, and the variables do not")
  func towers() throws {
    var graph = Graph()
    for tower in 0..<2 {
      try graph.nameScope("tower_\(tower)") { graph in
        let x = graph.placeholder(.float32, shape: [nil, 3], name: "images")
        try graph.batchNormalization(x, training: true, name: "bn", reuse: .auto)
      }
    }
    #expect(
      graph.globalVariables.map(\.name) == ["gamma", "beta", "moving_mean", "moving_variance"].map { "bn/\($0)" })
    #expect(
      graph.updateOps(in: "tower_1/").map(\.description) == [
        "tower_1/bn/AssignMovingAvg", "tower_1/bn/AssignMovingAvg_1",
      ])
  }

  @Test("a layer object knows its variables and the update operations of all its applications")
  func layerObject() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer(BatchNormalizationOptions(scale: false, trainable: false))
    #expect(graph.variables(of: layer).isEmpty)
    let x = graph.placeholder(.float32, shape: [nil, 3])
    let first = try graph.apply(layer, to: x, training: true)
    let second = try graph.apply(layer, to: x, training: false)
    let third = try graph.apply(layer, to: x, training: true)
    #expect(
      graph.variables(of: layer).map(\.name)
        == ["beta", "moving_mean", "moving_variance"].map { "batch_normalization/\($0)" })
    #expect(graph.updates(of: layer) == graph.updates(of: first) + graph.updates(of: third))
    #expect(graph.updates(of: second).isEmpty)
    #expect(graph.trainableVariables.isEmpty)
  }

  @Test("what is fed for a placeholder of another kind is said to be of another kind")
  func otherKind() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1], name: "x")
    let training = graph.placeholder(.bool, name: "training")
    let y = try graph.batchNormalization(x, training: .placeholder(training))
    let session = try GraphSession<Float>(graph)
    let batch = Feed<Float>.tensor(Tensor(shape: [1, 1], scalars: [1]))
    let error = #expect(throws: GraphError.self) { try session.run(y, feeding: [x: true, training: true]) }
    #expect(
      error?.description == "TypeError: The value fed for placeholder tensor 'x' with dtype float32 is not a tensor")
    let other = #expect(throws: GraphError.self) { try session.run(y, feeding: [x: batch, training: batch]) }
    #expect(other?.message.contains("'training' with dtype bool is not a bool") == true)
  }
}
