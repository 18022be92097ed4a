import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("Training in a session")
struct TrainingTests {
  /// Two elements, 3 and 7, a moving mean of 0 and variance of 1, and no epsilon: in inference y is x.
  static let start = "set dtype float64; batch [[3], [7]]; set epsilon 0; set learning_rate 0.5"

  struct Move: Sendable, CustomTestStringConvertible {
    let lines: String
    let gamma: Double
    let beta: Double
    var testDescription: String { lines }

    init(_ lines: String, gamma: Double, beta: Double) {
      self.lines = lines
      self.gamma = gamma
      self.beta = beta
    }
  }

  // Every number here is exact: halves and small integers.
  static let moves: [Move] = [
    // The sum's gradient by beta is the number of elements, 2; by gamma the sum of x, 10.
    Move("set optimizer sgd; set loss sum; infer", gamma: -4, beta: -1),
    Move("set optimizer sgd; set loss sum; infer 3", gamma: -14, beta: -3),
    // The accumulator is 2, then 2 + 0.5 * 2 = 3, then 3.5: half of their sum is 4.25.
    Move("set optimizer momentum momentum=0.5; set loss sum; infer 3", gamma: -20.25, beta: -4.25),
    // Nesterov: g * rate + a * momentum * rate, with a = 2 and then 3.
    Move("set optimizer momentum momentum=0.5 nesterov=on; set loss sum; infer 2", gamma: -15.25, beta: -3.25),
    // Given upstream gradients 1 and -1: nothing for beta, 3 - 7 for gamma.
    Move("set optimizer sgd; set loss upstream [[1], [-1]]; infer", gamma: 3, beta: 0),
    // No loss at all: a penalty of 0.5 * gamma^2 / 2 alone.
    Move("set optimizer sgd; set gamma_regularizer l2 0.5; infer", gamma: 0.75, beta: 0),
    Move("set optimizer sgd; set loss sum; set gamma_regularizer sum 2; infer", gamma: -5, beta: -1),
    Move("set optimizer sgd; set loss sum; set gamma_constraint clip -2 2; infer", gamma: -2, beta: -1),
    Move("set optimizer sgd; set loss sum; set beta_constraint non_neg; infer", gamma: -4, beta: 0),
    Move("set optimizer sgd; set loss sum; set trainable off; infer 5", gamma: 1, beta: 0),
    Move("set optimizer none; set loss sum; infer 5", gamma: 1, beta: 0),
  ]

  @Test(
    "moves gamma and beta as the optimizers are defined, in inference through the moving statistics", arguments: moves)
  func optimizers(_ move: Move) throws {
    let session = try Session(Self.start + "; " + move.lines)
    #expect(try session.numbers("gamma") == [move.gamma])
    #expect(try session.numbers("beta") == [move.beta])
    #expect(try session.numbers("moving_mean") == [0])
    #expect(try session.numbers("moving_variance") == [1])
  }

  @Test("moves by the learning rate in Adam's first step, whatever the gradient's size")
  func adam() throws {
    let session = try Session(Self.start + "; set optimizer adam; set loss sum; infer")
    // The rate is corrected by √(1 - β₂)/(1 - β₁), both float32 numbers: exact to float32's rounding.
    #expect((try session.numbers("gamma")[0] - 0.5).magnitude < 1e-6)
    #expect((try session.numbers("beta")[0] + 0.5).magnitude < 1e-6)
  }

  @Test("the loss is the pass's, before gamma and beta move")
  func losses() throws {
    var session = try Session(Self.start + "; set optimizer sgd; set loss sum; infer")
    #expect(try session.numbers("loss") == [10])
    #expect(try session.value("loss").dtype == "float64")
    try session.run("assign gamma 1; assign beta 0; set loss mse target=[4]; infer")
    #expect(try session.numbers("loss") == [5])
    #expect(try session.numbers("grad_input") == [-1, 3])
    #expect(try session.numbers("grad_beta") == [2])
    #expect(try session.numbers("grad_gamma") == [3 * -1 + 7 * 3])
    try session.run("assign gamma 1; assign beta 0; set loss upstream [[2], [0.5]]; infer")
    #expect(try session.numbers("loss") == [9.5])
    #expect(try session.numbers("grad_input") == [2, 0.5])
    // The penalty is another number, and not in the gradients.
    try session.run("set gamma_regularizer l2 3; assign gamma 2; assign beta 0; infer")
    #expect(try session.numbers("grad_gamma") == [9.5])
    #expect(try session.numbers("loss") == [19])
  }

  @Test("gradients are those of finite differences", arguments: ["train", "infer"])
  func finiteDifferences(pass: String) throws {
    let lines =
      "generate normal mean=[1, -2, 5] shape=6x3 seed=4 fixed=on dtype=float64; train 20; assign gamma [1, 2, -1]; "
      + "assign beta [0.5, 0, 3]; set loss mse target=[1, 2, 3]; set update_ops off; "
    let session = try Session(lines + pass)
    func loss(_ change: String) throws -> Double { try Session(lines + change + "; " + pass).numbers("loss")[0] }
    // The loss is a square in beta and in gamma: the central difference is the derivative, up to rounding of losses of
    // about 10 divided by 2e-4.
    let limit = 1e-10
    let h = 1e-4
    for channel in 0..<3 {
      for (name, values) in [("beta", [0.5, 0, 3.0]), ("gamma", [1, 2, -1.0])] {
        var (low, high) = (values, values)
        low[channel] -= h
        high[channel] += h
        let slope = try (loss("assign \(name) \(high)") - loss("assign \(name) \(low)")) / (2 * h)
        #expect((slope - (try session.numbers("grad_\(name)")[channel])).magnitude < limit)
      }
    }
  }

  @Test("targets and gradients come from files of the output's shape, and are saved with their paths from the root")
  func files() throws {
    let files = MemoryFiles([
      "t.npy": NpyWriter.encode(NamedArray(name: "t", shape: [2, 1], values: [Float(3), 5])),
      "/t.npy": NpyWriter.encode(NamedArray(name: "t", shape: [2, 1], values: [Float(3), 5])),
      "u.csv": Array("1\n-1\n".utf8), "/u.csv": Array("1\n-1\n".utf8), "wide.csv": Array("1,2\n".utf8),
    ])
    var session = try Session(Self.start + "; set loss mse target=t.npy; infer", files)
    #expect(try session.numbers("loss") == [2])
    try session.run("set loss upstream u.csv; infer", files)
    #expect(try session.numbers("loss") == [-4])
    #expect(session.log.lines.contains("set loss mse target=/t.npy"))
    #expect(session.log.lines.contains("set loss upstream /u.csv"))
    #expect(try Session(session.log.script, files).replayed == session.replayed)
    let before = session.fingerprint
    for (line, message) in [
      ("set loss mse target=wide.csv", "The loss's target needs the output's shape (2, 1), but has (1, 2)"),
      ("set loss upstream wide.csv", "The upstream gradient needs the output's shape (2, 1), but has (1, 2)"),
      ("set loss mse target=[1, 2]", "The loss's target needs one value, or 1, one a channel, but has 2"),
      ("set loss upstream none.npy", "none.npy: there is no such file"),
    ] {
      let error = try #require(throws: CommandError.self) { try session.run(line, files) }
      #expect(error.message == message)
    }
    #expect(session.fingerprint == before)
  }

  @Test("update operations before and after the optimizer give the same numbers")
  func order() throws {
    let lines = "generate normal shape=8x3 seed=2; set optimizer adam; set loss mse target=1; "
    let before = try Session(lines + "set update_ops before; train 9; infer 2; train")
    let after = try Session(lines + "set update_ops after; train 9; infer 2; train")
    #expect(before.layer?.variables == after.layer?.variables)
    #expect(before.updatesRun == after.updatesRun)
    #expect(before.log.lines.contains("set update_ops on"))
    #expect(after.log.lines.contains("set update_ops after"))
  }

  @Test("an optimizer with nothing to do says what is missing")
  func missing() throws {
    func notes(_ lines: String) throws -> [String] {
      var session = try Session("batch [[1, 2], [3, 6]]")
      return try session.run(lines).notes.filter { $0.contains("the optimizer will move nothing") }
    }
    #expect(
      try notes("set optimizer sgd") == [
        "the optimizer will move nothing: there is nothing to minimize; set loss sum, mse or upstream, or a regularizer"
      ])
    #expect(try notes("set loss sum; set optimizer sgd").isEmpty)
    #expect(try notes("set gamma_regularizer l2 0.1; set optimizer sgd").isEmpty)
    // A penalty of scale 0 is none.
    #expect(try notes("set gamma_regularizer l2 0; set optimizer sgd").count == 1)
    #expect(try notes("set loss sum; set trainable off; set optimizer adam").last?.contains("trainable on") == true)
    #expect(try notes("set scale off; set center off; set loss sum; set optimizer adam").count == 1)
    #expect(try notes("set optimizer none; set loss none").isEmpty)
  }

  @Test(
    "a target that later batches do not fit is refused at the step, with the remedy, and the session stays",
    arguments: ["mse target=[1, 2]", "upstream [[1, 2], [3, 4]]"])
  func laterBatch(loss: String) throws {
    var session = try Session("batch [[1, 2], [3, 6]]; set loss \(loss); train; batch [[1, 2, 3], [4, 5, 7]]")
    let before = session.log
    let error = #expect(throws: CommandError.self) { try session.run("train 3") }
    #expect(try #require(error).message.hasSuffix("; set loss anew"))
    #expect(session.step == 1)
    #expect(session.log == before)
  }

  @Test("reset forgets what the optimizer remembered")
  func reset() throws {
    let lines = "generate normal shape=8x3 seed=2; set optimizer momentum; set loss mse target=1; "
    let fresh = try Session(lines + "train 5")
    var again = try Session(lines + "train 12; reset")
    #expect(again.layer?.hasOptimizerState == false)
    try again.run("train 5")
    #expect(again.layer?.variables == fresh.layer?.variables)
    #expect(again.layer?.optimizerBits == fresh.layer?.optimizerBits)
  }

  @Test("what an optimizer remembers stays while gamma and beta do")
  func memory() throws {
    let lines = "generate normal shape=8x3 seed=2; set optimizer adam; set loss mse target=1; train 3"
    func kept(_ line: String) throws -> (Bool, [String]) {
      var session = try Session(lines)
      let before = session.layer?.optimizerBits
      let notes = try session.run(line).notes
      return (session.layer?.optimizerBits == before, notes)
    }
    for line in [
      "set learning_rate 1", "set optimizer adam beta1=0.5", "set renorm on", "set epsilon 1", "assign gamma 2",
    ] {
      #expect(try kept(line).0, "\(line)")
    }
    for line in ["set gamma_initializer constant 2", "set dtype float64", "generate normal shape=4x7"] {
      let (isKept, notes) = try kept(line)
      #expect(!isKept)
      #expect(notes.last == "the optimizer starts anew", "\(line)")
    }
    #expect(try !kept("set optimizer sgd").0)
  }

  @Test(
    "quantities that need a loss say so",
    arguments: [
      ("show loss", "loss: no batch has been taken yet; set loss sum and train first"),
      ("infer; show grad_input", "grad_input: the last pass had no loss; set loss sum first, and take a step"),
      ("set loss sum; set scale off; infer; show grad_gamma", "grad_gamma: the layer has no gamma; set scale on first"),
    ])
  func refused(lines: String, message: String) throws {
    #expect(try refusal(of: lines, in: try Session("batch [[1], [2]]")).message == message)
  }

  @Test("the population is what the source draws from, at its present place, or all the data")
  func population() throws {
    var session = try Session("generate normal mean=[1, 5] std=2 drift=0.5 shape=8x2; train 4")
    #expect(try session.numbers("population_mean") == [3, 7])
    #expect(try session.numbers("population_variance") == [4, 4])
    // Along the other axis every channel has a bit of both.
    try session.run("generate normal mean=[1, 5] std=2 shape=2x2; set axis 0")
    #expect(try session.numbers("population_mean") == [3, 3])
    #expect(try session.numbers("population_variance") == [8, 8])
    let data = try Session(
      "load d.csv batch=2", MemoryFiles(["d.csv": Array("1,10\n2,20\n3,30\n6,40\n".utf8)]))
    #expect(try data.numbers("population_mean") == [3, 25])
    #expect(try data.numbers("population_variance") == [3.5, 125])
    #expect(try session.value("population_mean").dtype == "float64")
    #expect(
      try refusal(of: "show population_mean").message
        == "population_mean: there are no batches yet; name some with generate, batch or load")
  }

  @Test("is remembered for the charts, gamma, beta and the loss")
  func history() throws {
    let session = try Session(Self.start + "; infer 2; set optimizer sgd; set loss sum; infer 2")
    let gamma = session.history.points(.gamma, channel: 0)
    #expect(gamma.steps == [1, 2, 3, 4])
    #expect(gamma.values == [1, 1, -4, -9])
    #expect(session.history.points(.beta, channel: nil).values == [0, 0, -1, -2])
    let loss = session.history.points(.loss, channel: 0).values
    #expect(loss[0].isNaN && loss[1].isNaN)
    #expect(loss[2...] == [10, -42])
    #expect(session.layer?.isTrained == true)
    #expect(try Session(Self.start + "; train 3").layer?.isTrained == false)
  }
}
