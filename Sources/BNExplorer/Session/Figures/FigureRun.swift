import BNFiles
import BNCore

/// The networks of a figure while they learn, side by side from the same weights and batches.
struct FigureRun {
  private(set) var figure: Figure
  private var plain: DenseNetwork
  private var normalized: DenseNetwork?
  private var batches: ExampleSet
  private let test: DigitsOfTest

  /// Sets the networks up before their first step.
  init(_ request: FigureRequest) throws(CommandError) {
    let digits = try filing { () throws(FileError) in try DigitsToLearn(sorted: request.order == .sorted) }
    test = try filing { () throws(FileError) in try DigitsOfTest() }
    let isShuffled = request.order == .shuffled
    do throws(BatchSourceError) {
      batches = try ExampleSet(
        examples: digits.images, labels: digits.labels, batchSize: request.batch,
        shuffleSeed: isShuffled ? request.seed : nil, dropLast: true)
    } catch {
      throw CommandError(error.description)
    }
    do throws(BatchNormalizationError) {
      plain = try DenseNetwork(request.network(normalized: false))
      if request.norm != .none { normalized = try DenseNetwork(request.network(normalized: true)) }
      figure = Figure(request)
      try look(after: 0)
    } catch {
      throw CommandError(error.description)
    }
  }

  /// Takes a step, the one behind so many others.
  mutating func step(after taken: Int) throws(CommandError) {
    let request = figure.request
    do throws(BatchNormalizationError) {
      let labels = (batches.labels(at: taken) ?? []).map { Int($0) }
      let batch = batches.batch(at: taken, as: Float.self)
      try plain.train(batch, labels: labels, rate: Float(request.rate))
      try normalized?.train(batch, labels: labels, rate: Float(request.rate))
      if (taken + 1) % Figure.stride == 0 || taken + 1 == request.steps { try look(after: taken + 1) }
    } catch {
      throw CommandError(error.description)
    }
  }

  /// Ends after so many steps, where more were asked for.
  mutating func end(after taken: Int) throws(CommandError) {
    figure.request.steps = taken
    guard figure.steps.last != taken else { return }
    do throws(BatchNormalizationError) {
      try look(after: taken)
    } catch {
      throw CommandError(error.description)
    }
  }

  /// Adds a point to the figure.
  private mutating func look(after step: Int) throws(BatchNormalizationError) {
    let unit = figure.request.unit
    var other: NetworkPoint?
    if let normalized { other = try test.point(of: normalized, unit: unit) }
    figure.append(step: step, plain: try test.point(of: plain, unit: unit), normalized: other)
  }
}

extension FigureRequest {
  /// A network's options; both begin with the same weights.
  fileprivate func network(normalized: Bool) -> DenseNetworkOptions {
    var options = BatchNormalizationOptions()
    options.renorm = norm == .renorm
    return DenseNetworkOptions(
      inputs: Digits.pixels, hidden: [Int](repeating: width, count: layers), classes: Digits.classes,
      nonlinearity: nonlinearity, normalization: normalized ? options : nil, standardDeviation: std, seed: seed)
  }
}

/// The digits that networks learn from, each number from 0 to 1.
private struct DigitsToLearn {
  let images: Tensor<Float>
  let labels: [Float]

  init(sorted: Bool) throws(FileError) {
    let digits = try Digits.load()
    let numbers: [Float] = try digits.images.numbers()
    let order =
      sorted
      ? digits.labels.indices.sorted { (digits.labels[$0], $0) < (digits.labels[$1], $1) }
      : Array(digits.labels.indices)
    images = Digits.scaled(order.flatMap { numbers[$0 * Digits.pixels..<($0 + 1) * Digits.pixels] })
    labels = order.map { digits.labels[$0] }
  }
}

/// The digits that networks are looked at with.
private struct DigitsOfTest {
  let images: Tensor<Float>
  let labels: [Int]

  init() throws(FileError) {
    let digits = try Digits.loadTest()
    images = Digits.scaled(try digits.images.numbers())
    labels = digits.labels.map { Int($0) }
  }

  /// What a network makes of them, in inference.
  func point(of network: DenseNetwork, unit: Int) throws(BatchNormalizationError) -> NetworkPoint {
    let evaluation = try network.evaluate(images)
    let hits = SoftmaxCrossEntropy(logits: evaluation.logits, labels: labels).hits
    let width = evaluation.nonlinearityInputs.last?.shape[1] ?? 0
    let scalars = evaluation.nonlinearityInputs.last?.scalars ?? []
    let inputs = stride(from: unit, to: scalars.count, by: max(1, width)).map { Double(scalars[$0]) }.sorted()
    return NetworkPoint(
      accuracy: Double(hits) / Double(labels.count),
      percentiles: Figure.percents.map { Figure.percentile($0, of: inputs) })
  }
}
