import BNFiles
import BNCore

/// Rebuilds the graph of a numeric golden file and compares its collections.
enum CollectionsReplay {
  static func run(_ golden: GoldenCase.Numeric, into result: inout CaseResult) throws(UnknownGoldenValue) {
    guard let collections = golden.collections else { return }
    let call = try GoldenCall(
      dtype: golden.dtype, shape: golden.staticShape ?? golden.inputShape, training: .placeholder, layer: golden.layer)
    let graph: Graph
    do throws(GraphError) {
      graph = try Self.graph(
        of: call, trainings(of: golden), updateOps: collections[GraphKey.updateOps.rawValue]?.count)
    } catch {
      result.refuse(error.description, step: nil)
      return
    }
    for key in GraphKey.allCases {
      result.check(graph.names(in: key), collections[key.rawValue], in: key, graph, "collections")
    }
    result.unchecked += collections.keys.filter { GraphKey(rawValue: $0) == nil }.sorted()
  }

  /// The graph of the first calls that leave as many update operations as the file has; of the first if none do.
  private static func graph(
    of call: GoldenCall, _ candidates: [[GoldenCase.TrainingCase]], updateOps: Int?
  ) throws(GraphError) -> Graph {
    var first: Graph?
    for trainings in candidates {
      let graph = try graph(of: call, trainings)
      if graph.updateOps.count == updateOps { return graph }
      first = first ?? graph
    }
    return first ?? Graph()
  }

  /// A call for each value of `training`, the later ones sharing the variables of the first.
  private static func graph(
    of call: GoldenCall, _ trainings: [GoldenCase.TrainingCase]
  ) throws(GraphError) -> Graph {
    var graph = Graph()
    graph.computesWhatTensorFlowRefuses = true
    var call = call
    for (index, training) in trainings.enumerated() {
      call.training = training
      if index > 0 { call.reuse = true }
      _ = try graph.add(call)
    }
    return graph
  }

  /// The values of `training` that a file's calls can have had, the likeliest first.
  ///
  /// With a placeholder there is one call. With constants the format leaves open whether steps of one value share a call or
  /// have one each, and the number of update operations tells: two for each call that adds them. A tensor is made for each
  /// step, a bool is there; and inference needs no tensor.
  private static func trainings(of golden: GoldenCase.Numeric) -> [[GoldenCase.TrainingCase]] {
    let training = golden.steps.map(\.training).filter { $0 }
    let inference = golden.steps.map(\.training).filter { !$0 }
    let shared = (training: Array(training.prefix(1)), inference: Array(inference.prefix(1)))
    switch golden.trainingMode {
    case "placeholder": return [[.placeholder]]
    case "constant_tensor":
      return [training, shared.training].flatMap { training in
        let trains = training.map(GoldenCase.TrainingCase.constantTensor)
        return [
          trains + shared.inference.map(GoldenCase.TrainingCase.constantTensor),
          trains + inference.map(GoldenCase.TrainingCase.constantTensor),
          trains + shared.inference.map(GoldenCase.TrainingCase.flag),
        ]
      }
    default: return [shared.training, training].map { ($0 + shared.inference).map(GoldenCase.TrainingCase.flag) }
    }
  }
}
