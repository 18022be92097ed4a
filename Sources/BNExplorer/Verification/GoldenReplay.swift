import TerminalKit
import BNFiles
import BNCore

/// Replays golden files through BNCore and compares every number.
enum GoldenReplay {
  /// Replays a file, its numeric steps in TensorFlow's order of operations unless another arithmetic is asked for.
  static func run(_ golden: GoldenCase, _ arithmetic: Arithmetic = .reference) -> CaseResult {
    var result = CaseResult(name: golden.name)
    do throws(UnknownGoldenValue) {
      switch golden.content {
      case .numeric(let numeric): try run(numeric, arithmetic, into: &result)
      case .graph(let graph): try GraphReplay.run(graph, into: &result)
      case .attempts(let attempts): for attempt in attempts { try AttemptReplay.run(attempt, into: &result) }
      case .unknown: result.unchecked = ["kind \(golden.kind)"]
      }
    } catch {
      result.unchecked = [error.name]
    }
    result.unchecked += golden.unknownFields
    return result
  }

  private static func run(
    _ numeric: GoldenCase.Numeric, _ arithmetic: Arithmetic, into result: inout CaseResult
  ) throws(UnknownGoldenValue) {
    guard ["bool", "placeholder", "constant_tensor"].contains(numeric.trainingMode) else {
      throw UnknownGoldenValue(name: "training_mode \(numeric.trainingMode)")
    }
    var options = try BatchNormalizationOptions(numeric.layer, trainingMode: numeric.trainingMode)
    options.arithmetic = arithmetic
    switch numeric.dtype {
    case "float32": replay(numeric, options, as: Float.self, into: &result)
    case "float64": replay(numeric, options, as: Double.self, into: &result)
    #if !(os(macOS) && arch(x86_64))
      case "float16": replay(numeric, options, as: Float16.self, into: &result)
    #endif
    default: result.unchecked = ["dtype \(numeric.dtype)"]
    }
    if numeric.steps.contains(where: { $0.expected[float64Output] != nil }) {
      replayInFloat64(numeric, options, into: &result)
    }
    try CollectionsReplay.run(numeric, into: &result)
  }

  fileprivate static let float64Output = "output_float64"

  private static func replay<Scalar: TensorScalar>(
    _ numeric: GoldenCase.Numeric, _ options: BatchNormalizationOptions, as type: Scalar.Type,
    only field: String? = nil, exactWeights: Bool = false, into result: inout CaseResult
  ) {
    do throws(BatchNormalizationError) {
      var replay = try NumericReplay<Scalar>(numeric, options, only: field, exactWeights: exactWeights)
      replay.run(into: &result)
    } catch {
      // TensorFlow built this layer.
      result.refuse(error.description, step: nil)
    }
  }

  /// The same inputs in float64, for badly conditioned ones: a history of its own, with moving statistics in float64 from
  /// the first step on.
  ///
  /// The file does not say what kept it. TensorFlow has no fused implementation in float64, and its float64 layers round
  /// the weights of their averages to float32; a model of the same layer need not do either. One of them has to agree in
  /// every step.
  private static func replayInFloat64(
    _ numeric: GoldenCase.Numeric, _ options: BatchNormalizationOptions, into result: inout CaseResult
  ) {
    var nonFused = options
    nonFused.fused = false
    let histories = (numeric.fusedUsed ? [nonFused, options] : [options]).flatMap { options in
      [false, true].map { exactWeights in
        var history = CaseResult(name: result.name)
        replay(
          numeric, options, as: Double.self, only: float64Output, exactWeights: exactWeights, into: &history)
        return history
      }
    }
    if let nearest = histories.min(by: { $0.worstOfAll < $1.worstOfAll }) { result.merge(nearest) }
  }
}

/// The replay of one numeric file in its own scalar type.
private struct NumericReplay<Scalar: TensorScalar> {
  let golden: GoldenCase.Numeric
  let options: BatchNormalizationOptions
  var variables: BatchNormalizationVariables<Scalar>
  /// The one field to compare; `nil` for all that belong to the file's own type.
  let only: String?
  /// Whether moving averages take 1 − momentum as it is in this type, and not rounded to float32 as in TensorFlow.
  let exactWeights: Bool

  /// The fields that a step may hold and that follow from its pass.
  typealias Fields = [String: [Scalar]]

  init(
    _ golden: GoldenCase.Numeric, _ options: BatchNormalizationOptions, only: String?, exactWeights: Bool
  ) throws(BatchNormalizationError) {
    self.only = only
    self.exactWeights = exactWeights
    let shape = golden.inputShape.map { $0 ?? 0 }
    variables = try BatchNormalization<Scalar>(options: options, inputShape: shape).variables
    self.golden = golden
    self.options = options
  }

  mutating func run(into result: inout CaseResult) {
    compareVariables(golden.variablesInitial, "variables_initial", step: nil, &result)
    for (number, step) in golden.steps.enumerated() {
      // Every later step depends on the variables that a refused one would have left.
      guard run(step, number, &result) else { break }
    }
    result.unchecked = Array(Set(result.unchecked)).sorted()
  }

  /// Runs one step; false when the case can't go on.
  private mutating func run(_ step: GoldenCase.Step, _ number: Int, _ result: inout CaseResult) -> Bool {
    let shape = step.inputShape ?? golden.inputShape.compactMap { $0 }
    guard elementCount(of: shape) == step.input.values.count else {
      result.refuse(
        "the input has \(step.input.values.count) values, not those of shape \(shapeText(shape))", step: number)
      return false
    }
    var layer = BatchNormalization(options: options(for: step), variables: variables)
    let input = Tensor(shape: shape, scalars: scalars(step.input))
    let pass: Pass<Scalar>
    do throws(BatchNormalizationError) {
      pass = try layer.forward(input, mode: step.training ? .training : .inference)
    } catch {
      result.refuse(error.description, step: number)
      return false
    }
    var fields = forwardFields(pass)
    if only == nil {
      result.check(pass.implementation.isFused, golden.fusedUsed, field: "fused_used", "step \(number)")
    }
    result.unchecked += step.uncompared
    fields.merge(penaltyFields()) { first, _ in first }
    let gradients = gradients(pass, step)
    let total = gradients.map(total)
    fields.merge(gradientFields(gradients, total: total)) { first, _ in first }
    for (name, expected) in step.expected.sorted(by: { $0.key < $1.key }) where compares(name) {
      guard let actual = fields[name] else {
        result.unchecked.append(name)
        continue
      }
      compare(actual, expected, name, step: number, &result)
    }
    if step.runUpdateOps { update(&layer, pass) }
    variables = layer.variables
    if step.optimizerStep == true, let gradients, let total {
      // The file says whether its loss holds the regularization losses by recording their gradients or not.
      descend(
        gamma: step.expected["total_grad_gamma"] == nil ? gradients.gamma : total.gamma,
        beta: step.expected["total_grad_beta"] == nil ? gradients.beta : total.beta)
    }
    if let after = step.variablesAfter { compareVariables(after, "variables_after", step: number, &result) }
    return true
  }

  /// Moves the averages by a pass; renorm's own averages have TensorFlow's weights only.
  private func update(_ layer: inout BatchNormalization<Scalar>, _ pass: Pass<Scalar>) {
    guard exactWeights, !options.renorm, let mean = pass.batchMean, let variance = pass.varianceForUpdate else {
      layer.apply(pass.updates)
      return
    }
    let weight = Scalar(1 - options.momentum)
    for (name, new) in [(VariableName.movingMean, mean), (.movingVariance, variance)] {
      guard let old = layer.variables[name] else { continue }
      layer.variables[name] = zip(old, new).map { $0 - ($0 - $1) * weight }
    }
  }

  private func options(for step: GoldenCase.Step) -> BatchNormalizationOptions {
    var options = options
    if let clipping = step.renormClipping { options.renormClipping = RenormClipping(clipping) }
    // Not Python's own False, so that the non-fused implementation keeps the updates and switches them off.
    if golden.trainingMode == "constant_tensor", !step.training, !golden.fusedUsed {
      options.trainingSwitch = .placeholder
    }
    return options
  }

  /// What was fed: the digits name numbers of the file's own type, which a float64 evaluation takes over exactly.
  private func scalars(_ numbers: GoldenCase.Numbers) -> [Scalar] {
    switch golden.dtype {
    case Float.dataTypeName: numbers.values.map { Scalar(Float($0)) }
    #if !(os(macOS) && arch(x86_64))
      case Float16.dataTypeName: numbers.values.map { Scalar(Float(Float16($0))) }
    #endif
    default: numbers.values.map { Scalar($0) }
    }
  }

  private func compares(_ field: String) -> Bool {
    only.map { $0 == field } ?? (field != GoldenReplay.float64Output)
  }

  private func forwardFields(_ pass: Pass<Scalar>) -> Fields {
    var fields: Fields = ["output": pass.output.scalars]
    if only != nil { fields[GoldenReplay.float64Output] = pass.output.scalars }
    fields["batch_mean"] = pass.batchMean
    fields["batch_variance"] = pass.batchVariance
    fields["fused_batch_variance"] = pass.implementation.isFused ? pass.varianceForUpdate : nil
    fields["r"] = pass.correction?.r
    fields["d"] = pass.correction?.d
    return fields
  }

  private func penaltyFields() -> Fields {
    let losses = BatchNormalization(options: options, variables: variables).regularizationLosses
    return ["regularization_losses": losses, "regularization_loss": [losses.reduce(0, +)]]
  }

  private func gradients(_ pass: Pass<Scalar>, _ step: GoldenCase.Step) -> Gradients<Scalar>? {
    guard let upstream = step.upstream, upstream.values.count == pass.output.count else { return nil }
    return try? pass.gradients(
      upstream: Tensor(shape: pass.output.shape, scalars: scalars(upstream)))
  }

  private func gradientFields(_ gradients: Gradients<Scalar>?, total: (gamma: [Scalar], beta: [Scalar])?) -> Fields {
    guard let gradients, let total else { return [:] }
    return [
      "grad_input": gradients.input.scalars, "grad_gamma": gradients.gamma, "grad_beta": gradients.beta,
      "total_grad_gamma": total.gamma, "total_grad_beta": total.beta,
    ]
  }

  /// The gradients with those of the regularization losses added.
  private func total(_ gradients: Gradients<Scalar>) -> (gamma: [Scalar], beta: [Scalar]) {
    func sum(_ gradient: [Scalar], _ regularizer: Regularizer?, _ values: [Scalar]?) -> [Scalar] {
      guard let regularizer, let values else { return gradient }
      return zip(gradient, regularizer.gradient(values)).map { $0 + $1 }
    }
    return (
      sum(gradients.gamma, options.gammaRegularizer, variables.gamma),
      sum(gradients.beta, options.betaRegularizer, variables.beta)
    )
  }

  /// w ← constraint(w − learning rate · gradient).
  private mutating func descend(gamma: [Scalar], beta: [Scalar]) {
    guard let optimizer = golden.optimizer, optimizer.kind == Optimizer.Kind.gradientDescent.rawValue else { return }
    func descend(_ name: VariableName, _ gradient: [Scalar], _ constraint: Constraint?) {
      guard var values = variables[name] else { return }
      var state = OptimizerState<Scalar>()
      state.update(
        &values, of: name.rawValue, by: gradient, with: .gradientDescent(learningRate: optimizer.learningRate))
      variables[name] = constraint?.project(values) ?? values
    }
    descend(.gamma, gamma, options.gammaConstraint)
    descend(.beta, beta, options.betaConstraint)
  }

  private func compareVariables(
    _ expected: [String: GoldenCase.Numbers], _ field: String, step: Int?, _ result: inout CaseResult
  ) {
    guard only == nil else { return }
    for (name, values) in expected.sorted(by: { $0.key < $1.key }) {
      guard let variable = VariableName(rawValue: name) else {
        result.unchecked.append("\(field).\(name)")
        continue
      }
      compare(variables[variable] ?? [], values, field, of: name, step: step, &result)
    }
  }

  private func compare(
    _ actual: [Scalar], _ expected: GoldenCase.Numbers, _ field: String, of variable: String? = nil, step: Int?,
    _ result: inout CaseResult
  ) {
    // The file's digits name a number of its own type: unrounded they would count as an error of the last bit.
    let expected = expected.values.map { Double(Scalar($0)) }
    result.compare(
      actual.map { Double($0) }, with: expected, field: field, of: variable, limits: limits(for: field), step: step)
  }

  /// The limits of a field, for its own type.
  ///
  /// The file's tolerance is that of the file's type. A float64 evaluation of badly conditioned inputs loses about
  /// 2^-53 · mean / standard deviation, which is 1e-11 for 1e4 and 1e-2 with the default epsilon; a sum taken in
  /// another order loses a few times that.
  private func limits(for field: String) -> GoldenCase.Tolerance.Limits {
    field == GoldenReplay.float64Output
      ? GoldenCase.Tolerance.Limits(rtol: 1e-10, atol: 1e-10) : golden.tolerance.limits(for: field)
  }
}
