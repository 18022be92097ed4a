import BNFiles
import BNCore

/// Replays one construction of a golden file of kind `attempts`: accepted or refused, and what is left in the graph.
enum AttemptReplay {
  static func run(_ golden: GoldenCase.Attempt, into result: inout CaseResult) throws(UnknownGoldenValue) {
    let call = try GoldenCall(
      dtype: golden.dtype, shape: golden.inputShape, training: golden.training, layer: golden.layer)
    var graph = Graph()
    do throws(GraphError) {
      let added = try graph.add(call)
      try compare(added, graph, golden, &result)
    } catch {
      if let expected = golden.error {
        result.check(error, expected, golden.label)
      } else {
        result.check(error.description, "accepted", field: "ok", golden.label)
      }
    }
    if let left = golden.variablesLeftInGraph {
      result.check(graph.globalVariables.map(\.name), left, field: "variables_left_in_graph", golden.label)
    }
  }

  private static func compare(
    _ added: GoldenCall.Added, _ graph: Graph, _ golden: GoldenCase.Attempt, _ result: inout CaseResult
  ) throws(GraphError) {
    if let accepted = golden.ok { compare(added, graph, accepted, golden.label, &result) }
    // What TensorFlow refuses when it runs has to be run; what it ran has to run.
    if golden.error != nil || golden.ok?.ran != nil {
      let fits = added.output.shape.isCompatible(with: try ran(added, graph))
      result.check(fits, true, field: "ran", golden.label)
    }
    if let expected = golden.error {
      result.check("accepted", "\(expected.type): \(expected.message)", field: "error_message", golden.label)
    }
  }

  private static func compare(
    _ added: GoldenCall.Added, _ graph: Graph, _ golden: GoldenCase.Accepted, _ label: String,
    _ result: inout CaseResult
  ) {
    result.check(
      added.output.shape, golden.outputShape.map { StaticShape($0) } ?? .unknown, field: "output_shape", label)
    if let type = golden.outputDtype { result.check(added.output.dataType.name, type, field: "output_dtype", label) }
    if let fused = golden.fusedUsed {
      result.check(graph.implementation(of: added.output)?.isFused, fused, field: "fused_used", label)
    }
    if let variables = golden.variables {
      let made = graph.globalVariables.map {
        GoldenCase.Accepted.Variable(name: $0.name, shape: $0.shape, dtype: $0.dataType.name)
      }
      result.check(made, variables, field: "variables", label)
    }
    if let count = golden.updateOpCount { result.check(graph.updateOps.count, count, field: "update_op_count", label) }
    if let count = golden.regularizationLossCount {
      result.check(graph.regularizationLosses.count, count, field: "regularization_loss_count", label)
    }
  }

  /// Runs the output on zeros; its shape.
  ///
  /// No session computes in complex numbers, of which is known whether a processor has kernels for them.
  private static func ran(_ added: GoldenCall.Added, _ graph: Graph) throws(GraphError) -> [Int] {
    switch added.input.dataType {
    case .float32: return try ran(added, graph, as: Float.self)
    case .float64: return try ran(added, graph, as: Double.self)
    #if !(os(macOS) && arch(x86_64))
      case .float16: return try ran(added, graph, as: Float16.self)
    #endif
    default:
      try graph.checkKernels(of: added.output)
      return shape(fedTo: added)
    }
  }

  private static func ran<Scalar: TensorScalar>(
    _ added: GoldenCall.Added, _ graph: Graph, as type: Scalar.Type
  ) throws(GraphError) -> [Int] {
    var feeds: [SymbolicTensor: Feed<Scalar>] = [
      added.input: .tensor(Tensor(shape: shape(fedTo: added), repeating: 0))
    ]
    if let training = added.training { feeds[training] = true }
    return try GraphSession<Scalar>(graph).run(added.output, feeding: feeds).shape
  }

  private static func shape(fedTo added: GoldenCall.Added) -> [Int] {
    (added.input.shape.extents ?? []).map { $0 ?? 2 }
  }
}
