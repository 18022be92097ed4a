import BNCore

extension Graph {
  /// Adds a placeholder and a layer applied to it, as a call of a golden file says.
  ///
  /// - Throws: what TensorFlow answers to the call.
  mutating func add(_ call: GoldenCall) throws(GraphError) -> GoldenCall.Added {
    let input = placeholder(call.dataType, shape: call.shape)
    let layer = try batchNormalizationLayer(call.options, name: call.name, reuse: call.reuse)
    // TensorFlow makes the variables before it looks at `training`.
    try build(layer, for: input)
    var trainingInput: SymbolicTensor?
    let training: Training
    switch call.training {
    case .flag(let flag): training = .bool(flag)
    case .constantTensor(let value): training = .constant(value)
    case .placeholder:
      let tensor = placeholder(.bool)
      trainingInput = tensor
      training = .placeholder(tensor)
    case .notABool: throw .trainingIsNotBool
    }
    let output = try apply(layer, to: input, training: training)
    return GoldenCall.Added(input: input, training: trainingInput, output: output)
  }
}

/// A call of `tf.layers.batch_normalization` in a golden file, in BNCore's words.
struct GoldenCall {
  let dataType: DataType
  let shape: StaticShape
  let options: BatchNormalizationOptions
  let name: String?
  var reuse: Reuse
  var training: GoldenCase.TrainingCase

  /// What the call added to its graph.
  struct Added {
    let input: SymbolicTensor
    /// The placeholder of `training`, where there is one.
    let training: SymbolicTensor?
    let output: SymbolicTensor
  }

  init(
    dtype: String, shape: [Int?]?, training: GoldenCase.TrainingCase, layer: GoldenCase.Layer
  ) throws(UnknownGoldenValue) {
    guard let type = DataType(rawValue: dtype) else { throw UnknownGoldenValue(name: "dtype \(dtype)") }
    dataType = type
    self.shape = shape.map { StaticShape($0) } ?? .unknown
    self.training = training
    options = try BatchNormalizationOptions(layer, trainingMode: "")
    name = layer.name
    reuse = Reuse(layer.reuse)
  }
}

extension Reuse {
  init(_ golden: GoldenCase.ReuseCase?) {
    switch golden {
    case nil: self = nil
    case .flag(let flag): self = flag ? true : false
    case .auto: self = .auto
    }
  }
}

extension CaseResult {
  /// Compares what a call threw with what TensorFlow raised.
  mutating func check(_ error: GraphError, _ expected: GoldenCase.ErrorCase, _ place: String) {
    check(error.stage.rawValue, expected.stage, field: "error_stage", place)
    check(error.category.rawValue, expected.type, field: "error_type", place)
    check(error.message, expected.message, field: "error_message", place)
    check(error.detail, expected.detail, field: "error_detail", place)
  }

  /// Compares a collection's names; of `UPDATE_OPS` the count and the order of mean and variance.
  mutating func check(_ names: [String], _ expected: [String]?, in key: GraphKey, _ graph: Graph, _ place: String) {
    guard let expected else { return }
    guard key == .updateOps else {
      check(names, expected, field: key.rawValue, place)
      return
    }
    check(names.count, expected.count, field: key.rawValue, place)
    let statistics = graph.updateOps.suffix(names.count).map(\.statistic)
    let pairs = (0..<names.count).map { $0.isMultiple(of: 2) ? MovingStatistic.mean : .variance }
    check(statistics, pairs, field: key.rawValue, place)
  }
}
