import BNFiles
import BNCore

/// Replays a golden file of kind `graph`: several calls in one graph, what each adds or raises, and runs of some.
struct GraphReplay {
  private var graph = Graph()
  private var added: [GoldenCall.Added?] = []

  static func run(_ golden: GoldenCase.GraphCase, into result: inout CaseResult) throws(UnknownGoldenValue) {
    var replay = GraphReplay()
    for (index, call) in golden.calls.enumerated() { try replay.add(call, "call \(index)", &result) }
    for key in GraphKey.allCases {
      result.check(
        replay.graph.names(in: key), golden.collections?[key.rawValue], in: key, replay.graph, "collections")
    }
    guard let steps = golden.steps, !steps.isEmpty else { return }
    for (number, step) in steps.enumerated() where replay.call(of: step) == nil {
      result.refuse("call \(step.call) is not there, or was refused", step: number)
    }
    let types = Set(golden.calls.filter { $0.error == nil }.map(\.dtype))
    for type in types.sorted() { try replay.run(golden, type, &result) }
  }

  private mutating func add(
    _ golden: GoldenCase.Call, _ place: String, _ result: inout CaseResult
  ) throws(UnknownGoldenValue) {
    let call = try GoldenCall(
      dtype: golden.dtype, shape: golden.inputShape, training: golden.training, layer: golden.layer)
    let before = GraphKey.allCases.map { graph.names(in: $0).count }
    do {
      let done = try add(call, in: golden)
      added.append(done)
      if let expected = golden.error {
        result.check("accepted", "\(expected.type): \(expected.message)", field: "error_message", place)
      } else if let used = golden.variablesUsed {
        result.check(graph.variables(of: done.output).map(\.name), used, field: "variables_used", place)
      }
    } catch {
      added.append(nil)
      if let error = error as? GraphError, let expected = golden.error {
        result.check(error, expected, place)
      } else {
        result.check("\(error)", "accepted", field: "variables_used", place)
      }
    }
    for (key, count) in zip(GraphKey.allCases, before) {
      result.check(Array(graph.names(in: key).dropFirst(count)), golden.added(to: key), in: key, graph, place)
    }
  }

  private mutating func add(
    _ call: GoldenCall, in golden: GoldenCase.Call
  ) throws -> GoldenCall.Added {
    guard let scope = golden.variableScope else { return try graph.add(call) }
    return try graph.variableScope(scope, reuse: Reuse(golden.variableScopeReuse)) { try $0.add(call) }
  }

  /// What the call of a step added; `nil` if there is no such call or it was refused.
  private func call(of step: GoldenCase.GraphStep) -> GoldenCall.Added? {
    added.indices.contains(step.call) ? added[step.call] : nil
  }

  private func run(
    _ golden: GoldenCase.GraphCase, _ type: String, _ result: inout CaseResult
  ) throws(UnknownGoldenValue) {
    switch type {
    case "float32": run(golden, type, as: Float.self, &result)
    case "float64": run(golden, type, as: Double.self, &result)
    #if !(os(macOS) && arch(x86_64))
      case "float16": run(golden, type, as: Float16.self, &result)
    #endif
    default: throw UnknownGoldenValue(name: "steps of dtype \(type)")
    }
  }

  /// Runs the steps of the calls of one type; calls of several types do not share variables.
  private func run<Scalar: TensorScalar>(
    _ golden: GoldenCase.GraphCase, _ type: String, as scalar: Scalar.Type, _ result: inout CaseResult
  ) {
    do throws(GraphError) {
      var session = try GraphSession<Scalar>(graph)
      compare(session, golden.variablesInitial, "variables_initial", golden.tolerance, step: nil, &result)
      for (number, step) in (golden.steps ?? []).enumerated() {
        guard let added = call(of: step), golden.calls[step.call].dtype == type else { continue }
        try run(step, number, added, golden, &session, &result)
      }
    } catch {
      result.refuse(error.description, step: nil)
    }
  }

  private func run<Scalar: TensorScalar>(
    _ step: GoldenCase.GraphStep, _ number: Int, _ added: GoldenCall.Added, _ golden: GoldenCase.GraphCase,
    _ session: inout GraphSession<Scalar>, _ result: inout CaseResult
  ) throws(GraphError) {
    let call = golden.calls[step.call]
    let shape = step.inputShape ?? (call.inputShape ?? []).compactMap { $0 }
    guard elementCount(of: shape) == step.input.values.count else {
      result.refuse(
        "the input has \(step.input.values.count) values, not those of shape \(shapeText(shape))", step: number)
      return
    }
    var feeds: [SymbolicTensor: Feed<Scalar>] = [
      added.input: .tensor(Tensor(shape: shape, scalars: step.input.values.map { Scalar($0) }))
    ]
    if let training = added.training { feeds[training] = .bool(step.training) }
    // The golden runs compute the output first and move the averages after it.
    let output = try session.run(added.output, feeding: feeds)
    if step.runUpdateOps {
      let updates = graph.updates(of: added.output)
      try session.run([], operations: updates, feeding: feeds)
    }
    let limits = golden.limits(for: "output")
    if let expected = step.output {
      result.compare(
        output.scalars.map { Double($0) }, with: expected.values.map { Double(Scalar($0)) }, field: "output",
        limits: limits, step: number)
    }
    compare(session, step.variablesAfter, "variables_after", golden.tolerance, step: number, &result)
  }

  private func compare<Scalar: TensorScalar>(
    _ session: GraphSession<Scalar>, _ expected: [String: GoldenCase.Numbers]?, _ field: String,
    _ tolerance: GoldenCase.Tolerance?, step: Int?, _ result: inout CaseResult
  ) {
    let limits = tolerance?.limits(for: field) ?? GoldenCase.Tolerance.Limits(rtol: 0, atol: 0)
    for (name, values) in (expected ?? [:]).sorted(by: { $0.key < $1.key }) {
      let stored = graph.globalVariables.first { $0.name == name }
      if let stored, stored.dataType != Scalar.dataType { continue }
      result.compare(
        (session[variable: name] ?? []).map { Double($0) }, with: values.values.map { Double(Scalar($0)) },
        field: field, of: name, limits: limits, step: step)
    }
  }
}

extension GoldenCase.GraphCase {
  fileprivate func limits(for field: String) -> GoldenCase.Tolerance.Limits {
    tolerance?.limits(for: field) ?? GoldenCase.Tolerance.Limits(rtol: 0, atol: 0)
  }
}

extension GoldenCase.Call {
  fileprivate func added(to key: GraphKey) -> [String]? {
    switch key {
    case .globalVariables: addedToGlobalVariables
    case .trainableVariables: addedToTrainableVariables
    case .updateOps: addedToUpdateOps
    case .regularizationLosses: addedToRegularizationLosses
    }
  }
}
