import TerminalKit

extension ScreenKey {
  /// What the page of help says of a row, and in which of its lines.
  struct Help: Sendable {
    let topic: Topic
    let text: String

    init(_ topic: Topic, _ text: String) {
      self.topic = topic
      self.text = text
    }
  }

  /// The lines about keys that type nothing, in the order of the page; the rows of one topic share its line.
  enum Topic: String, CaseIterable, Sendable {
    case arrows = "arrows h j k l"
    case enter = "Enter"
    case goto = "g"
    case palette = "p Ctrl-P /"
    case filter = "/ in the table"
    case copy = "y Y"
    case scroll = "Ctrl-D Ctrl-U"
    case prompt = ":"
    case escape = "Esc"
    case interrupt = "Ctrl-C"
    case suspend = "Ctrl-Z"
    case redraw = "Ctrl-L"
    case back = "Backspace"
    case browser = "among layers"
    case differences = "in a diff"
    case page = "in a page"
    case demo = "in a demo"
    case question = "at a question"
    case task = "at its task"

    fileprivate var beginning: String { self == .arrows ? "move in the focused pane: " : "" }
    fileprivate var separator: String { self == .enter ? "; " : ", " }
  }

  /// Every row with something to say on the page of help.
  private static let explained =
    parameters + story + elements + overSteps + channels + everywhere + first + always + browser + differences + page
    + demo
    + question + demoTask

  /// The text of a topic: what its rows say, each once.
  static func text(of topic: Topic) -> String {
    var parts: [String] = []
    for case let help? in explained.map(\.help) where help.topic == topic && !parts.contains(help.text) {
      parts.append(help.text)
    }
    return topic.beginning + parts.joined(separator: topic.separator)
  }
}

/// The help of the screen: keys first, then what the marks mean, then every command.
enum ScreenHelp {
  static func lines(_ glyphs: GlyphLevel) -> [String] {
    let lines = (KeyBinding.all.map(\.line.count).max() ?? 0) + 2
    let bound = KeyBinding.inHelpOrder.map { ($0.label, $0.line.padded(to: lines) + $0.meaning) }
    let keys = bound + ScreenKey.Topic.allCases.map { ($0.rawValue, ScreenKey.text(of: $0)) } + [mouse]
    let width = (keys.map(\.0.count).max() ?? 0) + 2
    let verbs = (Verb.allCases.map(\.rawValue.count).max() ?? 0) + 2
    return ["KEYS"] + keys.map { "  " + $0.0.padded(to: width) + $0.1 } + ["", "MARKS"]
      + ScreenMarks.all(glyphs).map { "  " + $0.mark.padded(to: width) + $0.meaning }
      + ["", "COMMANDS, typed behind : (:help COMMAND says more)"]
      + Verb.allCases.map { "  " + $0.rawValue.padded(to: verbs) + $0.entry.summary }
  }

  private static let mouse = (
    "mouse", "click a pane, a parameter, an element; drag the bar of time; the wheel scrolls (m turns it on)"
  )
}

extension KeyBinding {
  /// What the key's line does, in words.
  fileprivate var meaning: String {
    if line == Verb.run.rawValue { return "run, and pause" }
    let words = line.split(separator: " ").map(String.init)
    if words.first == Verb.layout.rawValue, let name = words.last, let layout = LayoutName(rawValue: name) {
      return "\(name): \(layout.summary)"
    }
    if words.last == "at_most" { return "ten recorded steps \(words[0]), or as many as there are" }
    if words.first == Verb.toggle.rawValue, let parameter = words.last.flatMap(Parameter.init(rawValue:)) {
      return parameter.summary
    }
    return words.first.flatMap(Verb.init(rawValue:))?.entry.summary ?? hint
  }
}
