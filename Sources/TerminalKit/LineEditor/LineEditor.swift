/// A line being typed: the prompt of the screen and of the REPL alike, free of any terminal.
///
/// The keys are those of GNU readline's Emacs mode, with three additions known from other shells: Up and Down look for
/// lines that start with the text before the cursor, the newest line that continues the text is suggested behind it,
/// and Tab cycles through the candidates once they are shown.
package struct LineEditor: Equatable, Sendable {
  /// What a key did, as far as the owner of the line has to know.
  package enum Effect: Equatable, Sendable {
    /// Nothing that can be seen.
    case none
    /// The line must be drawn again.
    case changed
    /// The line was given. It is in the history now, and the editor holds a new, empty one.
    case submit(String)
    /// The line was dropped (Ctrl-C, Ctrl-G, Escape). The editor holds a new, empty one.
    case cancel
    /// Ctrl-D on an empty line.
    case endOfInput
    /// What the key brings does not fit into the line any more; it did nothing.
    case full
  }

  /// The most bytes that a line has, far more than anybody types: what a key costs is bounded by it.
  package static let usualCapacity = 1 << 16

  /// What the key before did, where the next one asks.
  package enum Action: Equatable, Sendable {
    case other
    /// So many characters were typed one after another; they are undone together.
    case typed(Int)
    case cut
    /// A range that came from the kill ring, which Alt-Y replaces.
    case yanked(Range<Int>)
  }

  /// The most bytes that this line has.
  package let capacity: Int
  package var buffer: EditBuffer
  package var history: CommandHistory
  var killRing = KillRing()
  var undoStack = UndoStack()
  package var walk: HistoryWalk
  package var search: HistorySearch?
  /// What Ctrl-R Ctrl-R looks for again.
  var lastQuery = ""
  package var completion: CompletionCycle?
  var lastAction = Action.other
  /// The end of a line to begin with, which the first key that types or deletes takes away; any other keeps it.
  package private(set) var selection: Range<Int>?

  /// An editor with some text to begin with, the cursor behind it.
  ///
  /// - Parameters:
  ///   - text: what stands there.
  ///   - selected: what stands behind it until something else is typed.
  ///   - history: the lines given before.
  ///   - capacity: the most bytes that the line may grow to.
  package init(
    text: String = "", selected: String = "", history: CommandHistory = CommandHistory(), capacity: Int = usualCapacity
  ) {
    self.capacity = capacity
    buffer = EditBuffer(text + selected)
    let start = EditBuffer(text).count
    selection = start < buffer.count ? start..<buffer.count : nil
    self.history = history
    walk = HistoryWalk(position: history.count)
  }

  package var text: String { buffer.text }

  /// The graphemes before the cursor: `0...text.count`.
  package var cursor: Int { buffer.cursor }

  /// Applies a key.
  ///
  /// The completer is asked only when Tab opens the list of candidates.
  package mutating func handle(_ key: Key, completer: Completer = { _, _ in .none }) -> Effect {
    let (before, kept) = (Appearance(self), self)
    let effect = perform(key, completer)
    if let effect { return effect }
    if hasOutgrown(kept) {
      self = kept
      return .full
    }
    return Appearance(self) == before ? .none : .changed
  }

  /// Whether a key has made the line, or what is looked for in the history, longer than it may be.
  ///
  /// A line that was too long to begin with may still be shortened.
  private func hasOutgrown(_ before: LineEditor) -> Bool {
    if buffer.byteCount > max(capacity, before.buffer.byteCount) { return true }
    return search?.query.utf8.count ?? 0 > max(HistorySearch.capacity, before.search?.query.utf8.count ?? 0)
  }

  private mutating func perform(_ key: Key, _ completer: Completer) -> Effect? {
    if search != nil, handleSearch(key) { return nil }
    if completion != nil, handleCompletion(key) { return nil }
    if replacesSelection(with: key) { return nil }
    let previous = lastAction
    lastAction = .other
    switch key {
    case .enter, .control("m"), .control("j"): return submit()
    case .escape, .control("c"), .control("g"):
      startNewLine()
      return .cancel
    case .control("d") where buffer.isEmpty: return .endOfInput
    case .tab, .control("i"): complete(completer, backward: false)
    case .backTab: complete(completer, backward: true)
    case .control("_"), .control("/"): undo()
    case .control("r"), .control("s"): startSearch(backward: key == .control("r"))
    default:
      if let command = MetaCommand(key) {
        perform(command, after: previous)
      } else if !insert(key, after: previous), !cut(key, after: previous), !move(key) {
        recall(key)
      }
    }
    return nil
  }

  /// Takes away what is selected where a key types or deletes; every key ends the selection.
  ///
  /// - Returns: whether that was all that the key had to do.
  private mutating func replacesSelection(with key: Key) -> Bool {
    guard let selected = selection else { return false }
    selection = nil
    switch key {
    case .character, .paste: break
    case .backspace, .delete, .control("h"), .control("w"), .control("u"): break
    default: return false
    }
    remember()
    buffer.remove(selected)
    switch key {
    case .character, .paste:
      // What is typed in its place is taken back together with it.
      lastAction = .typed(0)
      return false
    default: return true
    }
  }

  private mutating func submit() -> Effect {
    let line = text
    history.append(line)
    startNewLine()
    return .submit(line)
  }

  /// Drops everything that belongs to one line; history and kill ring stay.
  private mutating func startNewLine() {
    buffer = EditBuffer()
    undoStack = UndoStack()
    walk = HistoryWalk(position: history.count)
    search = nil
    completion = nil
    selection = nil
    lastAction = .other
  }
}

/// What a view shows of an editor; a key that leaves it alone needs no drawing.
private struct Appearance: Equatable {
  let buffer: EditBuffer
  let search: HistorySearch?
  let completion: CompletionCycle?
  let selection: Range<Int>?

  init(_ editor: LineEditor) {
    selection = editor.selection
    buffer = editor.buffer
    search = editor.search
    completion = editor.completion
  }
}
