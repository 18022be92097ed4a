import BNTestSupport
import BNCore
import Testing

@Suite("Random programs of scopes and calls")
struct ScopePropertyTests {
  static func reuse(_ random: inout SplitMix) -> Reuse {
    ([nil, nil, nil, true, false, .auto, .auto] as [Reuse])[Int.random(in: 0..<7, using: &random)]
  }

  /// A few names that meet each other, and the default names.
  static let names = ["a", "b", "bn", "batch_normalization", "batch_normalization_1", "batch_normalization_2"]

  static func call(_ random: inout SplitMix) -> ScopeCall {
    func seldom(_ random: inout SplitMix) -> Bool { Int.random(in: 0..<12, using: &random) == 0 }
    let name = Int.random(in: 0..<2, using: &random) == 0 ? nil : names.randomElement(using: &random)
    let tooMany: VariableName? =
      seldom(&random)
      ? ([.gamma, .beta, .movingMean, .movingVariance] as [VariableName]).randomElement(using: &random) : nil
    return ScopeCall(
      name: name, reuse: reuse(&random), channels: seldom(&random) ? 5 : 3,
      type: seldom(&random) ? [.float64, .float16, .int32][Int.random(in: 0..<3, using: &random)] : .float32,
      training: Bool.random(using: &random) ? true : false, center: !seldom(&random), scale: !seldom(&random),
      renorm: seldom(&random), trainable: !seldom(&random), regularized: seldom(&random), badAxis: seldom(&random),
      badKey: seldom(&random), tooMany: tooMany)
  }

  static func actions(depth: Int, _ random: inout SplitMix) -> [ScopeAction] {
    (0..<Int.random(in: 1...6, using: &random)).map { _ in
      if depth > 0, Int.random(in: 0..<3, using: &random) == 0 {
        return .scope(
          name: names[Int.random(in: 0..<names.count, using: &random)], reuse: reuse(&random),
          actions(depth: depth - 1, &random))
      }
      return .call(call(&random))
    }
  }

  /// Does the actions to a graph and notes what each call answers.
  static func perform(_ actions: [ScopeAction], on graph: inout Graph, _ answers: inout [[String]]) throws {
    for action in actions {
      switch action {
      case .scope(let name, let reuse, let inner):
        try graph.variableScope(name, reuse: reuse) { graph in
          try perform(inner, on: &graph, &answers)
        }
      case .call(let call):
        let input = graph.placeholder(call.type, shape: [nil, call.channels])
        do throws(GraphError) {
          let output = try graph.batchNormalization(
            input, call.options, training: call.training, name: call.name, reuse: call.reuse)
          answers.append(graph.variables(of: output).map(\.name))
        } catch {
          answers.append([error.description])
        }
      }
    }
  }

  @Test("make the variables, the collections and the errors that TensorFlow's rules say")
  func agreement() throws {
    var (shared, refused) = (0, 0)
    for seed in 0..<2500 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let program = Self.actions(depth: 3, &random)
      var model = ScopeModel()
      model.run(program)
      var graph = Graph()
      var answers: [[String]] = []
      try Self.perform(program, on: &graph, &answers)
      try #require(answers == model.answers, "seed \(seed): \(program)")
      try #require(graph.globalVariables.map(\.name) == model.order, "seed \(seed)")
      try #require(graph.trainableVariables.map(\.name) == model.trainable, "seed \(seed)")
      for variable in graph.globalVariables {
        let expected = ScopeModel.Variable(length: variable.shape.first ?? 0, type: variable.dataType)
        try #require(model.made[variable.name] == expected, "seed \(seed)")
      }
      try #require(graph.updateOps.count == model.updateCount, "seed \(seed)")
      try #require(graph.regularizationLosses.count == model.lossCount, "seed \(seed)")
      let names = graph.names(in: .updateOps) + graph.names(in: .regularizationLosses)
      try #require(Set(names).count == names.count, "seed \(seed)")
      refused += answers.count { $0.count == 1 }
      shared += answers.flatMap { $0.count > 1 ? $0 : [] }.count - model.order.count
    }
    // The programs are worth nothing if they do not meet each other's names.
    #expect(refused > 2500)
    #expect(shared > 2500)
  }
}
