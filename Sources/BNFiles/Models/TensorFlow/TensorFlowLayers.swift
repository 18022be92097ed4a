import Platform

/// Finds the layers of a graph of TensorFlow, in its functions too, and puts together what is one layer.
///
/// A layer that is trained under a condition has an operation for training and one for inference; a model has its
/// operations once in each function that calls it.
struct TensorFlowLayers {
  /// The tensors of the variables, where a checkpoint holds them.
  let variable: (String) -> StoredTensor?
  private let path: String
  private var found: [Found] = []
  /// Where the layers stand that have a name or a tensor: another operation with it may be the same layer.
  private var known: [String: [Int]] = [:]
  /// Not more layers than these are compared that have a tensor in common.
  private static let mostNear = 16
  private var lookAlikes: [StatedLayer] = []
  private var folded = FoldedLayers()
  private var momentums: [String: Double] = [:]
  /// The scopes of operations that spell a layer out.
  private var scopes: Set<String> = []
  private var visited = 0
  private let trainingNote: String

  private struct Found {
    var layer: StatedLayer
    var isTraining: Bool
  }

  private static let deepest = 32
  private static let mostVisited = 1 << 22

  /// Goes through a graph.
  ///
  /// - Parameters:
  ///   - graph: the outermost one.
  ///   - functions: the functions that it may call, by their names.
  ///   - path: the file, for errors.
  ///   - trainingNote: what is said of a layer that the graph has only for training.
  ///   - variable: looks up a variable's tensor by its name.
  /// - Throws: ``FileError`` where functions call each other without end.
  init(
    _ graph: TensorFlowGraph, functions: [String: TensorFlowGraph], path: String,
    trainingNote: String = "the graph normalizes by the batch: it does not use the stored statistics",
    variable: @escaping (String) -> StoredTensor?
  ) throws(FileError) {
    self.path = path
    self.trainingNote = trainingNote
    self.variable = variable
    try visit(TensorFlowScope(graph, functions: functions), depth: 0)
  }

  /// The layers in the graph's order, then what is left of folded ones.
  var layers: [StatedLayer] {
    let batchNorms = found.map { found in
      var layer = found.layer
      if layer.momentum == nil, let name = layer.mean?.name, let momentum = momentums[name] {
        layer.momentum = .ofOld(momentum)
      }
      if found.isTraining {
        layer.notes.append(trainingNote)
      }
      return layer
    }
    return batchNorms + folded.all + lookAlikes
  }

  private mutating func visit(_ scope: TensorFlowScope, depth: Int) throws(FileError) {
    guard depth <= Self.deepest else {
      throw FileError(path, "functions call each other more than \(Self.deepest) deep; the file is damaged")
    }
    defer { scope.forget() }
    visited += scope.graph.inputs.count
    let resolve = TensorFlowTensors(scope: scope, variable: variable)
    let unfused = UnfusedNorms.find(in: TensorFlowUnfused(resolve))
    for (index, operation) in scope.graph.operations.enumerated() {
      visited += 1
      guard visited <= Self.mostVisited else {
        throw FileError(path, "its functions call each other too often to be followed; the file is damaged")
      }
      if let node = FusedNode(operation) { add(resolve.found(node), isTraining: node.isTraining) }
      if let layer = unfused[index] {
        add(layer, isTraining: false)
        scopes.formUnion([FoldedName.layer(operation.name)].compactMap(\.self))
      }
      if let (name, momentum) = resolve.momentum(operation) { momentums[name] = momentum }
      for body in scope.bodies(operation) { try visit(body, depth: depth + 1) }
    }
    for layer in resolve.layersByScope(isKnown: { self.known[$0] != nil }) { add(layer, isTraining: false) }
    let known = known
    let remnants = TensorFlowRemnants(resolve) { known[$0] != nil }
    remnants.add(to: &folded)
    for name in remnants.computed.sorted()
    where known[name] == nil && !scopes.contains(name) && resolve.statistics(inScope: name) == nil {
      guard scopes.insert(name).inserted else { continue }
      lookAlikes.append(
        StatedLayer(name: name, kind: .lookAlike("a norm that computes mean and variance from its input")))
    }
  }

  private mutating func add(_ layer: StatedLayer, isTraining: Bool) {
    let stored = layer.tensors.map(\.name)
    let keys = Set(stored + [layer.name, FoldedName.layer(layer.name)].compactMap(\.self))
    let near = keys.sorted().flatMap { (known[$0] ?? []).suffix(Self.mostNear) }
    let place = near.sorted().first { Self.agree(found[$0].layer, layer) } ?? found.count
    for key in keys where known[key]?.suffix(Self.mostNear).contains(place) != true {
      known[key, default: []].append(place)
    }
    guard place < found.count else {
      found.append(Found(layer: layer, isTraining: isTraining))
      return
    }
    // The operation for inference knows the statistics; the other one the momentum, if any does.
    let momentum = found[place].layer.momentum ?? layer.momentum
    if found[place].isTraining, !isTraining || (found[place].layer.mean == nil && layer.mean != nil) {
      found[place].layer = layer
      found[place].isTraining = isTraining
    }
    found[place].layer.momentum = momentum
  }

  /// Whether two may be one layer: they have no two different tensors for one role.
  private static func agree(_ a: StatedLayer, _ b: StatedLayer) -> Bool {
    guard a.gamma?.name == b.gamma?.name, a.beta?.name == b.beta?.name else { return false }
    for role in [\StatedLayer.mean, \.variance] {
      if let first = a[keyPath: role]?.name, let second = b[keyPath: role]?.name, first != second { return false }
    }
    return true
  }
}
