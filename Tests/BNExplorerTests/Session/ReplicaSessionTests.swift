import BNCore
import Testing

@testable import BNExplorer

@Suite("Replicas that share the batches of a session")
struct ReplicaSessionTests {
  /// Four replicas of two examples, which rise evenly from 0 to 7: means of 0.5, 2.5, 4.5 and 6.5, and a variance of 1/4 in each.
  private static let ramp = "generate ramp low=0 high=7 shape=8x1 replicas=4"

  @Test("apart, the moving variance gets the mean of the variances, which lacks the variance of the means")
  func apart() throws {
    var session = Session()
    let notes = try session.run("\(Self.ramp) sync=off").notes
    #expect(notes.contains { $0.contains("4 replicas of 2 examples") && $0.contains("variance_of_means") })
    #expect(session.sourceName == "ramp, 4 replicas apart, 8x1")
    try session.run("set momentum 0; train")
    #expect(try session.value("replica_mean").shape == [4, 1])
    // Whole numbers and halves: exact.
    #expect(try session.numbers("replica_mean") == [0.5, 2.5, 4.5, 6.5])
    #expect(try session.numbers("replica_variance") == [0.25, 0.25, 0.25, 0.25])
    #expect(try session.numbers("batch_variance") == [0.25] && session.numbers("batch_mean") == [3.5])
    #expect(try session.numbers("variance_of_means") == [5] && session.numbers("pooled_variance") == [5.25])
    #expect(try session.numbers("moving_variance") == [0.25] && session.numbers("moving_mean") == [3.5])
    let deviation = (0.25 + 0.001).squareRoot()
    for (output, sign) in zip(try session.numbers("y"), [-0.5, 0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5]) {
      // A few roundings of float32.
      #expect((output - sign / deviation).magnitude < 1e-6)
    }
    let why = try session.explained("batch_variance[0]").branch.joined(separator: " ")
    #expect(why.contains("the whole batch has the variance 5.25: the variance of the means, 5.0, is lost"))
  }

  @Test("the story says what is lost")
  func story() throws {
    func sentences(_ lines: String) throws -> [String] {
      let session = try Session(lines)
      let preview = try #require(session.preview())
      return try #require(TwoTruths(session, preview)).sentences
    }
    // 0.25 of 5.25.
    #expect(
      try sentences("\(Self.ramp) sync=off; train").last
        == "4 replicas apart: the mean of their variances keeps 4.8 % of the batch's variance in channel 0, the variance of"
        + " their means is lost")
    #expect(try sentences("\(Self.ramp); train").allSatisfy { !$0.contains("replicas") })
  }

  @Test("synchronized they are one device, to the bit")
  func synchronized() throws {
    let lines = "; set optimizer sgd; set loss mse target=1; train 5"
    let generate = "generate normal mean=3 std=2 shape=12x2x2x3 seed=5"
    let (one, together) = (try Session(generate + lines), try Session(generate + " replicas=4" + lines))
    for name in one.layer?.names ?? [] { #expect(one.layer?.values(of: name) == together.layer?.values(of: name)) }
    #expect(one.lastStep?.numbers(.output) == together.lastStep?.numbers(.output))
    // The sums are in another order.
    for (own, whole) in zip(try together.numbers("pooled_variance"), try together.numbers("batch_variance")) {
      #expect((own - whole).magnitude < 1e-6 * whole)
    }
  }

  @Test("explanations give the numbers that they explain", arguments: [2, 4, 8])
  func explanations(_ replicas: Int) throws {
    for arithmetic in ["fast", "reference"] {
      let session = try Session(
        "generate normal mean=3 std=2 shape=16x2x1x3 seed=5 replicas=\(replicas) sync=off; set arithmetic \(arithmetic);"
          + "set loss sum; train 3")
      for subject in [
        "y[0,0,0,1]", "y[15,1,0,2]", "batch_mean[1]", "batch_variance[2]", "moving_mean[0]", "moving_variance[1]",
        "grad_beta[0]",
      ] {
        let explanation = try session.explained(subject)
        #expect(
          (explanation.formula.value - explanation.result).magnitude <= explanation.roundingBound, "\(subject)")
      }
      let refused = #expect(throws: CommandError.self) { try session.explained("grad_gamma[0]") }
      #expect(refused?.message.contains("sync=on") == true)
    }
  }

  @Test("what makes no sense is refused in one line")
  func refusals() throws {
    for (line, words) in [
      ("generate normal shape=10x2 replicas=4", "a multiple of 4"),
      ("generate normal shape=8x2 sync=off", "replicas=2 or more"),
      ("generate normal shape=8x2 replicas=0", "replicas"),
      ("generate normal shape=8x8 replicas=4 sync=off; set renorm on; train", "4 replicas cannot share the batch"),
      ("generate normal shape=8x8 replicas=4 sync=off; set axis 0; train", "4 replicas cannot share the batch"),
      ("generate normal shape=8x2 replicas=4; batch_size 6", "a multiple of 4"),
      ("generate normal; train; show variance_of_means", "generate with replicas=4"),
      ("generate normal replicas=4 sync=off; train; frameworks", "sync=on"),
    ] {
      let error = try refusal(of: line)
      #expect(error.message.contains(words), "\(error.message)")
    }
  }

  @Test("going back, undo, saving and replaying keep how batches are shared")
  func time() throws {
    let start = "generate normal mean=[1, 5] shape=12x2 seed=3 replicas=3 sync=off; "
    let straight = try Session(start + "train 6")
    let expected = straight.layer?.values(of: .movingVariance)
    for lines in [
      start + "train 6; back 4; forward 4", start + "generate normal shape=12x2; undo; train 6",
      start + "train 2; fork other; train 4", straight.log.lines.joined(separator: ";"),
    ] {
      #expect(try Session(lines).layer?.values(of: .movingVariance) == expected, "\(lines)")
    }
    #expect(straight.log.lines.contains { $0.contains("replicas=3 sync=off") })
  }

  @Test("the expected course is that of smaller batches")
  func prediction() throws {
    let session = try Session("generate normal std=2 shape=32x1 replicas=8 sync=off")
    let prediction = try #require(session.prediction(of: .movingVariance, channel: 0))
    // 4 times 3/4, of four numbers each.
    #expect((prediction.limit - 3).magnitude < 1e-12)
    #expect(try Session("\(Self.ramp) sync=off").prediction(of: .movingVariance, channel: 0) == nil)
    #expect(try Session(Self.ramp).prediction(of: .movingVariance, channel: 0) != nil)
  }
}
