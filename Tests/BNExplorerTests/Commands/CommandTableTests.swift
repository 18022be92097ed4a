import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The command table")
struct CommandTableTests {
  @Test("every example is one command of its verb, and every key types a line that parses", arguments: Verb.allCases)
  func examples(_ verb: Verb) throws {
    let entry = verb.entry
    #expect(entry.example.split(separator: " ").first.map(String.init) == verb.rawValue)
    #expect(entry.usage.split(separator: " ").first.map(String.init) == verb.rawValue)
    #expect(try CommandParser.commands(of: entry.example).count == 1)
    for key in entry.keys { #expect(try CommandParser.commands(of: key.line).count == 1) }
    #expect(!entry.summary.isEmpty)
    #expect(HelpText.text(for: verb).contains(entry.example))
  }

  @Test("no key does two things")
  func keys() {
    let labels = KeyBinding.all.map(\.label)
    #expect(Set(labels).count == labels.count)
    #expect(Set(KeyBinding.inHelpOrder.map(\.label)) == Set(labels))
  }

  // The words of the contract, and what they mean.
  @Test("reads every command of the contract")
  func contract() throws {
    func one(_ line: String) throws -> SessionCommand? {
      let commands = try CommandParser.commands(of: line)
      try #require(commands.count == 1)
      return if case .session(let command) = commands[0].command { command } else { nil }
    }
    func face(_ line: String) throws -> FaceCommand? {
      let command = try #require(try CommandParser.commands(of: line).first).command
      return if case .face(let command) = command { command } else { nil }
    }
    #expect(try one("step") == .step(1, nil))
    #expect(try one("step 7") == .step(7, nil))
    #expect(try one("train 500") == .step(500, .training))
    #expect(try one("infer") == .step(1, .inference))
    #expect(try one("batch [[1,2],[3,4]]") == .batch(Tensor(shape: [2, 2], scalars: [1, 2, 3, 4])))
    #expect(try one("batch [1,2,3,4] shape=2x1x2") == .batch(Tensor(shape: [2, 1, 2], scalars: [1, 2, 3, 4])))
    #expect(try one("batch [] shape=0x4") == .batch(Tensor(shape: [0, 4], scalars: [])))
    #expect(
      try one("generate normal") == .generate(GenerateRequest(kind: .normal(mean: 0, std: 1), shape: [64, 4])))
    #expect(
      try one("generate uniform low=[1, 2] high=3 shape=8x2 seed=5 fixed=on drift=0.5")
        == .generate(
          GenerateRequest(kind: .uniform(low: [1, 2], high: 3), shape: [8, 2], seed: 5, fixed: true, drift: 0.5)))
    #expect(
      try one("generate normal noise std=2")
        == .generate(GenerateRequest(kind: .normal(mean: 0, std: 2), shape: [64, 4])))
    #expect(
      try one("generate classes means=[-1,0,4] order=shuffled")
        == .generate(GenerateRequest(kind: .classes(means: [-1, 0, 4], std: 1, order: .shuffled))))
    #expect(
      try one("load a.csv divide=16 batch=8 columns=a,b labels=c shuffle=3 drop_last=on")
        == .load(
          LoadRequest(
            path: "a.csv", batch: 8, shuffle: 3, columns: ["a", "b"], labels: "c", divide: 16, dropLast: true)))
    #expect(try one("set rmax none") == .set(Setting(parameter: .rmax, value: .number(nil))))
    #expect(
      try one("set renorm_clipping rmax=3 dmax=5")
        == .set(Setting(parameter: .renormClipping, value: .clipping(RenormClipping(rmax: 3, dmax: 5)))))
    #expect(try one("set training true") == one("set training on"))
    #expect(
      try one("set gamma_initializer [1, 2]")
        == .set(Setting(parameter: .gammaInitializer, value: .initializer(.values([1, 2])))))
    #expect(try one("assign gamma 2") == .assign(.gamma, .all(2)))
    #expect(try one("assign gamma [2]") == .assign(.gamma, .list([2])))
    #expect(try one("assign gamma \"2\"") == .assign(.gamma, .file(path: "2")))
    #expect(try one("assign gamma g.npy") == .assign(.gamma, .file(path: "g.npy")))
    #expect(try face("say Look at   the mean.") == .say("Look at   the mean."))
    #expect(try face("say \"one; two\"") == .say("one; two"))
    #expect(try one("channel 0 3") == .channel(.some([0, 3])))
    #expect(try face("wait 0.5") == .wait(seconds: 0.5))
    #expect(try face("help set") == .help(.set))
    #expect(try one("export mean( y ) \"my file.npy\"")?.exported?.text == "mean( y )")
    #expect(try face("export screen s.svg size=9x3") == .drawScreen(path: "s.svg", size: Size(columns: 9, rows: 3)))
    #expect(try face("run") == .run && one("run") == nil)
    #expect(try CommandParser.commands(of: "source a.bn").map(\.command) == [.source(path: "a.bn")])
    #expect(
      try one("export model m.npz names=tensorflow")
        == .export(ExportRequest(content: .model, path: "m.npz", names: .tensorflow)))
    #expect(try one("export layer l.safetensors") == .export(ExportRequest(content: .layer, path: "l.safetensors")))
    #expect(try one("export report r.html") == .export(ExportRequest(content: .report, path: "r.html")))
    #expect(try one("export variables v.npz") == .export(ExportRequest(content: .variables, path: "v.npz")))
  }

  @Test("verbs may be shortened at the prompt while they are unambiguous, and never in a script")
  func abbreviations() throws {
    func short(_ line: String) throws -> [Command] {
      try CommandParser.commands(of: line, abbreviations: true).map(\.command)
    }
    #expect(try short("tr 3; inf") == [.session(.step(3, .training)), .session(.step(1, .inference))])
    #expect(try short("gen normal; res") == short("generate normal; reset"))
    // A whole verb counts as itself, though others begin with it.
    #expect(try short("step") == [.session(.step(1, nil))])
    let ambiguous = try #require(throws: CommandError.self) { try short("s") }
    #expect(
      ambiguous.message
        == "\"s\" could be set, step, speed, switch, show, save, source, say or solution; write more of it")
    #expect(ambiguous.column == 1)
    #expect(throws: CommandError.self) { try CommandParser.commands(of: "tr 3") }
    #expect(throws: CommandError.self) { try Script(text: "res", name: "s") }
    #expect(throws: CommandError.self) { try short("xyz") }
  }
}

extension SessionCommand {
  fileprivate var exported: (text: String, path: String)? {
    guard case .export(let request) = self, case .quantity(_, let text) = request.content else { return nil }
    return (text, request.path)
  }
}
