import BNCore
import BNFiles
import Platform

/// The layers in front of a model's batch norms, each as certainly as the file tells it.
struct FoldFronts {
  private var places: [String: FoldPlace] = [:]
  /// Whether the file's graph tells them, so that it is known, too, who else uses their outputs.
  let isByGraph: Bool

  /// Looks for them in the file's graph; where it has none by what the numbers prove, and by names.
  ///
  /// - Throws: ``FileError`` where the file does not hold a tensor.
  init(_ model: FoundModel) throws(FileError) {
    let norms = model.batchNorms
    if let flow = try model.file.normInputs() {
      isByGraph = true
      let inputs = Dictionary(flow.inputs.map { ($0.norm, $0.input) }, uniquingKeysWith: { first, _ in first })
      for norm in norms { places[norm.name] = Self.place(norm, inputs[norm.name]) }
    } else {
      isByGraph = false
      let names = NamedFronts(model.file)
      let proven = try Self.proven(model)
      for norm in norms { places[norm.name] = names.place(norm, proven: proven[norm.name]) }
    }
    refuseShared()
  }

  subscript(_ norm: String) -> FoldPlace {
    places[norm] ?? .none(FoldObstacle("nothing in the file tells what stands in front"))
  }

  // MARK: By the graph

  private static func place(_ norm: FoundLayer, _ input: ModelFlow.Input?) -> FoldPlace {
    switch input {
    case nil: return .none(FoldObstacle("the file's graph is not followed to it"))
    case .other(let what): return .none(FoldObstacle("not weights but \(what.escapingControls) stands in front"))
    case .weights(let weights):
      if let obstacle = weights.obstacle { return .none(FoldObstacle(obstacle.escapingControls)) }
      let front = FoldFront.make(
        weights.lastKernel ?? weights.kernel, layout: weights.layout.ofChannels, groups: weights.groups,
        bias: weights.bias, channels: norm.channels ?? 0, basis: .graph)
      switch front {
      case .failure(let obstacle): return .none(obstacle)
      case .success(let front):
        return weights.doubt.map { .likely(front, FoldObstacle($0.escapingControls)) } ?? .known(front)
      }
    }
  }

  // MARK: By numbers

  /// The kernels whose weights predict the moving means of the layers behind them, by the names of these.
  private static func proven(_ model: FoundModel) throws(FileError) -> [String: String] {
    var kernels: [String: String] = [:]
    for layer in try PredictedMeans(model).layers where layer.judgement == .agrees {
      if let comparison = layer.comparison { kernels[layer.layer.name] = comparison.kernel }
    }
    return kernels
  }

  // MARK: All of them

  /// A kernel that stands in front of two batch norms can take up neither; one that is known to stand in front of one of them
  /// stands in front of no other.
  private mutating func refuseShared() {
    var known: [String: [String]] = [:]
    var likely: [String: [String]] = [:]
    for (norm, place) in places {
      switch place {
      case .known(let front): known[front.kernel.name, default: []].append(norm)
      case .likely(let front, _): likely[front.kernel.name, default: []].append(norm)
      case .none: break
      }
    }
    for kernel in Set(known.keys).union(likely.keys) {
      let (sure, others) = (known[kernel] ?? [], likely[kernel] ?? [])
      guard sure.count + others.count > 1 else { continue }
      let name = kernel.quoted(limit: 60)
      let obstacle = FoldObstacle(
        sure.count == 1
          ? "\(name), to which its name points, stands in front of \(sure[0].quoted(limit: 60))"
          : "\(name) may stand in front of \(sure.count + others.count) batch norms")
      for norm in (sure.count == 1 ? [] : sure) + others { places[norm] = .some(.none(obstacle)) }
    }
  }
}

extension ModelFlow.Weights.Layout {
  /// The order under the engine's name.
  fileprivate var ofChannels: KernelChannels.Layout {
    switch self {
    case .outputFirst: .outputFirst
    case .outputLast: .outputLast
    case .depthwise: .depthwise
    case .transposedFirst: .transposedFirst
    case .transposedLast: .transposedLast
    }
  }
}
