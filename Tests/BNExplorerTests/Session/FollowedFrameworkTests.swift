import BNCore
import BNFiles
import BNTestSupport
import TerminalKit
import Testing

@testable import BNExplorer

/// `set framework`: a session computes as another framework, and speaks in its sense.
@Suite("A session that follows a framework")
struct FollowedFrameworkTests {
  static let sources = [
    "generate normal mean=[0, 3, -2] std=[1, 0.5, 2] shape=16x3 seed=5",
    "generate normal mean=[0, 3, -2] std=[1, 0.5, 2] shape=2x3x4x3 seed=6",
  ]

  static let others = FrameworkChoice.names.filter { $0 != FrameworkChoice.usual }

  /// How far float32 may take a step's numbers apart, whatever the order of sums: (√n + 2) u max|x| for a mean and
  /// (√n + 2) u max(x²) for a variance, even one that is a mean of squares less a squared mean.
  private struct Bounds {
    static let u = 0x1p-24
    let mean: Double
    let variance: Double

    init(_ batch: FrameworkBatch) {
      let largest = batch.numbers.map { Double(abs($0)) }.max() ?? 0
      let roundings = (Double(batch.count).squareRoot() + 2) * Self.u
      mean = roundings * largest
      // Stored after division by n - 1.
      variance = roundings * largest * largest * Double(batch.count) / Double(batch.count - 1)
    }
  }

  @Test("gives what the framework's rules give, step after step, in training and in inference", arguments: others)
  func rules(name: String) throws {
    let rules = try #require(FrameworkRules.all.first { $0.name == name })
    for source in Self.sources {
      var session = try Session("\(source); set framework \(name); assign gamma [0.5, 1, 2]; assign beta [1, 0, -1]")
      #expect(session.configuration.framework == .other(name))
      let rank: BatchRank = session.batchShape?.count == 4 ? .four : .two
      var layer = FrameworkLayer(rules, rank: rank, gamma: [0.5, 1, 2], beta: [1, 0, -1])
      for step in 1...7 {
        let isTraining = step < 7
        try session.run(isTraining ? "train" : "infer")
        let layout = try #require(session.lastStep?.layout)
        let batch = try #require(FrameworkBatch(session.numbers("x"), shape: session.value("x").shape, layout: layout))
        let output = try #require((isTraining ? layer.step(batch) : layer.infer(batch)).output)
        let bounds = Bounds(batch)
        func compare(_ quantity: String, _ expected: [Float], _ bound: Double) throws {
          for (number, expected) in zip(try session.numbers(quantity), expected) {
            #expect(abs(number - Double(expected)) <= bound + 16 * Bounds.u * abs(number), "\(name) \(quantity)")
          }
        }
        // A step adds its share of an error to what is left of the others': together they are never above the largest.
        try compare("moving_mean", layer.state.mean, bounds.mean)
        try compare("moving_variance", layer.state.variance, bounds.variance)
        // How an output depends on both, for gamma of at most 2, deviations of at least 0.25 and |y| of at most 10.
        try compare("y", output, 2 / 0.25 * bounds.mean + 10 / (2 * 0.25 * 0.25) * bounds.variance + 10 * Bounds.u)
      }
    }
  }

  @Test("has the framework's epsilon and momentum, which later lines override, and goes back to TensorFlow's")
  func defaults() throws {
    var session = try Session("batch [[1, 10], [3, 30], [8, 20]]; set framework torch")
    #expect(try session.numbers("epsilon") == [1e-5] && session.numbers("momentum") == [0.1])
    #expect(session.configuration.options.momentum == 0.9)
    try session.run("train 1")
    // 0.1 · the mean of 4; 0.9 + 0.1 · 3/2 · the variance of 26/3.
    #expect(try session.numbers("moving_mean").map { Float($0) } == [0.4, 2])
    #expect(try abs(session.numbers("moving_variance[0]")[0] - 2.2) < 2e-7)
    try session.run("set epsilon 0.5; set momentum 0.25")
    #expect(try session.numbers("epsilon") == [0.5] && session.numbers("momentum") == [0.25])
    #expect(session.configuration.options.momentum == 0.75)
    try session.run("set framework paddle")
    #expect(try session.numbers("momentum") == [0.9])
    try session.run("set framework tensorflow-1.4")
    #expect(try session.numbers("epsilon") == [1e-3] && session.numbers("momentum") == [0.99])
    #expect(session.configuration == Configuration())
  }

  @Test("as TensorFlow 1.4 it is as if nothing had been said", arguments: sources)
  func back(source: String) throws {
    let never = try Session("\(source); train 4")
    let again = try Session("\(source); set framework torch; set framework tensorflow-1.4; train 4")
    #expect(again.present == never.present)
  }

  @Test(
    "is replayed to the bit from its lines, in every type, through time and branches",
    arguments: ["float16", "float32", "float64"])
  func replay(type: String) throws {
    let lines =
      "\(Self.sources[1]); set dtype \(type); train 3; set framework torch; set momentum 0.2; train 3; back 4; forward 2;"
      + " goto 6; fork b; set framework tf1 tf_slim; train 2; switch main; set framework keras3 numpy; train; reset;"
      + " train 2; switch b; train"
    let session = try Session(lines)
    #expect(session.configuration.framework == .other("tf1 tf_slim"))
    #expect(session.log.saved.contains("set framework tf1 tf_slim"))
    #expect(session.log.saved.contains("set momentum 0.2"))
    let replay = try Session(session.log.script)
    #expect(replay.replayed == session.replayed)
    #expect(replay.log == session.log)
  }

  @Test(
    "comes back wherever it goes",
    arguments: [
      "back 3; forward 3", "goto 0; goto 6", "fork b; set framework mlx; train; switch main", "set framework mlx; undo",
      "set framework tensorflow-1.4; undo", "set momentum 0.5; undo; redo; undo", "reset; undo",
      "back 5; train; undo; undo",
    ])
  func wayBack(lines: String) throws {
    var session = try Session("\(Self.sources[0]); train 2; set framework torch; train 4")
    let before = session.present
    try session.run(lines)
    #expect(session.present == before)
    #expect(session.configuration.framework == .other("torch"))
  }

  @Test("what it was at a step is what it is there again; reset leaves it")
  func time() throws {
    var session = try Session("\(Self.sources[0]); train 2; set framework torch; train 4; back 5")
    #expect(session.configuration.framework == .tensorFlow14)
    try session.run("forward")
    #expect(session.configuration.framework == .other("torch"))
    try session.run("goto 6; reset")
    #expect(session.configuration.framework == .other("torch"))
  }

  @Test("branches of other frameworks say in what they differ")
  func compare() throws {
    var session = try Session("\(Self.sources[0]); train; fork b; set framework torch; train 2; switch main; train 2")
    let outputs = try session.run("compare main b")
    guard case .report(let report)? = outputs.first else { throw CommandError("no report") }
    for row in [
      ["momentum", "0.99", "0.1"], ["epsilon", "0.001", "1e-05"], ["framework", "tensorflow-1.4", "torch"],
    ] {
      let lines = report.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      #expect(lines.contains(row))
    }
  }

  @Test("a prediction ends where the framework's variance does")
  func prediction() throws {
    let source = "generate normal std=3 shape=8x2 seed=1"
    for (name, limit) in [("torch", 9), ("paddle", 9 * 7.0 / 8), ("tf1 tf_slim", 9), ("flax linen", 9 * 7.0 / 8)] {
      let session = try Session("\(source); set framework \(name)")
      let prediction = try #require(session.prediction(of: .movingVariance, channel: 0))
      #expect(abs(prediction.limit - limit) < 1e-12, "\(name)")
      #expect(prediction.momentum == session.configuration.options.momentum)
    }
    let outlook = try Session("\(source); set framework torch").outlook(for: .movingMean, channel: 0)
    // Nothing is to be expected of batches that are refused, or make the variance NaN.
    for name in ["torch", "paddle", "mindspore"] {
      #expect(try Session("batch [[7]]; set framework \(name)").prediction(of: .movingVariance, channel: 0) == nil)
    }
    // ln 0.5 / ln 0.9.
    #expect(outlook.last == "half-life of momentum 0.1: 6.5788 updates")
  }

  private func explanation(_ element: String, _ lines: String) throws -> [String] {
    var session = try Session(lines)
    for case .explanation(let explanation, _) in try session.run("explain \(element)") { return explanation.lines }
    throw CommandError("no explanation")
  }

  @Test("an explanation has the factor and the weight in the framework's words")
  func explained() throws {
    let batch = "batch [[1, 10], [3, 30], [8, 20]]"
    let torch = try explanation("moving_variance[1]", "\(batch); set framework torch; train")
    #expect(torch[0].hasSuffix("(moving_variance - batch_variance * 3 / 2) * weight"))
    #expect(torch.contains { $0.hasSuffix("momentum 0.1, which is the share of the new value") })
    #expect(torch.contains { $0.hasSuffix("torch: the unbiased variance, n / (n - 1) times the biased one") })
    let chainer = try explanation("moving_mean[0]", "\(batch); set framework chainer; train")
    #expect(chainer.contains { $0.hasSuffix("1 - decay 0.9, rounded as chainer does") })
    let paddle = try explanation("moving_variance[1]", "\(batch); set framework paddle; train")
    #expect(paddle[0].hasSuffix("(moving_variance - batch_variance) * weight"))
    let images = "generate normal shape=2x2x2x2 seed=1"
    let slim = try explanation("y[0,0,0,0]", "\(images); set framework tf1 tf_slim; set epsilon 0; train")
    #expect(slim.contains { $0.hasSuffix("the least that tf1 tf_slim takes") })
    // mindspore divides the variance of one value by 0.
    let one = try explanation("moving_variance[0]", "batch [[7]]; set framework mindspore; train")
    #expect(one[0].contains("* 1 / 0") && one[2].hasSuffix("= nan"))
  }

  @Test("diagnose speaks in the framework's sense")
  func diagnosis() throws {
    func lines(_ lines: String) throws -> [String] {
      FindingText(for: .session).lines(for: try Session(lines).diagnosis())
    }
    let torch = try lines("generate normal shape=8x2; set framework torch; set momentum 0.9; train")
    #expect(
      torch.contains {
        $0.hasPrefix("WARN  A4  momentum 0.9 (limit 0.5): it looks like a momentum of TensorFlow")
          && $0.hasSuffix("Try: set momentum 0.1 if that is what is meant.")
      })
    #expect(torch.contains { $0.contains("A10") && $0.contains("torch averages the unbiased variance") })
    #expect(torch.contains { $0.contains("A5") && $0.hasSuffix("or set a larger momentum.") })
    #expect(torch.contains { $0.contains("A9") && $0.hasSuffix("Try: take larger batches, 32 and up.") })
    let none = try lines("generate normal shape=64x2; set framework torch; set momentum 0")
    #expect(none.contains { $0.contains("A4") && $0.hasSuffix("Try: set momentum 0.1 to average.") })
    let paddle = try lines("generate normal shape=8x2; set framework paddle; set momentum 0.1; train")
    #expect(
      paddle.contains { $0.contains("it looks like a momentum of PyTorch") && $0.contains("set momentum 0.9 if") })
    #expect(!paddle.contains { $0.contains("A10") })
    let one = try lines("batch [[1, 2]]; set framework torch")
    #expect(one.contains { $0.contains("A9") && $0.contains("no step is taken with it: torch: ValueError") })
  }

  @Test("beside other frameworks it is itself, and differs from itself in nothing")
  func beside() throws {
    var session = try Session("batch [[1, 10], [3, 30], [8, 20]]; set framework torch; train")
    guard case .report(let report)? = try session.run("frameworks torch paddle").first else {
      throw CommandError("no report")
    }
    #expect(report.text.hasPrefix("x[0,0] = 1.0, channel 0, step 1 once more, this session as torch\n"))
    let names = report.objects.map { members in members.first { $0.name == "framework" }?.value }
    #expect(names == [.string("this session"), .string("torch"), .string("paddle")])
    let differs = report.objects.map { members in members.first { $0.name == "differs" }?.value }
    #expect(differs[1] == .array([]))
    #expect(differs[2] == .array([.string("written momentum=0.9"), .string("stores the variance divided by n")]))
  }

  @Test(
    "what cannot be is refused in a line, and nothing changes",
    arguments: [
      ("set framework torhc", "unknown framework \"torhc\"; did you mean torch?"),
      ("set framework keras3 nunpy", "unknown framework \"keras3 nunpy\"; did you mean keras3 numpy?"),
      (
        "set framework haiku",
        "a session cannot follow haiku, which keeps hidden averages and divides what is left of their start out of them;"
          + " frameworks haiku shows it beside this session"
      ),
      (
        "set framework equinox",
        "a session cannot follow equinox ema, which takes the first batch's moments outright, and then trains by its"
          + " averages; frameworks \"equinox ema\" shows it beside this session"
      ),
      (
        "set framework ncnn",
        "a session cannot follow ncnn, which only infers; frameworks ncnn shows it beside this session"
      ),
      (
        "set framework torch; set momentum none",
        "momentum needs a number, not \"none\": a session does not follow torch's plain average of all batches; frameworks"
          + " \"torch momentum=None\" shows it"
      ),
      (
        "set framework torch; set renorm on",
        "renorm is TensorFlow 1.4's, and torch has none; set renorm off, or set framework tensorflow-1.4"
      ),
      (
        "set renorm on; set framework keras3",
        "renorm is TensorFlow 1.4's, and keras3 tensorflow has another one; set renorm off, or set framework"
          + " tensorflow-1.4"
      ),
      (
        "set framework mlx; set epsilon 0",
        "mlx does not take epsilon 0: ValueError: [BatchNorm] 'eps' must be positive but got 0.0."
      ),
      (
        "batch [[1, 2]]; set framework torch; train",
        "torch: ValueError: Expected more than 1 value per channel when training"
      ),
      (
        "batch [[1, 2]]; set framework paddle; train",
        "paddle: one value a channel comes back as it is there, which is not followed"
      ),
      (
        "batch [] shape=0x2; set framework mindspore; train",
        "mindspore: no values count as a mean and a variance of 0 there, which is not followed"
      ),
    ])
  func refused(line: String, message: String) throws {
    let session = try Session("generate normal shape=4x2; train")
    #expect(try refusal(of: line, in: session).message == message)
  }

  @Test("a refused step leaves the session as it was, and a batch of none keeps torch's statistics")
  func small() throws {
    var session = try Session("batch [[1, 2], [3, 5]]; set framework torch; train 2; batch [[1, 2]]")
    let before = session.present
    #expect(throws: CommandError.self) { try session.run("train 3") }
    #expect(session.present == before && session.step == 2)
    try session.run("infer; batch [] shape=0x2")
    let mean = try session.numbers("moving_mean")
    try session.run("train")
    #expect(try session.numbers("moving_mean") == mean)
  }

  @Test("says what it follows, and what of TensorFlow decides nothing meanwhile")
  func notes() throws {
    var session = try Session("generate normal shape=4x2")
    #expect(
      try session.run("set framework torch").notes == [
        "sums are not taken in the order of float32 numbers that torch has; frameworks torch shows what that would change",
        "follows torch 2.15.0: epsilon 1e-05, momentum 0.1 (of the new; TensorFlow's 0.9); stores the variance / (n - 1)",
      ])
    #expect(
      try session.run("set framework tf1").notes.last
        == "follows tf1 tf.layers 1.15.5: epsilon 0.001, momentum 0.99; stores the variance / n of rows, / (n - 1) of images;"
        + " epsilon is at least 1.001e-05 for images")
    #expect(try session.run("set framework tf1").notes.first == "tf1 is also followed as tf1 tf_slim")
    #expect(
      try session.run("set fused on").notes == [
        "fused is TensorFlow's, and decides nothing while the session follows tf1 tf.layers"
      ])
    #expect(
      try session.run("generate normal shape=4x2x2; set framework chainer").notes.first
        == "chainer was measured for matrices and images; a batch of rank 3 is taken as a matrix is")
    #expect(
      try session.run("set framework tensorflow-1.4").notes == [
        "follows TensorFlow 1.4 again: epsilon 0.001, momentum 0.99"
      ])
  }

  @Test("a layer that is written has the framework's variance, epsilon and share")
  func export() throws {
    let files = MemoryFiles()
    var session = try Session("generate normal shape=4x2; set framework torch; train", files)
    try session.run("export layer /a.safetensors names=torch", files)
    let open = try Session("open /a.safetensors", files)
    let layer = try #require(open.viewer.model?.batchNorms.first)
    #expect(layer.epsilon == 1e-5)
    #expect(layer.varianceKind == .unbiased)
  }

  @Test("names are completed and, at the prompt, shortened")
  func names() throws {
    func candidates(_ line: String) -> [String] {
      CommandCompleter.complete(line, line.count) { _ in [] }.candidates.map(\.text)
    }
    #expect(candidates("set framework to") == ["torch"])
    #expect(candidates("set framework keras3 ") == ["tensorflow", "jax", "torch", "numpy"])
    #expect(candidates("set framework tf1 tf_") == ["tf_slim"])
    #expect(candidates("set framework ").count == Self.others.count + 1)
    func followed(_ line: String, abbreviations: Bool = false) throws -> String? {
      let command = try CommandParser.commands(of: line, abbreviations: abbreviations).first?.command
      guard case .session(.set(let setting))? = command else { return nil }
      return setting.text
    }
    #expect(try followed("set fra tor", abbreviations: true) == "torch")
    #expect(try followed("set framework tens", abbreviations: true) == "tensorflow-1.4")
    #expect(try followed("set framework \"flax nnx\"") == "flax nnx")
    #expect(try followed("set framework torch 2 threads") == "torch 2 threads")
    #expect(throws: CommandError.self) { try followed("set framework tor") }
  }

  @Test("values of momentum are completed in the followed framework's sense")
  func momenta() throws {
    func candidates(_ lines: String) throws -> [String] {
      let offer = try Session(lines).completionOffer
      return CommandCompleter.complete("set momentum ", 13, offer) { _ in [] }.candidates.map(\.text)
    }
    #expect(try candidates("set framework torch").contains("0.01"))
    #expect(try !candidates("set framework torch").contains("0.99"))
    #expect(try candidates("set framework tensorflow-1.4").contains("0.99"))
  }
}
