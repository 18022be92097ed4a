import BNCore
import Testing

/// What a layer does about its variables.
enum Sharing: Sendable {
  case make, share, either
}

@Suite("Reuse")
struct ReuseTests {
  /// For each `reuse` of a layer, what it does in scopes of `reuse` nil, true, false and AUTO_REUSE.
  ///
  /// False is the same as nil, as `tf.variable_scope` documents since 1.1: it does not put an end to sharing.
  static let rules: [(layer: Reuse, scope: Reuse, sharing: Sharing)] = {
    let scopes: [Reuse] = [nil, true, false, .auto]
    let table: [(Reuse, [Sharing])] = [
      (nil, [.make, .share, .make, .either]),
      (true, [.share, .share, .share, .share]),
      (false, [.make, .share, .make, .either]),
      (.auto, [.either, .either, .either, .either]),
    ]
    return table.flatMap { layer, row in zip(scopes, row).map { (layer, $0, $1) } }
  }()

  @Test("of a layer and of the scope around it", arguments: rules)
  func combinations(layer: Reuse, scope: Reuse, sharing: Sharing) throws {
    for isThere in [false, true] {
      var graph = Graph()
      if isThere {
        try graph.variableScope("a") { graph in _ = try graph.layer("bn") }
      }
      let error = refusal {
        try graph.variableScope("a", reuse: scope) { graph in
          _ = try graph.layer("bn", reuse: layer)
        }
      }
      let expected: String? =
        switch (sharing, isThere) {
        case (.make, true): exists("a/bn/gamma")
        case (.share, false): missing("a/bn/gamma")
        default: nil
        }
      #expect(error?.description == expected)
      #expect(graph.variableNames == (sharing == .share && !isThere ? [] : names("a/bn")))
    }
  }

  @Test(
    "goes from scope to scope, and an inner False does not end it",
    arguments: [
      (nil, nil, .make), (true, nil, .share), (true, false, .share), (.auto, nil, .either), (.auto, false, .either),
      (.auto, true, .share), (true, .auto, .either), (false, nil, .make), (nil, true, .share),
    ] as [(Reuse, Reuse, Sharing)])
  func nested(outer: Reuse, inner: Reuse, sharing: Sharing) throws {
    func error(isThere: Bool) throws -> String? {
      var graph = Graph()
      if isThere { try graph.layer("a/b/bn") }
      return refusal {
        try graph.variableScope("a", reuse: outer) { graph in
          try graph.variableScope("b", reuse: inner) { graph in _ = try graph.layer("bn") }
        }
      }?.description
    }
    #expect(try error(isThere: true) == (sharing == .make ? exists("a/b/bn/gamma") : nil))
    #expect(try error(isThere: false) == (sharing == .share ? missing("a/b/bn/gamma") : nil))
  }

  @Test("without a name takes the scope batch_normalization, every time", arguments: [true, .auto] as [Reuse])
  func withoutName(reuse: Reuse) throws {
    var graph = Graph()
    let first = try graph.layer()
    try graph.layer()
    for _ in 0..<2 {
      let shared = try graph.layer(reuse: reuse)
      #expect(graph.variables(of: shared) == graph.variables(of: first))
    }
    #expect(graph.globalVariables.count == 8)
    let error = refusal {
      try graph.variableScope("a") { graph in _ = try graph.layer(reuse: reuse) }
    }
    #expect(error?.description == (reuse == true ? missing("a/batch_normalization/gamma") : nil))
  }

  @Test("may ask for fewer variables, but not for more")
  func fewerAndMore() throws {
    var graph = Graph()
    try graph.layer("full") { $0.renorm = true }
    let fewer = try graph.layer("full", reuse: true) {
      $0.center = false
      $0.scale = false
    }
    #expect(graph.variables(of: fewer).map(\.name) == ["full/moving_mean", "full/moving_variance"])
    try graph.layer("few") {
      $0.center = false
      $0.scale = false
    }
    for (change, variable) in [
      ({ $0.center = false }, "gamma"), ({ $0.scale = false }, "beta"),
      (
        {
          ($0.center, $0.scale) = (false, false)
          $0.renorm = true
        }, "renorm_mean"
      ),
    ] as [((inout BatchNormalizationOptions) -> Void, String)] {
      let error = refusal { try graph.layer("few", reuse: true, change) }
      #expect(error?.description == missing("few/\(variable)"))
    }
    #expect(graph.globalVariables.count == 10)
    // AUTO_REUSE makes what is not there, behind all that is.
    try graph.layer("few", reuse: .auto)
    #expect(graph.variableNames.suffix(2) == ["few/gamma", "few/beta"])
  }

  @Test(
    "is refused for another number of channels and for another type, wherever the first difference shows",
    arguments: [true, .auto] as [Reuse])
  func otherShapeOrType(reuse: Reuse) throws {
    var graph = Graph()
    try graph.layer("bn")
    func error(_ shape: StaticShape, _ type: DataType, center: Bool = true, scale: Bool = true) -> String? {
      refusal {
        try graph.layer("bn", shape, type, reuse: reuse) { ($0.center, $0.scale) = (center, scale) }
      }?.description
    }
    func shape(_ variable: String) -> String {
      "ValueError: Trying to share variable bn/\(variable), but specified shape (5,) and found shape (3,)."
    }
    #expect(error([4, 5], .float32) == shape("gamma"))
    #expect(error([4, 5], .float32, scale: false) == shape("beta"))
    #expect(error([4, 5], .float32, center: false, scale: false) == shape("moving_mean"))
    // The shape is looked at first.
    #expect(error([4, 5], .float64) == shape("gamma"))
    #expect(
      error([4, 3], .float64)
        == "ValueError: Trying to share variable bn/gamma, but specified dtype float64 and found dtype float32_ref.")
    #expect(graph.globalVariables.count == 4)
  }

  @Test("takes another rank, another axis and an unknown batch")
  func otherRank() throws {
    var graph = Graph()
    let first = try graph.layer("bn", training: true)
    let others = [
      try graph.layer("bn", [2, 5, 3], training: true, reuse: true),
      try graph.layer("bn", [3, 7], training: true, reuse: true) { $0.axis = 0 },
      try graph.layer("bn", [nil, 2, 2, 3], training: true, reuse: true),
    ]
    for other in others { #expect(graph.variables(of: other) == graph.variables(of: first)) }
    #expect(graph.implementation(of: others[2]) == .fused)
    #expect(graph.implementation(of: first) == .nonFused(.rank(2)))
    #expect(graph.updateOps.count == 8)
  }

  @Test("adds a regularization loss only where it makes the variable, whoever asks for one later")
  func losses() throws {
    var graph = Graph()
    try graph.layer("bn") { $0.gammaRegularizer = .l2(0.5) }
    try graph.layer("bn", reuse: true) {
      $0.gammaRegularizer = .l1(1)
      $0.betaRegularizer = .l1(1)
    }
    #expect(graph.names(in: .regularizationLosses) == ["bn/gamma/Regularizer/l2_regularizer:0"])
  }

  @Test("leaves initial values, constraints and trainability as the first call set them")
  func firstCallDecides() throws {
    var graph = Graph()
    try graph.layer("bn") {
      $0.gammaInitializer = .constant(2)
      $0.trainable = false
    }
    try graph.layer("bn", reuse: true) {
      $0.gammaInitializer = .constant(7)
      $0.movingMeanInitializer = .constant(7)
    }
    #expect(graph.trainableVariables.isEmpty)
    let session = try GraphSession<Float>(graph)
    #expect(session[variable: "bn/gamma"] == [2, 2, 2])
    #expect(session[variable: "bn/moving_mean"] == [0, 0, 0])
  }
}
