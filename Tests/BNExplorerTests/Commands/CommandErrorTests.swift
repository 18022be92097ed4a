import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Wrong lines")
struct CommandErrorTests {
  static let wrong = [
    WrongText("trian 5", "unknown command \"trian\"; did you mean train?", column: 1),
    WrongText("step; shwo y", "unknown command \"shwo\"; did you mean show?", column: 7),
    WrongText("frobnicate", "unknown command \"frobnicate\"; help lists the commands", column: 1),
    WrongText("Step", "unknown command \"Step\"; did you mean step?", column: 1),
    WrongText("step 0", "step needs a whole number of at least 1, not \"0\"", column: 6),
    WrongText("train -5", "train needs a whole number of at least 1, not \"-5\"", column: 7),
    WrongText("train 1.5", "train needs a whole number of at least 1, not \"1.5\"", column: 7),
    WrongText(
      "train 99999999999999999999", "train needs a whole number of at least 1, not \"99999999999999999999\"", column: 7),
    WrongText("train 5 6", "unexpected \"6\"; the command is complete before it", column: 9),
    WrongText("reset now", "unexpected \"now\"; the command is complete before it", column: 7),
    WrongText("set", "the command ends here; expected a parameter", column: 4),
    WrongText("set momentun 0.9", "unknown parameter \"momentun\"; did you mean momentum?", column: 5),
    WrongText("set momentum", "the command ends here; expected a number", column: 13),
    WrongText("set momentum x", "momentum needs a number, not \"x\"", column: 14),
    WrongText("set momentum 0.9 0.8", "unexpected \"0.8\"; the command is complete before it", column: 18),
    WrongText("mouse foo bar", "mouse needs on or off, not \"foo\"", column: 7),
    WrongText("mouse on bar", "unexpected \"bar\"; the command is complete before it", column: 10),
    WrongText("set training maybe", "training needs on or off, not \"maybe\"", column: 14),
    WrongText("set training_mode bol", "training_mode needs bool or placeholder, not \"bol\"", column: 19),
    WrongText("set axis 33", "axis needs a whole number from -32 to 32, not \"33\"", column: 10),
    WrongText("set axis 0.5", "axis needs a whole number from -32 to 32, not \"0.5\"", column: 10),
    WrongText("set renorm_clipping rmx=3", "unknown option \"rmx\"; did you mean rmax?", column: 21),
    WrongText("set renorm_clipping", "the command ends here; expected rmax=, rmin= or dmax=, or none", column: 20),
    WrongText("set renorm_clipping 3", "unexpected \"3\"; expected rmax=, rmin= or dmax=", column: 21),
    WrongText(
      "set gamma_initializer zeroes",
      "unknown initializer \"zeroes\"; did you mean zeros?, or a list such as [1, 2, 3]",
      column: 23),
    WrongText("set gamma_initializer []", "gamma_initializer needs at least one value in its list", column: 23),
    WrongText(
      "set gamma_initializer uniform low=2",
      "random_uniform needs finite numbers low ≤ high, but has low 2.0 and high 1.0", column: 23),
    WrongText(
      "set moving_mean_initializer normal std=-1",
      "random_normal needs a finite mean and a finite std ≥ 0, but has mean 0.0 and std -1.0", column: 29),
    WrongText("set beta_regularizer l3 1", "unknown regularizer \"l3\"; did you mean l1?", column: 22),
    WrongText("set beta_regularizer l2", "the command ends here; expected a scale such as 0.1", column: 24),
    WrongText(
      "toggle momentum",
      "momentum is not an on/off parameter; use set, or toggle training, update_ops, center, scale, fused, renorm or trainable",
      column: 8),
    WrongText(
      "generate",
      "the command ends here; expected a kind: bimodal, classes, constant, lognormal, normal, outliers, ramp or uniform",
      column: 9),
    WrongText("generate nomal", "unknown kind of batch \"nomal\"; did you mean normal?", column: 10),
    WrongText("generate normal maen=3", "unknown option \"maen\"; did you mean mean?", column: 17),
    WrongText(
      "generate normal low=3",
      "unknown option \"low\"; expected mean, std, shape, seed, fixed, drift, replicas, sync or dtype",
      column: 17),
    WrongText("generate normal mean=x", "mean needs a number, not \"x\"", column: 22),
    WrongText("generate normal mean=[1, x]", "\"x\" is not a number", column: 26),
    WrongText("generate normal mean=[[1]]", "mean needs a flat list such as [1, 2.5, 3]", column: 22),
    WrongText("generate normal shape=3,4", "shape needs extents such as 64x4, not \"3,4\"", column: 23),
    WrongText("generate normal shape=3x-4", "shape needs extents such as 64x4, not \"3x-4\"", column: 23),
    WrongText("generate normal seed=-1", "seed needs a whole number from 0, not \"-1\"", column: 22),
    WrongText("generate classes order=mixed", "order needs sorted or shuffled, not \"mixed\"", column: 24),
    WrongText("batch", "the command ends here; expected a list such as [[1, 2], [3, 4]]", column: 6),
    WrongText("batch 5", "batch needs a list such as [[1, 2], [3, 4]], not \"5\"", column: 7),
    WrongText(
      "batch [[1, 2], [3]]", "this list has 1 elements, the one before it 2; all need the same number", column: 16),
    WrongText("batch [1, [2]]", "a list stands where the other lists have a number", column: 11),
    WrongText("batch [[1], 2]", "a number stands where the other lists have a list", column: 13),
    WrongText("batch [1, , 2]", "expected a number", column: 11),
    WrongText("batch [1 2]", "expected , or ]", column: 10),
    WrongText("batch [1]2", "the list ends here; nothing may follow it", column: 10),
    WrongText("batch [1, 2, 3] shape=2x2", "shape 2x2 does not hold 3 numbers", column: 23),
    WrongText(
      "batch [] shape=0x4611686018427387904x4", "shape 0x4611686018427387904x4 does not hold 0 numbers", column: 16),
    WrongText(
      "assign",
      "the command ends here; expected a variable: gamma, beta, moving_mean, moving_variance, renorm_mean, renorm_mean_weight, renorm_stddev or renorm_stddev_weight",
      column: 7),
    WrongText("assign gama 1", "unknown variable \"gama\"; did you mean gamma?", column: 8),
    WrongText("assign gamma", "the command ends here; expected a number, a list or a file", column: 13),
    WrongText("show", "the command ends here; expected a quantity such as y or moving_mean[0]", column: 5),
    WrongText("step; show y[", "a bracket is open at the end of the line; close it with ]", column: 12),
    WrongText("  show  moving_men", "unknown quantity \"moving_men\"; did you mean moving_mean?", column: 9),
    WrongText("assert", "the command ends here; expected a claim such as moving_mean[0] ~ 5 within 1e-5", column: 7),
    WrongText("export y", "the command ends here; expected a quantity and a file, such as export y y.npy", column: 9),
    WrongText("export y y.txt", "\"y.txt\" does not end in a format; expected .npy, .csv or .json", column: 10),
    WrongText(
      "export variables v.csv", "\"v.csv\" does not end in a format; expected .npz, .safetensors or .json", column: 18),
    WrongText("export report r.txt", "\"r.txt\" does not end in a format; expected .html", column: 15),
    WrongText("export y z y.npy", "unexpected \"z\"; expected an operator or the end of the line", column: 10),
    WrongText("load", "the command ends here; expected a file", column: 5),
    WrongText("load a.csv bach=3", "unknown option \"bach\"; did you mean batch?", column: 12),
    WrongText("load a.csv batch=0", "batch needs a whole number of at least 1, not \"0\"", column: 18),
    WrongText("save", "the command ends here; expected a file", column: 5),
    WrongText("speed 0", "speed needs a number above 0, or max", column: 7),
    WrongText("wait -1", "wait needs from 0 to 3600 seconds", column: 6),
    WrongText("wait nan", "wait needs from 0 to 3600 seconds", column: 6),
    WrongText("channel 0 1 2 3 4", "at most 4 channels fit a chart", column: 17),
    WrongText("channel x", "channel needs a whole number of at least 0, not \"x\"", column: 9),
    WrongText("demo memry", "unknown lesson \"memry\"; did you mean memory?", column: 6),
    WrongText("help sett", "unknown command \"sett\"; did you mean set?", column: 6),
    WrongText("say", "the command ends here; expected a text", column: 4),
  ]

  @Test("are refused with what is wrong, what was expected and the column", arguments: wrong)
  func refused(_ example: WrongText) throws {
    let error = try #require(throws: CommandError.self) { try CommandParser.commands(of: example.text) }
    #expect(error.message == example.message)
    #expect(error.column == example.column)
    #expect(error.exitStatus == 64)
  }

  @Test("name the file, the line and the column in a script, and nothing of the script runs")
  func script() throws {
    let text = "step\n\n# comment\r\nset momentum 0.9; shw y\nstep 0"
    let error = try #require(throws: CommandError.self) { try Script(text: text, name: "a.bn") }
    #expect(error.message == "a.bn:4:19: unknown command \"shw\"; did you mean show?")
  }

  @Test("of random words end in commands or an error with its column within the line", arguments: 0..<8)
  func fuzz(seed: UInt64) throws {
    var source = RandomCommands(seed: seed)
    let words =
      Verb.allCases.map(\.rawValue) + Parameter.allCases.map(\.rawValue) + Quantity.allCases.map(\.rawValue)
      + BatchKind.names + LoadRequest.options.candidates.map(\.text)
      + [
        "on", "off", "none", "[", "]", "[1, 2]", "[[1],[2]]", "\"", "\\", ";", "#", "=", ",", "0", "-1", "nan", "1e999",
      ]
      + ["shape=2x2", "shape=", "seed=1", "mean=[", "~", "within", "1%", "é", "\u{301}", "\u{0}", "a.npy", "variables"]
    var parsed = 0
    for _ in 0..<400 {
      let line = (0..<Int.random(in: 1...7, using: &source.random))
        .map { _ in source.pick(words) + (source.chance(4) ? "" : " ") }.joined()
      do {
        parsed += try CommandParser.commands(of: line, abbreviations: source.chance(2)).count
      } catch {
        #expect((1...line.count + 1).contains(error.column ?? 0), "\(line): \(error)")
        #expect(!error.message.contains("\n"), "\(line): \(error)")
      }
    }
    #expect(parsed >= 5)
  }

  @Test("of random characters never trap", arguments: 0..<4)
  func characters(seed: UInt64) {
    var random = SplitMix(state: seed)
    let alphabet = Array("abcxy 0123456789.,:;#\"\\[]()=+-*/^~<>!%_\t\nλ")
    for _ in 0..<250 {
      let line = String(
        (0..<Int.random(in: 0...24, using: &random)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        })
      for prefix in ["", "show ", "assert ", "batch ", "set ", "generate normal ", "export "] {
        let words = try? CommandParser.commands(of: prefix + line)
        #expect(words.map { $0.count <= line.count + 1 } ?? true)
      }
    }
  }

  @Test("guess the nearest word only when it is near")
  func nearestWord() {
    let words = ["momentum", "epsilon", "axis"]
    #expect(nearest("momentm", among: words) == "momentum")
    #expect(nearest("mometnum", among: words) == "momentum")
    #expect(nearest("epsilonn", among: words) == "epsilon")
    #expect(nearest("axes", among: words) == "axis")
    #expect(nearest("exas", among: words) == nil)
    #expect(nearest("gamma", among: words) == nil)
    #expect(nearest("x", among: []) == nil)
  }

  @Test("an error shows at most 80 letters of what was typed, and no control character of it")
  func shortened() throws {
    let long = String(repeating: "x", count: 1 << 16)
    for line in [
      long, "set \(long) 1", "train \(long)", "show \(long)", "generate \(long)", "set momentum \"\(long)\"",
    ] {
      let error = #expect(throws: CommandError.self) { try CommandParser.commands(of: line) }
      let message = try #require(error?.message)
      #expect(message.count(where: { $0 == "x" }) <= 82, "\(message.prefix(200))")
      #expect(message.count < 2_000)
    }
    let controls = #expect(throws: CommandError.self) { try CommandParser.commands(of: "tr\u{1b}2Jain\u{7} 1") }
    #expect(controls?.message.contains("\"tr\\u{1b}2Jain\\u{7}\"") == true)
    // A path that is no longer than paths are stands as it is.
    let path = "/" + String(repeating: "folder/", count: 30) + "data.csv"
    let missing = #expect(throws: CommandError.self) { try Script.read(path, MemoryFiles()) }
    #expect(missing?.message.contains(path) == true)
    #expect(CommandError("\(long): there is no such file").message.count < 500)
  }
}
