import TerminalKit

// The keys of the focused pane.
extension ScreenKey {
  static func own(_ pane: Pane) -> [ScreenKey] {
    switch pane {
    case .parameters: parameters
    case .story, .example: story
    case .batch, .output, .eval: elements
    case .mean, .variance, .renorm, .gamma, .loss: overSteps
    case .figure: []
    case .channels: channels
    case .formula: formula
    }
  }

  static let parameters = [
    ScreenKey(
      [
        Press(.up, "k") { $0.choose($0.knobRow - 1) }, Press(.down, "j") { $0.choose($0.knobRow + 1) },
        Press(.home) { $0.choose(0) }, Press(.end) { $0.choose(-1) },
        Press(.left, "-", "h") { $0.adjust(up: false) }, Press(.right, "+", "=", "l") { $0.adjust(up: true) },
      ], label: Arrows.all, hint: { _ in "change" }, help: Help(.arrows, "choose a parameter and change it")),
    ScreenKey([Press(.enter) { $0.editParameter() }], help: Help(.enter, "parameters: type a value")),
  ]

  static let formula = [
    ScreenKey(
      [
        Press(.up, "k") { $0.chooseFormulaKnob(by: -1) }, Press(.down, "j") { $0.chooseFormulaKnob(by: 1) },
        Press(.left, "-", "h") { $0.turnFormulaKnob(up: false) },
        Press(.right, "+", "=", "l") { $0.turnFormulaKnob(up: true) },
      ], label: Arrows.all, hint: { _ in "turn" },
      help: Help(.arrows, "in the formula: stand on a number and turn it")),
    ScreenKey([Press(.enter) { $0.editFormulaKnob() }], help: Help(.enter, "formula: type a value")),
  ]

  static let elements = [
    ScreenKey(
      [
        Press(.up, "k") { $0.moveElement { element, _ in element.row -= 1 } },
        Press(.down, "j") { $0.moveElement { element, _ in element.row += 1 } },
        Press(.left, "h") { $0.moveElement { element, _ in element.channel -= 1 } },
        Press(.right, "l") { $0.moveElement { element, _ in element.channel += 1 } },
        Press(.pageUp) { $0.moveElement { element, _ in element.row -= 10 } },
        Press(.pageDown) { $0.moveElement { element, _ in element.row += 10 } },
        Press(.home) { $0.moveElement { element, _ in element.channel = 0 } },
        Press(.end) { $0.moveElement { element, channels in element.channel = channels - 1 } },
      ], label: Arrows.all, hint: { _ in "element" }, help: Help(.arrows, "an element")),
    ScreenKey(typing: "v"),
  ]

  static let story = [
    ScreenKey(
      [
        Press(.up, "k") { $0.chooseChannel(by: -1) }, Press(.down, "j") { $0.chooseChannel(by: 1) },
        Press(.pageUp) { $0.chooseChannel(by: -10) }, Press(.pageDown) { $0.chooseChannel(by: 10) },
        Press(.home) { $0.chooseChannel(by: .min / 2) }, Press(.end) { $0.chooseChannel(by: .max / 2) },
      ], label: Arrows.along, hint: { _ in "channel" }, help: Help(.arrows, "a channel of the story")),
    ScreenKey(
      [
        Press(.left, "h") { $0.moveElement { element, _ in element.row -= 1 } },
        Press(.right, "l") { $0.moveElement { element, _ in element.row += 1 } },
      ], label: Arrows.across, hint: { _ in "example" }, help: Help(.arrows, "an example of the story")),
  ]

  static let overSteps = [
    ScreenKey(
      [
        Press(.left, "h") { $0.moveChartCursor(by: -1) }, Press(.right, "l") { $0.moveChartCursor(by: 1) },
        Press(.pageUp) { $0.moveChartCursor(by: -10) }, Press(.pageDown) { $0.moveChartCursor(by: 10) },
        Press(.home) { $0.moveChartCursor(by: .min) }, Press(.end) { $0.moveChartCursor(by: .max) },
      ], label: Arrows.across, hint: { _ in "read off" }, help: Help(.arrows, "a step of the curves")),
    ScreenKey(
      [Press(.enter) { $0.goToStepReadOff() }], hint: "go there", help: Help(.enter, "curves: go to the step read off")),
  ]

  static let channels = [
    ScreenKey(
      [
        Press(.up, "k") { $0.chooseChannel { line, _ in line - 1 } },
        Press(.down, "j") { $0.chooseChannel { line, _ in line + 1 } },
        Press(.pageUp) { $0.chooseChannel { line, _ in line - 10 } },
        Press(.pageDown) { $0.chooseChannel { line, _ in line + 10 } },
        Press(.home) { $0.chooseChannel { _, _ in 0 } }, Press(.end) { $0.chooseChannel { _, last in last } },
      ], label: Arrows.along, hint: { _ in "channel" }, help: Help(.arrows, "a channel")),
    ScreenKey(
      [Press(.left, "h") { $0.sort(by: -1) }, Press(.right, "l") { $0.sort(by: 1) }], label: Arrows.across,
      hint: { _ in "sort" }),
    ScreenKey(
      [Press("/") { $0.beginLine("filter ") }], hint: "filter", help: Help(.filter, "the table: only some channels")),
    ScreenKey([Press("-", "+", "v") { $0.sort(by: 0) }], when: \.hasChosenChannel),
    ScreenKey(
      [Press(.enter) { $0.showChosenChannel() }], help: Help(.enter, "channels: show that channel alone")),
  ]

  /// The arrow keys as they are shown.
  private enum Arrows {
    static let across = text("Left Right", "\u{2190}\u{2192}")
    static let along = text("Up Down", "\u{2191}\u{2193}")
    static let all = text("arrows", "\u{2190}\u{2191}\u{2192}\u{2193}")

    private static func text(_ words: String, _ signs: String) -> @Sendable (ScreenState) -> String {
      { $0.glyphs == .ascii ? words : signs }
    }
  }
}
