import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("A saved session")
struct ReplayTests {
  static let files = MemoryFiles([
    "/data.csv": Array("1,2,3\n3,4,9\n5,6,1\n7,9,2\n-2,0.1,1e20\n".utf8), "data.csv": Array("1,2,3\n4,5,6\n".utf8),
    "/gamma.npy": NpyWriter.encode(NamedArray(name: "g", shape: [3], values: [Float(0.5), 2, -1])),
    "gamma.npy": NpyWriter.encode(NamedArray(name: "g", shape: [3], values: [Float(0.5), 2, -1])),
    "/target.npy": NpyWriter.encode(NamedArray(name: "t", shape: [6, 3], values: [Float](repeating: 0.5, count: 18))),
    "target.npy": NpyWriter.encode(NamedArray(name: "t", shape: [6, 3], values: [Float](repeating: 0.5, count: 18))),
    "inner.bn": Array("train 2; set momentum 0.8\ninfer\ntoggle renorm\n".utf8),
  ])

  /// Lines that fit a session of three channels most of the time, and are refused now and then.
  static func line(_ source: inout RandomCommands) -> String {
    switch source.pick(Array(0..<20)) {
    case 0:
      return
        "generate normal mean=\(source.pick(["0", "5", "[1, -2, 3e3]"])) std=2 shape=6x3 seed=\(source.pick([1, 2]))"
    case 1:
      return "generate outliers shape=4x2x2x3 fraction=0.2 drift=0.5"
        + source.pick(["", " dtype=float64", " dtype=float16"])
    case 2: return "generate uniform high=[1, 2, 3] shape=5x3 fixed=\(source.pick(["on", "off"]))"
    case 3:
      return source.pick([
        "batch [[1, 2, 3], [4, nan, 6]]", "batch [[0.1, 1e20, -3], [7, 1e-20, 3]]", "batch [[1, 2], [3, 4]]",
      ])
    case 4: return "load /data.csv batch=\(source.pick([2, 3])) shuffle=\(source.pick([1, 9]))"
    case 5: return "toggle \(source.pick(Parameter.toggles).rawValue)"
    case 6:
      return
        "assign \(source.pick(VariableName.allCases).rawValue) \(source.pick(["2", "[1, 2, 3]", "gamma.npy", "-inf", "0.1"]))"
    case 7: return "reset"
    case 8: return "source inner.bn"
    case 9, 10:
      let parameter = source.pick(Parameter.allCases)
      return "set \(parameter.rawValue) \(source.pick(parameter.ladder(rank: 2)))"
    case 11: return "set gamma_initializer [2, 3]"
    case 13:
      return source.pick([
        "eval generate normal mean=5 shape=9x3 seed=4", "eval load /data.csv batch=2 shuffle=1", "eval none",
        "eval batch [[1, 2, 3]]", "eval generate uniform shape=2x5", "eval generate normal shape=2x2x3",
      ])
    case 12:
      return source.pick([
        "set optimizer momentum momentum=0.5 nesterov=on", "set optimizer adam beta1=0.5", "set optimizer sgd",
        "set loss mse target=[1, 2, 3]", "set loss mse target=target.npy", "set loss upstream [[1, 2, 3], [4, 5, 6]]",
        "set gamma_constraint clip 0.5 1.5", "set reuse auto", "set name bn", "set name batch_normalization",
        "set gamma_initializer uniform low=-1 seed=3",
      ])
    case 14: return source.pick(["back", "back 4", "forward", "forward 3", "goto 0", "goto 5", "goto 11"])
    case 15:
      return source.pick([
        "fork a", "fork b", "switch a", "switch b", "switch main", "switch main~1", "fork", "switch next", "together",
        "together on",
      ])
    default: return "\(source.pick(["step", "train", "infer"])) \(source.pick([1, 2, 7]))"
    }
  }

  @Test("replays to the same variables, outputs and quantities, to the bit", arguments: 1...40)
  func property(seed: UInt64) throws {
    var source = RandomCommands(seed: seed)
    var session = Session()
    var refused = 0
    for _ in 0..<25 {
      do { try session.run(Self.line(&source), Self.files) } catch { refused += 1 }
    }
    #expect(refused < 25)
    let replay = try Session(session.log.script, Self.files)
    #expect(replay.replayed == session.replayed)
    // And the replay saves the same script again.
    #expect(replay.log == session.log)
  }

  @Test("is a script of a comment and the commands that made it, the paths from the root")
  func text() throws {
    let files = MemoryFiles(["data.csv": Array("1,2\n3,4\n".utf8)])
    var session = try Session("load data.csv batch=2; set momentum 0.5; toggle training; step; step; show y", files)
    let notes = try session.run("save session.bn", files).notes
    #expect(notes == ["saved 4 lines to session.bn"])
    #expect(
      String(decoding: try files.read("session.bn"), as: UTF8.self) == """
        # A session of bnexplorer. Replay it with: bnexplorer run FILE
        load /data.csv batch=2
        set momentum 0.5
        set training off
        step 2

        """)
  }

  @Test("that never began is an empty script")
  func empty() throws {
    #expect(try Script(text: Session().log.script, name: "s").lines.isEmpty)
  }

  @Test("of twenty parameters set before any batch replays to the same layer")
  func parametersFirst() throws {
    var source = RandomCommands(seed: 5)
    var session = Session()
    for _ in 0..<60 {
      let setting = source.setting()
      guard setting.parameter != .axis else { continue }
      // Files that are not there leave no trace.
      _ = try? session.apply(.set(setting), in: SessionEnvironment(files: MemoryFiles()))
    }
    _ = try? session.run("generate normal shape=8x40; train 2; infer")
    #expect(try Session(session.log.script).replayed == session.replayed)
  }
}
