import Testing

@testable import BNExplorer

/// A state of the screen that is recorded in a file, at some sizes.
struct ScreenScene: Sendable, CustomTestStringConvertible {
  let name: String
  var sizes = [Size(columns: 80, rows: 24)]
  let stage: @Sendable () throws -> Stage

  var testDescription: String { name }

  /// The digits after some steps, and what is done to them then.
  private static func digits(_ lines: [String] = [], steps: Int = 40, glyphs: GlyphLevel = .braille) throws -> Stage {
    var stage = try Stage(glyphs: glyphs)
    for line in ["load builtin:digits batch=32 flatten=on"] + lines + ["step \(steps)"] {
      stage.carryOut(try Stage.commands(line))
    }
    stage.state.message = nil
    return stage
  }

  private static let training = ["set loss mse target=1", "set optimizer momentum", "set learning_rate 0.5"]

  static let all: [ScreenScene] = panes + arranged + overThem + demos

  private static let panes = [
    ScreenScene(name: "opening", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) { try Stage() },
    ScreenScene(
      name: "digits",
      sizes: [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
        Size(columns: 40, rows: 12), Size(columns: 20, rows: 6), Size(columns: 50, rows: 36),
      ]
    ) {
      var stage = try digits()
      stage.state.isRunning = true
      return stage
    },
    ScreenScene(name: "blocks") { try digits(glyphs: .block) },
    ScreenScene(name: "ascii") { try digits(glyphs: .ascii) },
    ScreenScene(name: "renorm", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      var stage = try digits(["set renorm on", "set rmax 3", "set dmax 5"])
      stage.press(.end, .up, .up, .up, .up, .up, .up)
      return stage
    },
    ScreenScene(name: "channels", sizes: [Size(columns: 120, rows: 40)]) { try digits(["channel 3 7"]) },
    ScreenScene(
      name: "training",
      sizes: [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
        Size(columns: 50, rows: 36), Size(columns: 80, rows: 18), Size(columns: 40, rows: 12),
      ]
    ) { try digits(training) },
    ScreenScene(name: "training-ascii") { try digits(training, glyphs: .ascii) },
    ScreenScene(name: "training-channels", sizes: [Size(columns: 120, rows: 40)]) {
      try digits(training + ["channel 3 20"])
    },
    ScreenScene(
      name: "eval",
      sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)]
    ) { try digits(["eval generate normal mean=5 std=3 shape=48x64 seed=9"]) },
    ScreenScene(name: "eval-training", sizes: [Size(columns: 120, rows: 40)]) {
      try digits(training + ["eval generate normal mean=5 std=3 shape=48x64 seed=9"])
    },
    // Gamma that was assigned is worth a look too.
    ScreenScene(name: "assigned") { try digits(["assign gamma 2"]) },
    ScreenScene(name: "updates-off") { try digits(["set update_ops off"]) },
    ScreenScene(name: "inference") { try digits(["train 40", "set training off"], steps: 10) },
    ScreenScene(name: "one-channel") {
      try Stage("batch [[3], [7]]", "set fused off", "set momentum 0.9", "train 30", "channel 0")
    },
  ]

  /// A stationary source, of which everything can be predicted.
  private static let normal = "generate normal mean=3 std=2 shape=32x8 seed=4"

  private static let arranged = [
    ScreenScene(
      name: "formula",
      sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 40, rows: 10)]
    ) {
      var stage = try digits(["set renorm on", "set rmax 1.1", "set dmax 0.1"])
      stage.enter("focus output")
      stage.press(.down, .right, .right, .right, "e")
      return stage
    },
    ScreenScene(name: "formula-update") {
      var stage = try digits()
      stage.enter("focus mean")
      stage.press("e")
      return stage
    },
    ScreenScene(name: "heatmap", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      var stage = try digits()
      stage.press(.tab, .tab, "v")
      return stage
    },
    ScreenScene(name: "numbers-zoomed") {
      var stage = try digits()
      stage.press(.tab, .tab, "v", "v", "z", .down, .right)
      return stage
    },
    ScreenScene(name: "table", sizes: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)]) {
      var stage = try digits()
      stage.press(.backTab, .right, .right, .down)
      return stage
    },
    ScreenScene(name: "hidden") {
      var stage = try digits()
      stage.enter("hide batch")
      stage.enter("hide variance")
      stage.state.message = nil
      return stage
    },
    ScreenScene(
      name: "prediction",
      sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 300, rows: 80)]
    ) {
      var stage = try Stage(normal, "set momentum 0.95", "channel 2", "train 90")
      stage.enter("focus mean")
      stage.press(.home, .pageDown)
      return stage
    },
    ScreenScene(name: "branches", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      var stage = try Stage(normal, "channel 2", "train 60")
      stage.press("{", "{", "b")
      stage.enter("set momentum 0.9")
      stage.press("B")
      stage.carryOut(try Stage.commands("train 40"))
      stage.state.message = nil
      return stage
    },
    ScreenScene(name: "past") {
      var stage = try digits(["train 10", "set momentum 0.9", "train 10", "set epsilon 0.01"])
      stage.press("{", "[")
      stage.state.message = nil
      return stage
    },
    ScreenScene(name: "axes") {
      var stage = try digits()
      stage.enter("yaxis variance log")
      stage.enter("yaxis mean symlog")
      stage.state.message = nil
      return stage
    },
  ]

  private static let overThem = [
    ScreenScene(name: "palette", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 10)]) {
      var stage = try digits()
      stage.press("p")
      stage.type("mom")
      return stage
    },
    ScreenScene(name: "tour", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)]) {
      var stage = try digits()
      stage.state.isRunning = true
      stage.state.tour = Tour()
      return stage
    },
    ScreenScene(name: "comparison") {
      var stage = try Stage(normal, "train 20", "fork other", "set momentum 0.9", "train 5", "switch main", "train 5")
      stage.press("n", "c")
      return stage
    },
    ScreenScene(name: "diagnosis") {
      var stage = try Stage("batch [[3], [7]]", "set update_ops off", "train 30")
      stage.press("d")
      return stage
    },
    ScreenScene(name: "prompt-candidates") {
      var stage = try digits(["set axis 1"])
      stage.type(":set mo")
      stage.press(.tab, .tab)
      return stage
    },
    ScreenScene(name: "prompt-error") {
      var stage = try digits()
      stage.enter("set momentm 0.9")
      return stage
    },
    ScreenScene(name: "engine-error") {
      var stage = try digits()
      stage.enter("channel 64")
      return stage
    },
    ScreenScene(name: "help-scrolled", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)]) {
      var stage = try digits()
      stage.press("?", .pageDown)
      return stage
    },
    ScreenScene(name: "shown-numbers") {
      var stage = try Stage("batch [[3, 7, 1], [7, 9, 2]]", "train 3")
      stage.enter("show y")
      return stage
    },
    ScreenScene(name: "progress") {
      var stage = try digits()
      stage.state.progress = Engine.Progress(done: 1234, total: 10_000)
      return stage
    },
  ]

  private static let demos = [
    ScreenScene(name: "demo", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      var stage = try Stage()
      stage.enter("demo three-numbers")
      stage.press(" ", " ")
      return stage
    },
    ScreenScene(name: "demo-left") {
      var stage = try Stage()
      stage.enter("demo memory")
      stage.press(" ", .escape)
      return stage
    },
  ]
}
