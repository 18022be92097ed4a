import Platform
import TerminalKit
import BNFiles
import BNCore

/// Everything that can be done, as a list to search: each entry is a line of the command language with the key that types
/// it.
struct Palette: Equatable, Sendable {
  /// Something that can be done.
  struct Entry: Equatable, Sendable {
    /// What is carried out, or begun where something has to follow.
    let line: String
    /// The key on the screen; empty where there is none.
    var key = ""
    let summary: String
    /// Whether the line needs more before it can be carried out.
    var isOpen = false
  }

  /// The most that is looked for, in Unicode scalars (one grapheme can have any number of them): no entry has so many,
  /// and what a key costs is bounded by it.
  static let capacity = 200

  private(set) var editor = LineEditor()
  private(set) var entries: [Entry]
  private let texts: [PaletteText]
  private(set) var matches: [Entry]
  private(set) var selection = 0

  init(_ session: Session) {
    entries = Self.entries(for: session)
    texts = entries.map(PaletteText.init)
    matches = entries
  }

  /// The chosen entry; `nil` where none matches what was typed.
  var chosen: Entry? { matches.indices.contains(selection) ? matches[selection] : nil }

  /// What a key asks for.
  enum Effect: Equatable, Sendable {
    case none
    case close
    case choose(Entry)
    /// The prompt is wanted instead.
    case command
    /// Nothing more fits into what is looked for.
    case full
  }

  /// Takes a key: arrows choose, Enter carries out, `:` and `/` are what they are everywhere, anything else edits what is
  /// looked for.
  mutating func handle(_ key: Key) -> Effect {
    switch key {
    case .up, .control("p"): move(by: -1)
    case .down, .control("n"), .tab: move(by: 1)
    case .backTab: move(by: -1)
    case .pageUp: move(by: -max(1, min(10, selection)))
    case .pageDown: move(by: max(1, min(10, matches.count - 1 - selection)))
    case .enter: return chosen.map(Effect.choose) ?? .none
    case ":": return .command
    case "/":
      // Looks for something else, as in a page.
      editor = LineEditor()
      search()
    default: return edit(key)
    }
    return .none
  }

  private mutating func edit(_ key: Key) -> Effect {
    let before = editor
    let key = fitting(key)
    switch editor.handle(key.key) {
    case .cancel, .endOfInput: return .close
    case .none, .changed, .submit, .full: break
    }
    let overflows = editor.text.unicodeScalars.count > Self.capacity
    if overflows { editor = before }
    if editor.text != before.text { search() }
    return overflows || key.isCut ? .full : .none
  }

  /// A key with no more of a paste than there is room for.
  private func fitting(_ key: Key) -> (key: Key, isCut: Bool) {
    guard case .paste(let pasted) = key else { return (key, false) }
    let text = EditBuffer.printable(PastedText.oneLine(pasted)).unicodeScalars
    let room = Self.capacity - editor.text.unicodeScalars.count
    return text.count <= room ? (key, false) : (.paste(String(text.prefix(room))), true)
  }

  private mutating func move(by distance: Int) {
    guard !matches.isEmpty else { return }
    selection = ((selection + distance) % matches.count + matches.count) % matches.count
  }

  private mutating func search() {
    let wanted = SearchedText(editor.text)
    selection = 0
    guard wanted.count > 0 else {
      matches = entries
      return
    }
    let scored = texts.enumerated().compactMap { index, text in
      text.score(of: wanted).map { (index: index, score: $0) }
    }
    matches = scored.sorted { ($0.score, $0.index) < ($1.score, $1.index) }.map { entries[$0.index] }
  }
}

extension Palette {
  /// The keys' lines first, then every command, then what a word behind a command can be.
  private static func entries(for session: Session) -> [Entry] {
    let bound = KeyBinding.inHelpOrder.map { binding in
      let verb = binding.line.split(separator: " ").first.flatMap { Verb(rawValue: String($0)) }
      return Entry(line: binding.line, key: binding.label, summary: verb?.entry.summary ?? binding.hint)
    }
    let known = Set(bound.map(\.line))
    let verbs = Verb.allCases.filter { !known.contains($0.rawValue) }.map { verb in
      let entry = verb.entry
      let needsMore = (try? CommandParser.commands(of: verb.rawValue)) == nil
      return Entry(line: verb.rawValue, summary: entry.summary, isOpen: needsMore)
    }
    let parameters = Parameter.listed.map {
      Entry(line: "set \($0.rawValue)", summary: $0.summary, isOpen: true)
    }
    let branches = session.branches.names.filter { $0 != session.branches.current }.map {
      Entry(line: "switch \($0)", summary: "go to the branch \($0), where it was left")
    }
    let panes = Pane.allCases.filter { $0.isAvailable(in: session) }.map {
      Entry(line: "focus \($0.rawValue)", summary: $0.summary)
    }
    let lessons = Lesson.all.map { Entry(line: "demo \($0.name)", summary: $0.summary) }
    return bound + verbs + parameters + branches + panes + choices + lessons
  }

  /// What behind `view`, `yaxis`, `theme` and `together` says what is wanted, so that nobody has to go through all of it.
  private static var choices: [Entry] {
    let views = PaneView.allCases.map {
      Entry(line: "view \($0.rawValue)", summary: "the focused batch as \($0.summary)")
    }
    let axes = YAxis.allCases.map {
      Entry(line: "yaxis \($0.rawValue)", summary: "the y axis of the focused curves: \($0.summary)")
    }
    let themes = Theme.Name.allCases.map {
      Entry(line: "theme \($0.rawValue)", summary: "the screen's colours: \($0.summary)")
    }
    let together = Entry(line: "together on", summary: "the other branches go along with every step")
    return views + axes + themes + [together]
  }
}

// The palette's keys.
extension ScreenState {
  mutating func openPalette() {
    palette = Palette(session)
    message = nil
  }

  mutating func handlePaletteKey(_ key: Key) -> [Action] {
    message = nil
    switch palette?.handle(key) {
    case nil, .some(.none): return []
    case .close:
      palette = nil
      return []
    case .command:
      palette = nil
      return beginLine("")
    case .full:
      message = Message(text: "the palette looks for at most \(Palette.capacity) characters", isError: true)
      return [.beep]
    case .choose(let entry):
      palette = nil
      guard entry.isOpen else { return submit(entry.line) }
      openPrompt(entry.line + " ")
      return []
    }
  }
}
