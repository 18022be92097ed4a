import BNFiles
import BNCore

/// Rebuilds the graph of a numeric golden file and compares its collections.
enum CollectionsReplay {
  static func run(_ golden: GoldenCase.Numeric, into result: inout CaseResult) throws(UnknownGoldenValue) {
    guard let collections = golden.collections else { return }
    let calls = try calls(of: golden)
    var graph = Graph()
    graph.computesWhatTensorFlowRefuses = true
    do throws(GraphError) {
      for call in calls { _ = try graph.add(call) }
    } catch {
      result.refuse(error.description, step: nil)
      return
    }
    for key in GraphKey.allCases {
      result.check(graph.names(in: key), collections[key.rawValue], in: key, graph, "collections")
    }
    result.unchecked += collections.keys.filter { GraphKey(rawValue: $0) == nil }.sorted()
  }

  /// One call with a placeholder; with a constant one call for each value, the later one sharing the variables.
  private static func calls(of golden: GoldenCase.Numeric) throws(UnknownGoldenValue) -> [GoldenCall] {
    var trainings: [GoldenCase.TrainingCase] = [.placeholder]
    if golden.trainingMode != "placeholder" {
      let flags = golden.steps.map(\.training)
      trainings = [true, false].filter(flags.contains).map { .flag($0) }
    }
    var calls: [GoldenCall] = []
    for training in trainings {
      var call = try GoldenCall(
        dtype: golden.dtype, shape: golden.staticShape ?? golden.inputShape, training: training, layer: golden.layer)
      if !calls.isEmpty { call.reuse = true }
      calls.append(call)
    }
    return calls
  }
}
