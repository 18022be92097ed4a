import TerminalKit
import BNFiles
import BNCore

extension ScreenBench {
  /// How much there is on a screen where everything is at its largest.
  struct Crowd {
    /// Letters of the line that is typed.
    var letters = 10_000
    var channels = 4_096
    /// Layers of the open model, each with a finding.
    var layers = 1_000
    /// Branches, those that were left too.
    var branches = Branches.most
  }

  /// Keys of every kind on a screen where everything is at its largest: panes and browser, a page, the palette, a line.
  func crowdedKeys(_ size: Size, _ folder: BenchFolder) throws(BenchFailure) -> ScreenFigure {
    progress("a crowded screen at \(text(size))")
    let model = try folder.add(
      "crowd-\(text(size)).safetensors", BenchModel.bytes(layers: plan.crowd.layers, isFaulty: true))
    let script = try folder.add("crowd.bn", plan.crowd.script + "open \(quotedWord(model))\n")
    let program = try start(["explore", "--layout", "curves", "--script", script], size, folder)
    try waitForQuiet(program)
    _ = try program.secondsToShow("\u{1b}")
    var seconds: [Double] = []
    func press(_ keys: String) throws(BenchFailure) {
      for key in keys { seconds.append(try program.secondsToShow(String(key))) }
    }
    func pass(_ keys: String) throws(BenchFailure) { _ = try program.secondsToShow(keys) }
    // From pane to pane, and in each of them.
    for _ in 0..<10 { try press("\tjk.,") }
    // A page, and what is looked for in it.
    try press(":help\rjj/batch\rnN")
    try pass("\u{1b}")
    // The layers.
    try press("Ljjjjk/bn7")
    try pass("\u{1b}")
    try press("/min(variance)<0\r")
    try pass("\u{1b}")
    try pass("\u{1b}")
    // The palette.
    try press("pset momentum and whatever else somebody may type there\u{3}")
    // A line, pasted and then changed: at its end, in its middle, cut and put back, searched, completed, given, mended.
    try press(":")
    let line = String(repeating: "show moving_mean[0] + ", count: plan.crowd.letters / 22)
    seconds.append(try program.secondsToShow("\u{1b}[200~\(line)\u{1b}[201~", count: 1))
    try press("mean(\u{2}\u{2}\u{1}set \u{5}\u{17}\u{19}\u{15}\u{19}\u{19}\u{1f}\t\t\u{12}mean\u{7}\r\u{8}x\u{3}")
    // The same once more, that the history holds by now.
    try press(":show \u{10}\u{e}\u{12}ing_mean\u{12}\u{12}\u{7}\u{3}")
    return ScreenFigure(name: .keyCrowded, size: size, samples: seconds)
  }
}

extension ScreenBench.Crowd {
  /// Lines that make the session: half of the branches have names, the rest are futures that were left.
  var script: String {
    let named = (1..<max(1, branches / 2)).map { "fork f\($0)\ntrain 2\n" }.joined()
    let left = (0..<branches - branches / 2).map { "back 1\nset momentum 0.\(10 + $0)\ntrain 1\n" }.joined()
    return "generate normal shape=8x\(channels) seed=1\ntrain 3\n" + named + left
  }
}
