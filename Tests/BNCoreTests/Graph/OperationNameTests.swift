import BNCore
import Testing

/// The names that TensorFlow 1.4.0 itself gave (p51, p52), where a second scope of operations is skipped in each call.
@Suite("Names of operations")
struct OperationNameTests {
  @Test("of p51: each unnamed call uses up two name scopes at first, and renorm's four averages have the first numbers")
  func unnamed() throws {
    var graph = Graph()
    let switched = graph.placeholder(.bool)
    try graph.layer(training: true)
    try graph.layer(nil, [4, 2], training: true)
    try graph.layer(training: true) { $0.center = false }
    try graph.layer { $0.scale = false }
    try graph.layer(nil, [4, 2], training: .placeholder(switched)) { $0.renorm = true }
    #expect(
      graph.names(in: .updateOps) == [
        "batch_normalization/AssignMovingAvg:0", "batch_normalization/AssignMovingAvg_1:0",
        "batch_normalization_2/AssignMovingAvg:0", "batch_normalization_2/AssignMovingAvg_1:0",
        "batch_normalization_3/AssignMovingAvg:0", "batch_normalization_3/AssignMovingAvg_1:0",
        "batch_normalization_5/AssignMovingAvg_4:0", "batch_normalization_5/AssignMovingAvg_5:0",
      ])
    #expect(graph.updateOps.map(\.statistic) == (0..<4).flatMap { _ in [MovingStatistic.mean, .variance] })
  }

  @Test("of p52: a second call of one name, and the loss of a regularized variable")
  func named() throws {
    var graph = Graph()
    for reuse in [nil, true] as [Reuse] {
      try graph.layer("bn", training: true, reuse: reuse) { $0.gammaRegularizer = .l2(0.1) }
    }
    #expect(
      graph.names(in: .updateOps) == [
        "bn/AssignMovingAvg:0", "bn/AssignMovingAvg_1:0", "bn_2/AssignMovingAvg:0", "bn_2/AssignMovingAvg_1:0",
      ])
    #expect(graph.names(in: .regularizationLosses) == ["bn/gamma/Regularizer/l2_regularizer:0"])
  }

  @Test("a loss is one for each regularized variable, gamma's first, and stands in the name scope of its call")
  func losses() throws {
    var graph = Graph()
    for _ in 0..<2 {
      try graph.layer {
        $0.gammaRegularizer = .l1(0.1)
        $0.betaRegularizer = .l2(0.1)
      }
    }
    try graph.layer("off") {
      $0.gammaRegularizer = .l2(0)
      $0.betaRegularizer = .l1(0)
    }
    #expect(
      graph.names(in: .regularizationLosses) == [
        "batch_normalization/gamma/Regularizer/l1_regularizer:0",
        "batch_normalization/beta/Regularizer/l2_regularizer:0",
        "batch_normalization_2/gamma/Regularizer/l1_regularizer:0",
        "batch_normalization_2/beta/Regularizer/l2_regularizer:0",
      ])
  }

  @Test("update operations are found by their scope, as with tf.get_collection")
  func byScope() throws {
    var graph = Graph()
    for name in ["a", "b"] {
      try graph.variableScope(name) { graph in _ = try graph.layer(training: true) }
    }
    #expect(graph.updateOps(in: "a/").map(\.name) == Array(graph.updateOps.map(\.name).prefix(2)))
    #expect(graph.updateOps(in: "b/batch_normalization").count == 2)
    #expect(graph.updateOps(in: "c").isEmpty)
    #expect(graph.updateOps(in: "") == graph.updateOps)
  }

  @Test("no two tensors or operations share one, however often calls repeat")
  func unique() throws {
    var graph = Graph()
    var outputs: [SymbolicTensor] = []
    for round in 0..<3 {
      try graph.variableScope("a", reuse: .auto) { graph in
        outputs.append(try graph.layer(training: true))
        outputs.append(try graph.layer("bn", [2, 2, 2, 3], training: true))
        outputs.append(try graph.layer("bn_\(round)", training: true))
      }
    }
    let names = outputs.map(\.name) + graph.names(in: .updateOps)
    #expect(Set(names).count == names.count)
    #expect(Set(graph.variableNames).count == graph.variableNames.count)
  }
}
