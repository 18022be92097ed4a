import Testing

@testable import BNExplorer
@testable import TerminalKit

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

  static let all: [ScreenScene] = story + panes + arranged + browser + overThem + demos

  /// The digits as the program opens with them.
  private static func opened(_ lines: [String] = [], steps: Int = 20, glyphs: GlyphLevel = .braille) throws -> Stage {
    var stage = try Stage(glyphs: glyphs, layout: .story)
    for line in ["load builtin:digits batch=32 flatten=on", "step \(steps)"] + lines {
      stage.carryOut(try Stage.commands(line))
    }
    stage.state.message = nil
    return stage
  }

  private static let story = [
    ScreenScene(
      name: "story",
      sizes: [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
        Size(columns: 40, rows: 12), Size(columns: 20, rows: 6),
      ]
    ) { try opened() },
    ScreenScene(name: "story-ascii") { try opened(glyphs: .ascii) },
    ScreenScene(name: "story-settled") { try opened(["set momentum 0.9", "step 60"]) },
    ScreenScene(name: "story-inference") { try opened(["set training off"]) },
    ScreenScene(name: "story-renorm") { try opened(["set renorm on", "set rmax 1.5", "step 5"]) },
    ScreenScene(name: "story-opening") { try Stage(layout: .story) },
    // Means a thousand deviations apart, on an axis that is logarithmic beyond the output.
    ScreenScene(name: "story-far") {
      try Stage("generate normal mean=[-5,0,2000,1e6] std=[1,3,10,500] shape=64x4 seed=2", "step 5", layout: .story)
    },
    ScreenScene(name: "layout-channels", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      try opened().pressing("3")
    },
    ScreenScene(name: "story-framework") { try opened(["set framework torch", "step 5"]) },
    ScreenScene(name: "story-refused", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)]) {
      try Stage("set framework torch", "batch [[1, 2, 3]]", layout: .story)
    },
    ScreenScene(name: "story-formula", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      try opened().pressing("4")
    },
  ]

  private static let browser = [
    ScreenScene(
      name: "browser",
      sizes: [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
        Size(columns: 40, rows: 12), Size(columns: 20, rows: 5),
      ]
    ) { try BrowserModels.stage().pressing(.down, .down, .down) },
    ScreenScene(name: "browser-flat-ascii") {
      try BrowserModels.stage(glyphs: .ascii).pressing("t", "o", "s", "s", "s", "s")
    },
    ScreenScene(name: "browser-filter") {
      try BrowserModels.stage().pressing("/").typing("channels>=64 and min(variance)<0.2 and")
    },
    ScreenScene(name: "browser-nothing") {
      try BrowserModels.stage().pressing("/").typing("epsilon>1").pressing(.enter)
    },
    ScreenScene(name: "browser-group", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      try BrowserModels.stage().pressing(.left)
    },
    ScreenScene(name: "browser-taken", sizes: [Size(columns: 120, rows: 40)]) {
      try BrowserModels.stage().pressing(.down, .enter).withoutMessage
    },
    ScreenScene(
      name: "differences",
      sizes: [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
        Size(columns: 20, rows: 5),
      ]
    ) { try BrowserModels.differenceStage() },
    ScreenScene(name: "differences-alone-ascii") {
      try BrowserModels.differenceStage(without: "stage2.bn7", glyphs: .ascii).pressing(.down)
    },
  ]

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
      try digits(["set renorm on", "set rmax 3", "set dmax 5"]).pressing(.end, .up, .up, .up, .up, .up, .up)
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
    ScreenScene(
      name: "figure",
      sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 40, rows: 12)]
    ) { try Stage("figure1 layers=1 width=8 batch=20 std=0.5 rate=1 steps=60").withoutMessage },
    ScreenScene(name: "figure-renorm-ascii") {
      try Stage("figure1 layers=1 width=8 batch=20 std=0.5 rate=1 steps=60 norm=renorm", glyphs: .ascii).pressing("z")
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
      try digits(["set renorm on", "set rmax 1.1", "set dmax 0.1"]).entering("focus output")
        .pressing(.down, .right, .right, .right, "e")
    },
    ScreenScene(name: "formula-update") { try digits().entering("focus mean").pressing("e") },
    ScreenScene(name: "heatmap", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]) {
      try digits().pressing(.tab, .tab, "v")
    },
    ScreenScene(name: "numbers-zoomed") { try digits().pressing(.tab, .tab, "v", "v", "z", .down, .right) },
    ScreenScene(name: "table", sizes: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)]) {
      try digits().pressing(.backTab, .right, .right, .down)
    },
    ScreenScene(name: "hidden") { try digits().entering("hide batch", "hide variance").withoutMessage },
    ScreenScene(
      name: "prediction",
      sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 300, rows: 80)]
    ) {
      try Stage(normal, "set momentum 0.95", "channel 2", "train 90").entering("focus mean").pressing(.home, .pageDown)
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
      try digits(["train 10", "set momentum 0.9", "train 10", "set epsilon 0.01"]).pressing("{", "[").withoutMessage
    },
    ScreenScene(name: "axes") { try digits().entering("yaxis variance log", "yaxis mean symlog").withoutMessage },
  ]

  private static let overThem = [
    ScreenScene(name: "palette", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 10)]) {
      try digits().pressing("p").typing("mom")
    },
    ScreenScene(name: "tour", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)]) {
      var stage = try digits()
      stage.state.isRunning = true
      stage.state.tour = Tour()
      return stage
    },
    ScreenScene(name: "comparison") {
      try Stage(normal, "train 20", "fork other", "set momentum 0.9", "train 5", "switch main", "train 5")
        .pressing("n", "c")
    },
    ScreenScene(name: "diagnosis") { try Stage("batch [[3], [7]]", "set update_ops off", "train 30").pressing("d") },
    ScreenScene(name: "prompt-candidates") { try digits(["set axis 1"]).typing(":set mo").pressing(.tab, .tab) },
    ScreenScene(name: "prompt-error") { try digits().entering("set momentm 0.9") },
    ScreenScene(name: "engine-error") { try digits().entering("channel 64") },
    ScreenScene(name: "help-scrolled", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)]) {
      try digits().pressing("?", .pageDown)
    },
    ScreenScene(name: "shown-numbers") { try Stage("batch [[3, 7, 1], [7, 9, 2]]", "train 3").entering("show y") },
    ScreenScene(name: "progress") {
      var stage = try digits()
      stage.state.progress = Engine.Progress(done: 1234, total: 10_000)
      return stage
    },
  ]

  private static let demos = [
    ScreenScene(
      name: "demo", sizes: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 40, rows: 10)]
    ) {
      try Stage().entering("demo three-numbers").pressing(" ", "1", " ", " ")
    },
    ScreenScene(name: "demo-end") {
      try Stage().entering("demo three-numbers speed=2").pressing("p", "c", " ", " ", " ", " ", " ", " ", " ")
    },
    ScreenScene(
      name: "demo-question", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 10)]
    ) { try Stage().entering("demo three-numbers").pressing(" ") },
    ScreenScene(name: "demo-answer") { try Stage().entering("demo three-numbers").pressing(" ", "2") },
    ScreenScene(
      name: "demo-task", sizes: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 10)]
    ) { try Stage().entering("demo memory").pressing(" ", " ", " ", " ", " ", "H", "s", "s") },
    ScreenScene(name: "demo-left") { try Stage().entering("demo memory").pressing(" ", .escape) },
  ]
}
