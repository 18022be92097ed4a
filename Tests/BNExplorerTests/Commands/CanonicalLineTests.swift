import BNCore
import Testing

@testable import BNExplorer

@Suite("A command written as a line")
struct CanonicalLineTests {
  /// Every value of a command in words that tell any two apart, NaN and −0 too.
  private func dump(_ command: Command) -> String {
    let tensor: Tensor<Double>
    switch command {
    case .session(.batch(let literal)), .session(.eval(.batch(let literal))): tensor = literal
    default: return String(reflecting: command)
    }
    return "\(tensor.shape) \(tensor.scalars.map { $0.isNaN ? "nan" : String($0.bitPattern, radix: 16) })"
  }

  @Test("reads back to the same command, whatever its values", arguments: 0..<10)
  func roundTrip(seed: UInt64) throws {
    var source = RandomCommands(seed: seed)
    for _ in 0..<60 {
      let command = Command.session(source.command())
      let line = try #require(command.line)
      #expect(!line.contains("\n"), "a command is one line")
      let read = try CommandParser.commands(of: line)
      try #require(read.count == 1, "\(line)")
      #expect(dump(read[0].command) == dump(command), "\(line)")
      #expect(read[0].command.line == line)
    }
  }

  @Test("is the shortest that says it all")
  func examples() throws {
    for line in [
      "generate normal mean=5 std=[1, 2] shape=8x2 seed=7",
      "generate constant value=inf shape=2x2 seed=0 fixed=on drift=-0.5",
      "batch [[1.0, 2.5], [nan, -inf]] shape=2x2", "batch [] shape=0x4",
      "load \"/a b.csv\" batch=3 divide=16 drop_last=on",
      "set momentum 0.99", "set momentum -0.0", "set fused none", "set renorm_clipping rmax=3 dmax=5",
      "set gamma_initializer [1, 2.5, inf]", "set beta_regularizer l2 0.001", "set rmin none", "assign gamma [1, nan]",
      "assign moving_mean 5e-324", "train 500", "infer 1", "step 3", "reset", "eval none",
      "back 3", "forward 1", "goto 0",
      "open /m.pt epsilon=0.001 momentum=0.9 captured=/run.npz size=12 checksum=00ff", "open /m.pt", "close",
      "layer bn1 axis=-1 checksum=00ff", "layer \"\"", "layer \"a b\"", "generate layer",
      "generate layer shape=8x4 seed=3",
      "assign gamma /m.npz member=gamma", "load /m.npz batch=2 member=x axis=1",
      "figure1", "figure1 layers=2 width=30 rate=1.5 norm=renorm order=sorted nonlinearity=relu steps=50 seed=3 unit=7",
      "fork low_momentum", "switch main~1", "batch_size 8",
      "eval generate normal mean=0 std=1 shape=64x4 seed=3", "eval load /a.csv batch=3 shuffle=7",
      "eval batch [[1.0], [2.5]] shape=2x1", "set optimizer momentum nesterov=on", "set optimizer adam beta1=0.5",
      "load /a.csv columns=1-3 expand_dims=on header=off skip=2 sep=space decimal=comma missing=mean",
      "set loss mse target=x", "set loss mse target=[1, 2]", "set loss mse target=/t.npy",
      "set loss upstream [[1.0, 0.0]]",
      "set gamma_constraint clip 0.5 2", "set beta_initializer uniform low=-1 high=1 seed=3", "set update_ops after",
      "set name a/b", "set reuse auto", #"set gamma_constraint "w\n/ 2""#, #"load "/a\nb""#,
    ] {
      let read = try CommandParser.commands(of: line)
      #expect(read.map(\.command.line) == [line])
    }
  }

  @Test("exists for what makes a session, and for nothing else")
  func others() throws {
    for verb in Verb.allCases {
      let command = try CommandParser.commands(of: verb.entry.example)[0].command
      let makes: Set<Verb> = [
        .generate, .batch, .load, .batchSize, .eval, .open, .layer, .close, .set, .assign, .step, .train, .infer,
        .reset, .back, .forward,
        .goto, .fork,
        .switch, .together, .ask, .reveal, .task, .figure1,
      ]
      #expect((command.line != nil) == makes.contains(verb), "\(verb)")
    }
  }
}
