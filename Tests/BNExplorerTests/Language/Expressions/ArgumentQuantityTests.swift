import BNCore
import Testing

@testable import BNExplorer

@Suite("Arguments in expressions")
struct ArgumentQuantityTests {
  @Test("have the names that set has, and the value that it gave them")
  func values() throws {
    let session = try Session(
      """
      set momentum 0.75; set epsilon 0.5; set renorm on; set renorm_momentum 0.25
      set renorm_clipping rmax=3 rmin=0.5 dmax=5; set learning_rate 2; set axis 1; set training off
      set center off; set scale on; set fused off; set trainable off
      """)
    let expected: [String: Double] = [
      "momentum": 0.75, "epsilon": 0.5, "renorm_momentum": 0.25, "rmax": 3, "rmin": 0.5, "dmax": 5, "learning_rate": 2,
      "axis": 1, "training": 0, "center": 0, "scale": 1, "fused": 0, "renorm": 1, "trainable": 0,
    ]
    for (name, value) in expected { #expect(try session.numbers(name) == [value], "\(name)") }
    // All of them, and no others.
    #expect(Set(Quantity.allCases.filter { $0.argument != nil }.map(\.rawValue)) == Set(expected.keys))
    #expect(Quantity.loss.argument == nil)
  }

  @Test("are TensorFlow's defaults where nothing was set, before any batch, too")
  func defaults() throws {
    let session = Session()
    #expect(try session.numbers("momentum") == [0.99] && session.numbers("epsilon") == [0.001])
    #expect(try session.numbers("renorm_momentum") == [0.99] && session.numbers("axis") == [-1])
    #expect(try session.numbers("center + scale + trainable") == [3])
  }

  @Test("say which command sets one that is none")
  func none() throws {
    for name in ["rmax", "rmin", "dmax"] {
      let error = try refusal(of: "show \(name)")
      #expect(error.message == "\(name): it is none, which is no limit; set \(name) sets one" && error.column == 6)
    }
    #expect(try refusal(of: "show 1 + fused").message.hasPrefix("fused: it is none, which leaves the choice"))
  }

  @Test("are computed with as all others are: the factor of inference, and claims")
  func formula() throws {
    var session = try Session("batch [[3, 1], [7, 2]]; set momentum 0.5; train 3; infer")
    let factors = try session.numbers("1/sqrt(moving_variance+epsilon)")
    let variances = try session.numbers("moving_variance")
    #expect(factors == variances.map { 1 / ($0 + 0.001).squareRoot() })
    // Inference by its own formula, up to float32's rounding of values below 4.
    try session.run("assert y ~ (x-moving_mean)/sqrt(moving_variance+epsilon) within 4e-7; assert momentum < 1")
    let outputs = try session.run("assert momentum < 0.5; assert momentum == 0.5")
    #expect(outputs.map { if case .assertion(let outcome) = $0 { outcome.ok } else { false } } == [false, true])
  }

  @Test("are those of the step that was gone back to")
  func past() throws {
    var session = try Session("batch [[3], [7]]; set momentum 0.5; train 2; set momentum 0.25; train 2; back 3")
    #expect(try session.numbers("momentum") == [0.5])
    try session.run("forward 3")
    #expect(try session.numbers("momentum") == [0.25])
  }

  @Test("have no formula of a step, which explain says")
  func explained() throws {
    #expect(try refusal(of: "explain momentum").message.hasPrefix("momentum has no formula in a step; expected y"))
  }
}
