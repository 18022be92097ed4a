/// An incremental search through the history (Ctrl-R and Ctrl-S).
package struct HistorySearch: Equatable, Sendable {
  /// The most bytes that are looked for.
  static let capacity = 1_000

  var query = ""
  /// True while no line holds the query; the line found last stays in view.
  package var failed = false
  package var backward: Bool
  /// Where the search began, for Ctrl-G.
  package var origin: UndoStack.Snapshot
}

extension LineEditor {
  /// What is searched for, `nil` outside a search.
  var searchQuery: String? { search?.query }

  mutating func startSearch(backward: Bool) {
    remember()
    search = HistorySearch(backward: backward, origin: UndoStack.Snapshot(buffer: buffer, walk: walk))
  }

  /// Applies a key to the running search.
  ///
  /// False if the key ended it and still has to act on the line.
  mutating func handleSearch(_ key: Key) -> Bool {
    switch key {
    case .control("r"), .control("s"): searchAgain(backward: key == .control("r"))
    case .character(let character): extendQuery(EditBuffer.printable(String(character)))
    case .paste(let text): extendQuery(EditBuffer.printable(PastedText.oneLine(text)))
    case .backspace, .control("h"):
      let shorter = search?.query.dropLast() ?? ""
      search?.query = String(shorter)
      find(stepping: false)
    case .control("g"): abandonSearch()
    case .escape: endSearch()
    default:
      endSearch()
      return false
    }
    return true
  }

  /// Goes to the next find.
  ///
  /// As in readline, the first key of the other direction only turns around.
  private mutating func searchAgain(backward: Bool) {
    let turned = search?.backward != backward
    search?.backward = backward
    if search?.query.isEmpty == true {
      search?.query = lastQuery
      find(stepping: false)
    } else {
      find(stepping: !turned)
    }
  }

  private mutating func extendQuery(_ text: String) {
    guard !text.isEmpty else { return }
    search?.query += text
    find(stepping: false)
  }

  private mutating func endSearch() {
    if let query = search?.query, !query.isEmpty { lastQuery = query }
    search = nil
    lastAction = .other
  }

  private mutating func abandonSearch() {
    guard let origin = search?.origin else { return }
    endSearch()
    buffer = origin.buffer
    walk = origin.walk
  }

  /// Looks for the query from the cursor on, in this line and then in the next ones of the search's direction.
  ///
  /// - Parameter stepping: whether the match at the cursor itself is passed over.
  private mutating func find(stepping: Bool) {
    guard let search, !search.query.isEmpty else {
      self.search?.failed = false
      return
    }
    let query = SoughtText(search.query)
    let step = search.backward ? -1 : 1
    var position = walk.position
    var from: Int? = stepping ? cursor + step : cursor
    let current = text
    while (0...history.count).contains(position) {
      let line = line(at: position)
      let characters = Array(line)
      // The same line again is no new find.
      if position == walk.position || line != current,
        let place = query.place(in: characters, from: from, backward: search.backward)
      {
        self.search?.failed = false
        show(position, cursor: place)
        return
      }
      position += step
      from = nil
    }
    self.search?.failed = true
  }

  /// Shows a line of the history without making each find of a search an undo of its own.
  private mutating func show(_ position: Int, cursor: Int) {
    if position != walk.position {
      let line = line(at: position)
      leaveDraft()
      walk.position = position
      buffer = EditBuffer(line)
    }
    buffer.move(to: cursor)
  }
}
