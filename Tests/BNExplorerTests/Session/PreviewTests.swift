import BNCore
import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("What would come out now")
struct PreviewTests {
  private static let batch = "batch [[3, -1], [7, 2], [4, 9]]"

  @Test(
    "is what a step of either mode on the same batch gives, to the bit",
    arguments: [
      [], ["set fused off"], ["set renorm on", "set rmax 1.1"], ["set dtype float64"], ["set dtype float16"],
      ["assign gamma [2, 0.5]", "assign beta 1"], ["set epsilon 0.5", "set momentum 0.5"],
    ])
  func both(_ lines: [String]) throws {
    let session = try Session(([Self.batch] + lines + ["train 3"]).joined(separator: "\n"))
    let preview = try #require(session.preview())
    for (step, line) in [(preview.training, "train"), (preview.inference, "infer")] {
      var taken = session
      try taken.run(line)
      #expect(step.numbers(.output) == taken.lastStep?.numbers(.output), "\(line)")
      #expect(step.mode == taken.lastStep?.mode)
    }
  }

  @Test("is of the batch that was taken last, before the first step of the first one")
  func batches() throws {
    var session = try Session("generate normal mean=3 shape=8x2 seed=4")
    let first = try #require(session.preview()).training.numbers(.input)
    try session.run("step")
    #expect(session.lastStep?.numbers(.input) == first)
    #expect(session.preview()?.training.numbers(.input) == first)
    try session.run("step 3")
    #expect(session.preview()?.training.numbers(.input) == session.lastStep?.numbers(.input))
    try session.run("set dtype float64")
    #expect(session.preview()?.training.dtype == .float64)
  }

  @Test("follows a parameter at once, and leaves the last step as it is")
  func parameter() throws {
    var session = try Session(Self.batch + "\nset fused off\ntrain 1")
    let taken = session.lastStep?.numbers(.output)
    let before = try #require(session.preview()).training.numbers(.output)
    try session.run("set epsilon 4")
    #expect(session.preview()?.training.numbers(.output) != before)
    #expect(session.lastStep?.numbers(.output) == taken)
    #expect(session.step == 1)
  }

  @Test("is not made of what does not fit, or is too large to be taken twice for every frame")
  func none() throws {
    #expect(Session().preview() == nil)
    #expect(try Session("generate normal shape=1048577x1").preview() == nil)
    #expect(try Session("generate normal shape=1048576x1").preview() != nil)
  }
}

@Suite("How far inference is from training, in words")
struct TwoTruthsTests {
  private func sentences(_ lines: String) throws -> [String] {
    let session = try Session(lines)
    let preview = try #require(session.preview())
    return try #require(TwoTruths(session, preview)).sentences
  }

  private static let normal = "generate normal mean=5 std=2 shape=512x2 seed=1 fixed=on"

  // 0.99^20 is 0.818; 0.99^459 is the first power below 0.01.
  @Test("says how much of the beginning is left, and for how many steps")
  func share() throws {
    let text = try sentences(Self.normal + "\ntrain 20")[0]
    #expect(text == "inference still believes 82 % of the initial mean 0 and variance 1; 439 more steps until 1 %")
    #expect(try sentences(Self.normal + "\ntrain 458")[0].hasSuffix("; 1 more step until 1 %"))
    #expect(
      try sentences(Self.normal)[0].hasPrefix(
        "inference still believes 100 % of the initial mean 0 and variance 1; 459"))
  }

  @Test(
    "says why it will stay so",
    arguments: [
      (
        "set update_ops off",
        "inference still believes 82 % of the initial mean 0 and variance 1, and without update operations it always will"
      ),
      (
        "set training off",
        "inference still believes 82 % of the initial mean 0 and variance 1, and in inference nothing moves them"
      ),
    ])
  func obstacle(_ line: String, _ text: String) throws {
    #expect(try sentences(Self.normal + "\ntrain 20\n" + line)[0] == text)
  }

  @Test(
    "names what the beginning was",
    arguments: [
      ("assign moving_mean 3", "100 % of the assigned mean and variance"),
      ("set moving_variance_initializer constant 4", "100 % of the initial mean 0 and variance 4"),
      ("set moving_mean_initializer [1, 2]", "100 % of the initial mean and variance"),
    ])
  func beginning(_ line: String, _ text: String) throws {
    #expect(try sentences(Self.normal + "\n" + line)[0].contains("still believes " + text + "; 459 more"))
  }

  // The same batch every step: after 2,000 steps of 0.99 less than 2e-9 of the beginning is left. Unbiased, the fused
  // variance is larger by a factor of 512 / 511, which moves the output by a thousandth.
  @Test("says that both agree once they do")
  func agreement() throws {
    #expect(try sentences(Self.normal + "\ntrain 2000") == ["training and inference agree"])
  }

  @Test("says how far inference is off")
  func distance() throws {
    let session = try Session("batch [[1], [4], [4], [11]]; set epsilon 0")
    let preview = try #require(session.preview())
    // Mean 5 and deviation sqrt(54/4): training gives (x - 5) / sqrt(13.5), whose deviation is 1, and inference x itself.
    let x = [1.0, 4, 4, 11]
    let squares = x.map { x in
      let distance = x - (x - 5) / 13.5.squareRoot()
      return distance * distance
    }
    // Sums of four numbers in single precision.
    #expect(abs(preview.disagreement - (squares.reduce(0, +) / 4).squareRoot()) < 1e-5)
    #expect(
      try sentences("batch [[1], [4], [4], [11]]; set epsilon 0")[1]
        == "inference is off by 567 % of the output's spread")
  }
}
