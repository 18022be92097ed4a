import TerminalKit
import BNFiles

/// What a person wants the screen to be like at the next start, too.
///
/// Its text has one `name value` a line and can be edited by hand. What is not understood is kept as it is and passed
/// over, so that an older program does not lose what a newer one wrote.
struct Settings: Equatable, Sendable {
  var theme = Theme.Name.colourBlind
  /// Whether the terminal is asked for reports of the mouse.
  var mouse = false
  /// Whether the tour of the first start was seen or sent away.
  var isTourDone = false
  /// The person's layout of the screen, a line each, for the screen to read.
  var view: [String] = []
  /// The lines as they were read, comments and all.
  private var lines: [String] = []
  /// The numbers of the lines that were passed over, from 1.
  private(set) var passedOver: [Int] = []

  init() {}

  /// Reads the text; of a setting that is there twice the last one holds.
  init(text: String) {
    lines = text.lines
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() where !line.isSettingsComment {
      if !take(line) { passedOver.append(index + 1) }
    }
  }

  /// The settings as text: the lines that were read with their present values, then those that are new.
  var text: String {
    let usual = Settings()
    var written: Set<Name> = []
    var result: [String] = []
    for line in lines {
      guard let name = name(of: line) else {
        result.append(line)
        continue
      }
      if written.insert(name).inserted { result += self.lines(of: name) }
    }
    for name in Name.allCases where !written.contains(name) && self.lines(of: name) != usual.lines(of: name) {
      result += self.lines(of: name)
    }
    return result.map { $0 + "\n" }.joined()
  }

  /// What was changed since some earlier settings, put into these.
  ///
  /// Two programs may run at a time, and neither undoes what the other one changed.
  mutating func take(changesTo new: Settings, since old: Settings) {
    if new.theme != old.theme { theme = new.theme }
    if new.mouse != old.mouse { mouse = new.mouse }
    if new.isTourDone != old.isTourDone { isTourDone = new.isTourDone }
    if new.view != old.view { view = new.view }
  }

  private enum Name: String, CaseIterable { case theme, mouse, tour, view }

  /// The setting that a line is of; `nil` for a comment and for one that is not understood.
  private func name(of line: String) -> Name? {
    var probe = Settings()
    guard !line.isSettingsComment, probe.take(line) else { return nil }
    return line.settingsWords.flatMap { Name(rawValue: $0.name) }
  }

  private mutating func take(_ line: String) -> Bool {
    guard let (word, value) = line.settingsWords, let name = Name(rawValue: word) else { return false }
    switch name {
    case .theme: return set(\.theme, Theme.Name(rawValue: value))
    case .mouse: return set(\.mouse, ["on": true, "off": false][value])
    case .tour: return set(\.isTourDone, ["done": true, "open": false][value])
    case .view:
      // A line that nobody carries out would be written over at the end, though a newer program may know it.
      guard ScreenRequest.remembered(in: value) != nil else { return false }
      view.append(value)
      return true
    }
  }

  private mutating func set<Value>(_ field: WritableKeyPath<Settings, Value>, _ value: Value?) -> Bool {
    guard let value else { return false }
    self[keyPath: field] = value
    return true
  }

  private func lines(of name: Name) -> [String] {
    switch name {
    case .theme: ["theme \(theme.rawValue)"]
    case .mouse: ["mouse \(mouse ? "on" : "off")"]
    case .tour: ["tour \(isTourDone ? "done" : "open")"]
    case .view: view.map { "view \($0)" }
    }
  }
}

extension String {
  fileprivate var isSettingsComment: Bool { trimmingBlanks.isEmpty || trimmingBlanks.hasPrefix("#") }

  /// A line's name and its value; `nil` where one of them is missing.
  fileprivate var settingsWords: (name: String, value: String)? {
    let text = trimmingBlanks
    guard let blank = text.firstIndex(where: \.isWhitespace) else { return nil }
    return (String(text[..<blank]), String(text[blank...]).trimmingBlanks)
  }
}
