import TerminalKit
import BNCore

extension CommandEntry {
  static let set = CommandEntry(
    usage: "set PARAMETER VALUE",
    summary: "set an argument of the layer, or how steps are taken",
    details: Parameter.allCases.map { $0.rawValue.padded(to: 28) + $0.summary } + [
      "",
      "Optimizers take numbers: momentum \(OptimizerChoice.Momentum.options.sequence), "
        + "adam \(OptimizerChoice.Adam.options.sequence).",
      LossChoice.Target.options.rows.map { "\($0.name)= is \($0.meaning)" }.joined()
        + "; upstream a file or a nested list.",
      "A file of targets has the batch's shape, or one target for each example of the data: those follow the batches.",
      "Random initializers: uniform \(RandomNumbers.uniform.sequence), normal \(RandomNumbers.normal.sequence).",
      "Constraints: none, non_neg, max_norm 2, unit_norm, clip 0.5 2, divide_by_sum.",
      "A number outside of its usual range is taken as TensorFlow takes it, with a warning of what it does.",
      "Another dtype converts the variables. What changes their shapes makes them anew, and says so.",
      "set framework torch makes the layer compute as torch, with its epsilon and momentum; tensorflow-1.4 leads back.",
      "A momentum is then that framework's own: in torch, mlx and tinygrad the share of the new value.",
      "set name b puts the variables of the present name aside; with set reuse on, set name takes those of b back.",
    ],
    example: "set momentum 0.9", arguments: .parameter
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let parameter = try parameter(&words)
    return .session(.set(try parameter.setting(from: words)))
  }

  static let toggle = CommandEntry(
    usage: "toggle PARAMETER",
    summary: "switch an on/off parameter",
    details: [orList(Parameter.toggles.map(\.rawValue))],
    example: "toggle training",
    keys: [
      KeyBinding("t", "toggle training", "training"), KeyBinding("r", "toggle renorm", "renorm"),
      KeyBinding("u", "toggle update_ops", "update ops"), KeyBinding("f", "toggle fused", "fused"),
    ],
    arguments: .toggle
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let column = words.peek?.column
    let parameter = try parameter(&words)
    try words.expectEnd()
    guard Parameter.toggles.contains(parameter) else {
      throw CommandError(
        "\(parameter.rawValue) is not an on/off parameter; use set, or toggle "
          + orList(Parameter.toggles.map(\.rawValue)), column: column)
    }
    return .session(.toggle(parameter))
  }

  private static func parameter(_ words: inout ArgumentReader) throws(CommandError) -> Parameter {
    let word = try words.next("a parameter")
    guard let parameter = Parameter(rawValue: word.text) else {
      throw CommandError(
        unknown("parameter", word.text, among: Parameter.allCases.map(\.rawValue)), column: word.column)
    }
    return parameter
  }

  static let step = CommandEntry(
    usage: "step [N]",
    summary: "take N passes as set",
    details: [
      "Each takes the next batch, runs the update operations if they are on, and then the optimizer if one is set."
    ],
    example: "step 10", keys: [KeyBinding("s", "step", "step")]
  ) { statement throws(CommandError) in .session(.step(try count(statement), nil)) }

  static let train = CommandEntry(
    usage: "train [N]",
    summary: "take N passes in training, whatever training is set to",
    example: "train 500"
  ) { statement throws(CommandError) in .session(.step(try count(statement), .training)) }

  static let infer = CommandEntry(
    usage: "infer [N]",
    summary: "take N passes in inference, whatever training is set to",
    example: "infer"
  ) { statement throws(CommandError) in .session(.step(try count(statement), .inference)) }

  static func count(_ statement: Statement) throws(CommandError) -> Int {
    var words = ArgumentReader(statement)
    let count = try words.nextCount(statement.verb.text)
    try words.expectEnd()
    return count
  }

  static let run = CommandEntry(
    usage: "run",
    summary: "keep stepping until paused",
    details: ["In a script without a screen run and pause are passed over."],
    example: "run", keys: [KeyBinding(" ", "run", "run/pause")]
  ) { statement throws(CommandError) in try bare(statement, .face(.run)) }

  static let pause = CommandEntry(
    usage: "pause", summary: "stop stepping", example: "pause"
  ) { statement throws(CommandError) in try bare(statement, .face(.pause)) }

  static let reset = CommandEntry(
    usage: "reset",
    summary: "back to step 0, the initial variables and the first batch",
    details: [
      "The optimizer forgets what it remembered, and the variables of other names go. What is set stays as it is.",
      "The steps so far stay as a branch: main~1, or the next number.",
    ],
    example: "reset", keys: [KeyBinding("R", "reset", "reset")]
  ) { statement throws(CommandError) in try bare(statement, .session(.reset)) }

  static let speed = CommandEntry(
    usage: "speed STEPS_PER_SECOND|max",
    summary: "how fast run steps on the screen",
    example: "speed 50",
    keys: [KeyBinding("<", "speed slower", "slower"), KeyBinding(">", "speed faster", "faster")]
  ) { statement throws(CommandError) in
    let word = try statement.onlyWord("a number of steps per second, or max")
    switch word.text {
    case "max": return .session(.speed(.maximum))
    case "slower": return .session(.speed(.slower))
    case "faster": return .session(.speed(.faster))
    default:
      let value = try ValueText.number(word, "speed")
      guard value > 0, value.isFinite else {
        throw CommandError("speed needs a number above 0, or max", column: word.column)
      }
      return .session(.speed(.stepsPerSecond(value)))
    }
  }

  /// A command without arguments.
  static func bare(_ statement: Statement, _ command: Command) throws(CommandError) -> Command {
    try ArgumentReader(statement).expectEnd()
    return command
  }
}

extension Parameter {
  /// The parameters that are on or off.
  static let toggles = allCases.filter { $0 != .reuse && $0.ladder(rank: 2).contains("on") }
}
