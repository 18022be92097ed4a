import Testing

@testable import BNExplorer
@testable import Platform

@Suite("Choices of explanations")
struct ExplainedChoiceTests {
  @Test(
    "name the ways that there were and the one that ran",
    arguments: [
      ("train", "y[0,0]", "moments", "training"), ("infer", "y[0,0]", "moments", "inference"),
      ("train", "y[0,0]", "implementation", "not fused"), ("train", "y[0,0]", "renorm", "off"),
      ("generate normal shape=2x2x2x2; train", "y[0,0,0,0]", "implementation", "fused"),
      ("set arithmetic reference; train", "batch_mean[0]", "arithmetic", "reference"),
      ("train", "batch_variance[0]", "arithmetic", "fast"),
      ("train", "moving_mean[0]", "update", "run"),
      ("set update_ops off; train", "moving_mean[0]", "update", "left out"),
      ("infer", "moving_mean[0]", "update", "there are none"),
      ("set renorm on; set rmax 2; set rmin 0.5; train", "r[0]", "r", "within its limits"),
      ("set renorm on; train; set rmax 0.5; train", "r[0]", "r", "rmax"),
      ("set renorm on; train; set rmin 1.5; train", "y[0,0]", "r", "rmin"),
      ("set renorm on; train; assign renorm_mean -9; set dmax 0.5; train", "d[0]", "d", "dmax"),
      ("set renorm on; train; assign renorm_mean 9; set dmax 0.5; train", "y[0,1]", "d", "-dmax"),
    ])
  func taken(_ lines: String, _ element: String, _ name: String, _ way: String) throws {
    let explanation = try Session("generate normal seed=1 shape=8x2; \(lines)").explained(element)
    let choice = try #require(explanation.choices.first { $0.name == name })
    #expect(choice.ways[choice.taken] == way)
    #expect(choice.ways.count > 1 && Set(choice.ways).count == choice.ways.count)
  }

  @Test("leave out limits that are not set")
  func unlimited() throws {
    let session = try Session("generate normal seed=1 shape=8x2; set renorm on; set rmax 2; train")
    let choices = try session.explained("y[0,0]").choices
    #expect(choices.first { $0.name == "r" }?.ways == ["within its limits", "rmax"])
    #expect(!choices.contains { $0.name == "d" })
  }
}
