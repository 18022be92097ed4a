import BNCore
import Testing

/// The Swift code of README.md, docs/semantics.md and the library's own pages, compiled and run.
///
/// What stands between two marks is what stands on the pages, line for line; a test beside the other tests of the
/// documentation compares them.
@Suite("Swift code in the documentation")
struct DocumentationExamples {
  @Test("the training step that waits for the update operations moves statistics and variables in one run")
  func seedExample() throws {
    // docs: the training step
    let batch = Tensor<Float>(shape: [2, 1], scalars: [3, 7])
    let wanted = Tensor<Float>(shape: [2, 1], scalars: [0, 4])

    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    let labels = graph.placeholder(.float32, shape: [nil, 1])
    let training = graph.placeholder(.bool)

    let xNorm = try graph.batchNormalization(x, training: .placeholder(training))
    // ...
    let loss = try graph.meanSquaredError(labels: labels, predictions: xNorm)
    let optimizer = Optimizer.gradientDescent(learningRate: 0.1)

    let updateOps = graph.updateOps
    let trainOp = try graph.controlDependencies(updateOps) { graph in
      try graph.minimize(loss, with: optimizer)
    }

    var session = try GraphSession<Float>(graph)
    for _ in 0..<500 {
      try session.run(trainOp, feeding: [x: .tensor(batch), labels: .tensor(wanted), training: true])
    }
    let y = try session.run(xNorm, feeding: [x: .tensor(batch), training: false])
    print(y.shape, y.scalars)
    let movingMean = session[variable: "batch_normalization/moving_mean"]  // [Float]?, one number a channel
    // docs: end
    // The batch's mean is 5 and its variance 4; after k steps momentum 0.99 has left 0.99^k of the initial values.
    let left = Float(0.006570483)  // 0.99^500
    #expect(abs(try #require(movingMean).first! - 5 * (1 - left)) < 1e-4)
    #expect(abs(try #require(session[variable: "batch_normalization/moving_variance"]).first! - (4 - 3 * left)) < 1e-4)
    // Descent has fitted gamma and beta: the labels are 2 times the normalized batch plus 2, up to epsilon, and each step
    // closes a fifth of the gap. Inference lags behind training by what is left of the moving statistics.
    #expect(abs(try #require(session[variable: "batch_normalization/beta"]).first! - 2) < 1e-5)
    #expect(abs(try #require(session[variable: "batch_normalization/gamma"]).first! - 2 * Float(1.000125)) < 1e-4)
    #expect(abs(y.scalars[0] - 0) < 0.05 && abs(y.scalars[1] - 4) < 0.05)
  }

  @Test("without the dependency the statistics stay at 0 and 1, and nothing complains")
  func forgottenLine() throws {
    // docs: the forgotten line
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    let xNorm = try graph.batchNormalization(x, training: true, name: "bn")
    let loss = graph.reduceSum(xNorm)
    let trainOp = try graph.minimize(loss, with: .gradientDescent(learningRate: 0.1))

    var session = try GraphSession<Float>(graph)
    try session.run(trainOp, feeding: [x: .tensor(Tensor(shape: [2, 1], scalars: [3, 7]))])
    let movingMean = session[variable: "bn/moving_mean"]  // [0.0]
    // docs: end
    #expect(movingMean == [0])
    #expect(session[variable: "bn/moving_variance"] == [1])
    #expect(session[variable: "bn/beta"] == [-0.2])
  }

  @Test("two input pipelines share the variables; only the first one's update operations run")
  func twoPipelines() throws {
    // docs: two pipelines
    var graph = Graph()
    let trainX = graph.placeholder(.float32, shape: [nil, 3])
    let evalX = graph.placeholder(.float32, shape: [nil, 3])
    let trainY = try graph.batchNormalization(trainX, training: true, name: "bn")
    let evalY = try graph.batchNormalization(evalX, training: false, name: "bn", reuse: true)
    let shared = graph.names(in: .globalVariables)  // bn/gamma:0, bn/beta:0, bn/moving_mean:0, bn/moving_variance:0
    // docs: end
    #expect(shared == ["bn/gamma:0", "bn/beta:0", "bn/moving_mean:0", "bn/moving_variance:0"])
    #expect(graph.variables(of: evalY) == graph.variables(of: trainY))
    #expect(graph.updateOps == graph.updates(of: trainY))
  }

  @Test("a layer by itself: options and variables, without a graph")
  func layerAlone() throws {
    let batch = Tensor<Float>(shape: [2, 1], scalars: [3, 7])
    // docs: a layer alone
    var options = BatchNormalizationOptions()
    options.momentum = 0.9
    options.gammaRegularizer = .l2(0.1)
    options.gammaConstraint = .nonNegative
    var layer = try BatchNormalization<Float>(options: options, inputShape: batch.shape)
    let pass = try layer.forward(batch, mode: .training)
    layer.apply(pass.updates)

    var trainer = Trainer(
      layer: layer, loss: .meanSquaredError(target: .values(.all(1))), optimizer: .adam(learningRate: 0.01))
    let step = try trainer.step(batch, mode: .training, updates: .before)
    // docs: end
    #expect(layer.variables.movingMean == [0.5])
    #expect(step.loss != nil && trainer.layer.variables.gamma != [1])
  }

  @Test("the example of README.md: a pass leaves its updates pending")
  func readme() throws {
    let batch = Tensor<Float>(shape: [2, 1], scalars: [3, 7])
    // docs: README
    var layer = try BatchNormalization<Float>(inputShape: batch.shape)
    let pass = try layer.forward(batch, mode: .training)  // output, moments, which implementation ran and why
    layer.apply(pass.updates)  // forgotten, the moving statistics stay where they are
    // docs: end
    // 0.01 of the way towards the mean 5.
    #expect(layer.variables.movingMean == [5 * Float(0.01)])
  }

  @Test("the first example of the library's page")
  func libraryPage() throws {
    // docs: BNCore
    let batch = Tensor<Float>(shape: [2, 3], scalars: [1, 2, 3, 5, 6, 7])
    var layer = try BatchNormalization<Float>(inputShape: batch.shape)

    let pass = try layer.forward(batch, mode: .training)
    layer.apply(pass.updates)  // forgotten, the moving statistics stay at 0 and 1

    let inferred = try layer.forward(batch, mode: .inference).output
    // docs: end
    // 0.01 of the way towards the mean 3: 0.03, rounded as 0 - (0 - 3) * 0.01.
    #expect(layer.variables.movingMean[0] == 3 * Float(0.01))
    #expect(inferred.shape == batch.shape)
  }

  @Test("a layer that follows another framework")
  func followedFramework() throws {
    // docs: another framework
    let torch = FrameworkRules.all.first { $0.name == "torch" }
    var options = BatchNormalizationOptions(momentum: 0.9, epsilon: 1e-5)  // torch's momentum of 0.1
    options.conventions = torch?.conventions
    var layer = try BatchNormalization<Float>(options: options, inputShape: [64, 4])
    // docs: end
    let batch = Tensor<Float>(shape: [2, 4], scalars: [0, 0, 0, 0, 2, 2, 2, 2])
    layer.apply(try layer.forward(batch, mode: .training).updates)
    // The variance of 0 and 2 is 2 when it is divided by n - 1: 0.9 + 0.2, each rounded.
    #expect(layer.variables.movingVariance.allSatisfy { abs($0 - 1.1) < 2e-7 })
  }

  @Test("an error has a kind and TensorFlow's words")
  func caughtError() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    try graph.batchNormalization(x, name: "bn")
    // docs: an error
    do {
      try graph.batchNormalization(x, name: "bn")
    } catch {
      print(error.category.rawValue, error.message)  // ValueError Variable bn/gamma already exists, disallowed. ...
    }
    // docs: end
    #expect(throws: GraphError.variableExists(name: "bn/gamma")) { try graph.batchNormalization(x, name: "bn") }
  }
}
