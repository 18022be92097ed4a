import BNCore
import Testing

/// The rules 35, 36 and 38 of the findings; TensorFlow 1.4's own lists are in p51.
@Suite("Scopes and default names")
struct DefaultNameTests {
  @Test("number themselves anew in each scope")
  func perScope() throws {
    var graph = Graph()
    try graph.layer()
    try graph.variableScope("a") { graph in
      try graph.layer()
      try graph.layer()
      try graph.variableScope("b") { graph in _ = try graph.layer() }
    }
    try graph.layer()
    #expect(
      graph.variableNames == names("batch_normalization") + names("a/batch_normalization")
        + names("a/batch_normalization_1") + names("a/b/batch_normalization") + names("batch_normalization_1"))
  }

  @Test("skip scopes that exist, a layer's or anybody's")
  func skipping() throws {
    var graph = Graph()
    try graph.layer("batch_normalization_1")
    try graph.variableScope("batch_normalization_2") { _ in }
    try graph.layer()
    try graph.layer()
    #expect(
      graph.variableNames == names("batch_normalization_1") + names("batch_normalization")
        + names("batch_normalization_3"))
  }

  @Test("an explicit name is taken as it is, within the scopes around it")
  func explicitNames() throws {
    var graph = Graph()
    try graph.layer("bn")
    try graph.variableScope("a") { graph in
      try graph.layer("bn")
      try graph.layer("inner/bn")
    }
    #expect(graph.variableNames == names("bn") + names("a/bn") + names("a/inner/bn"))
    #expect(refusal { try graph.layer("bn") }?.description == exists("bn/gamma"))
  }

  @Test("an empty name is none")
  func emptyName() throws {
    var graph = Graph()
    try graph.layer("")
    #expect(graph.variableNames == names("batch_normalization"))
  }

  @Test("start again where a scope is opened again, and so collide without reuse")
  func openedAgain() throws {
    var graph = Graph()
    try graph.variableScope("a") { graph in _ = try graph.layer() }
    let error = refusal {
      try graph.variableScope("a") { graph in _ = try graph.layer() }
    }
    #expect(error?.description == exists("a/batch_normalization/gamma"))
    // The name is used up all the same, but only until the scope closes.
    try graph.variableScope("a") { graph in
      #expect(refusal { try graph.layer() } != nil)
      try graph.layer()
    }
    #expect(graph.variableNames == names("a/batch_normalization") + names("a/batch_normalization_1"))
  }

  @Test("share where a scope is opened again with reuse, each layer with the one of its turn")
  func openedForReuse() throws {
    var graph = Graph()
    let first = try graph.variableScope("a") { graph in
      [try graph.layer(), try graph.layer("named"), try graph.layer()]
    }
    let second = try graph.variableScope("a", reuse: true) { graph in
      [try graph.layer(), try graph.layer("named"), try graph.layer()]
    }
    #expect(graph.globalVariables.count == 12)
    for (one, other) in zip(first, second) { #expect(graph.variables(of: one) == graph.variables(of: other)) }
    let error = refusal {
      try graph.variableScope("a", reuse: true) { graph in
        for _ in 0..<3 { try graph.layer() }
      }
    }
    #expect(error?.description == missing("a/batch_normalization_2/gamma"))
  }

  @Test("with AUTO_REUSE share those that exist and make the others")
  func automatic() throws {
    var graph = Graph()
    let first = try graph.variableScope("a", reuse: .auto) { graph in try graph.layer() }
    let second = try graph.variableScope("a", reuse: .auto) { graph in
      [try graph.layer(), try graph.layer()]
    }
    #expect(graph.variables(of: first) == graph.variables(of: second[0]))
    #expect(graph.variables(of: second[1]).map(\.name) == names("a/batch_normalization_1"))
    #expect(graph.globalVariables.count == 8)
  }

  @Test("a scope within a scope that is opened again starts again as well")
  func nestedAgain() throws {
    var graph = Graph()
    for _ in 0..<2 {
      try graph.variableScope("a", reuse: .auto) { graph in
        try graph.variableScope("b") { graph in _ = try graph.layer() }
        try graph.layer()
      }
    }
    #expect(graph.variableNames == names("a/b/batch_normalization") + names("a/batch_normalization"))
  }

  @Test("layer objects count their names from 1, apart from the scopes")
  func objectNames() throws {
    var graph = Graph()
    let first = try graph.batchNormalizationLayer()
    #expect(first.name == "batch_normalization_1")
    #expect(try graph.batchNormalizationLayer(name: "bn").name == "bn")
    let second = try graph.batchNormalizationLayer()
    #expect(second.name == "batch_normalization_2")
    // Scopes are settled when a layer is first applied.
    let x = graph.placeholder(.float32, shape: [4, 3])
    let late = try graph.apply(second, to: x)
    let early = try graph.apply(first, to: x)
    #expect(graph.variables(of: late).map(\.name) == names("batch_normalization"))
    #expect(graph.variables(of: early).map(\.name) == names("batch_normalization_1"))
  }

  @Test(
    "refuse what TensorFlow's scopes may not be called",
    arguments: [("", true), ("_a", true), ("a b", false), ("ä", false), ("/a", true), ("-", true), ("a:0", false)])
  func invalidNames(name: String, onlyAtRoot: Bool) throws {
    var graph = Graph()
    let error = refusal { try graph.variableScope(name) { _ in } }
    #expect(error?.description == "ValueError: '\(name)' is not a valid scope name")
    guard !name.isEmpty else { return }
    #expect(refusal { try graph.layer(name) } == error)
    let inner = try graph.variableScope("a") { graph in
      refusal { try graph.layer(name) }
    }
    #expect((inner == nil) == onlyAtRoot)
  }
}
