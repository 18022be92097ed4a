import TerminalKit

extension ScreenState {
  /// Takes a key: changes what only the screen knows, and says what is to be done.
  mutating func handle(_ key: Key) -> [Action] {
    message?.staysUntilKey = false
    let isTyping = editor != nil || palette != nil || finder != nil || isFilteringLayers
    let keys = isTyping ? LineEditor.keys(of: key) : key.withoutModifiers
    defer { settleAxes() }
    return keys.flatMap { key in
      let wasInFormula = focusedPane == .formula
      let actions = press(key)
      return actions + leaveFormula(wasThere: wasInFormula)
    }
  }

  /// Takes a key that means what it says where the person is.
  private mutating func press(_ key: Key) -> [Action] {
    for row in ScreenKey.always {
      if let action = row.action(of: key, in: self) { return action(&self) }
    }
    if let actions = answerOffer(key) { return actions }
    defer { followTour() }
    if editor != nil { return handlePromptKey(key) }
    if palette != nil { return handlePaletteKey(key) }
    if finder != nil { return handleFinderKey(key) }
    if isFilteringLayers { return inBrowser { $0.type(key) } }
    if case .paste(let text) = key { return openPrompt(pasting: text) }
    if let action = ScreenKey.action(of: key, in: self) { return action(&self) }
    if let action = actionBehindPage(of: key) {
      overlay = nil
      return action(&self)
    }
    if overlay == nil, demo?.phase == .ended {
      sayThatDemoIsOver()
    } else if overlay == nil {
      // A page goes with any key that it has no use for; where there is none, nothing would tell that a key was pressed.
      message = Message(text: "\(key.name) does nothing here; ? lists the keys")
    }
    overlay = nil
    return []
  }

  /// In the tour a page goes with the next key that the tour may ask for, and that key does what it always does.
  private func actionBehindPage(of key: Key) -> ScreenKey.Action? {
    guard overlay != nil, tour != nil, key != .enter, key != .escape else { return nil }
    var state = self
    state.overlay = nil
    return ScreenKey.action(of: key, in: state)
  }

  /// Ctrl-C gives up what is being typed or computed; with nothing to give up it ends the program.
  mutating func interruptOrQuit() -> [Action] {
    if editor != nil {
      closePrompt()
      return []
    }
    if palette != nil {
      palette = nil
      return []
    }
    if finder != nil { return handleFinderKey(.escape) }
    if isFilteringLayers { return inBrowser { $0.type(.escape) } }
    return progress == nil ? [.endInterrupted] : [.interrupt]
  }

  // MARK: The prompt

  mutating func openPrompt(_ text: String = "", selected: String = "") {
    editor = LineEditor(text: text, selected: selected, history: history)
    message = nil
  }

  /// What is pasted where nobody types is a line to look at before it is given; several lines are one.
  private mutating func openPrompt(pasting text: String) -> [Action] {
    openPrompt()
    return handlePromptKey(.paste(text))
  }

  private mutating func closePrompt() {
    history = editor?.history ?? history
    editor = nil
  }

  private mutating func handlePromptKey(_ key: Key) -> [Action] {
    let completer = CommandCompleter.completer(session.completionOffer, paths: paths)
    guard let effect = editor?.handle(key, completer: completer) else { return [] }
    switch effect {
    case .none, .changed:
      return []
    case .full:
      message = Message(
        text: "a line holds no more: \(LineEditor.usualCapacity) bytes are the most; source carries out a script",
        isError: true)
      return [.beep]
    case .cancel, .endOfInput:
      closePrompt()
      message = nil
      return []
    case .submit(let line):
      closePrompt()
      guard line.contains(where: { !$0.isWhitespace }) else { return [] }
      // A page makes room for what the line does, but not for a line that has to be mended.
      let (page, layers, pairs) = (overlay, browser, differences)
      overlay = nil
      _ = leaveBrowser()
      _ = leaveDifferences()
      let actions = submit(line)
      if editor != nil { (overlay, browser, differences) = (page, layers, pairs) }
      return actions
    }
  }

  /// Carries out a typed line, or says what is wrong with it and lets it be mended.
  mutating func submit(_ line: String) -> [Action] {
    do throws(CommandError) {
      let commands = try CommandParser.commands(of: line, abbreviations: true).map(\.command)
      message = nil
      if commands.count == 1, case .face(let command) = commands[0], !command.waits { return carryOut(command) }
      guard !commands.isEmpty else { return [] }
      if commands == [.session(.undo)], imagined != nil { return giveUpImagined() }
      let redoes = commands == [.session(.redo)]
      if redoes || commands == [.session(.undo)], undoArranging(redoing: redoes) { return [] }
      return submit(commands)
    } catch {
      openPrompt(line)
      message = Message(text: error.column.map { "column \($0): \(error.message)" } ?? error.message, isError: true)
      return []
    }
  }

  /// Hands commands to the engine, and says where they have to wait.
  mutating func submit(_ commands: [Command]) -> [Action] {
    if progress != nil {
      message = Message(text: "waits for the command that runs; Ctrl-C stops it and drops what waits")
    }
    return [.submit(commands)]
  }

  // MARK: Pages over the screen

  /// Scrolls a page, but not past its ends: `scroll` gets the page and how many rows of it are shown.
  mutating func scrollPage(_ scroll: (inout Overlay, _ rows: Int) -> Void) -> [Action] {
    guard var page = overlay else { return [] }
    let rows = OverlayView.rows(self, size: size)
    scroll(&page, rows)
    let last = page.lines.count - rows
    page.scroll = max(0, min(page.scroll, last))
    page.isAtEnd = page.scroll == last
    overlay = page
    return []
  }

  // MARK: The tour

  mutating func goOnWithTour() -> [Action] {
    guard var tour else { return [] }
    let goesOn = tour.goOn(self)
    self.tour = goesOn ? tour : nil
    if !goesOn { settings.isTourDone = true }
    return []
  }

  mutating func leaveTour() -> [Action] {
    tour = nil
    settings.isTourDone = true
    message = Message(text: "the tour is over; :tour shows it again")
    return []
  }

  // MARK: Commands

  /// Begins a line at the prompt.
  mutating func beginLine(_ text: String) -> [Action] {
    openPrompt(text)
    return []
  }

  /// Runs or pauses.
  mutating func toggleRunning() -> [Action] {
    // Known here before the engine says so, so that a second press at once takes the first back.
    isRunning.toggle()
    return [.setRunning(isRunning)]
  }

  /// Whether there are branches to go to.
  var hasBranches: Bool { session.branches.names.count > 1 }

  /// Whether the arrows read off the curves of the focused pane.
  private var isReadingOff: Bool { arrangement.chartStep != nil && focusedPane.hasCurves }

  /// Whether Escape has something to close besides a message.
  var isSomethingOpen: Bool {
    isReadingOff || arrangement.inspected != nil || imagined != nil || arrangement.isZoomed || isOnlyAsked
      || isOnlyGiven
  }

  /// Whether a question, or a task, stands on the screen that is not a demo's.
  private var isOnlyAsked: Bool { question != nil && demo == nil }
  private var isOnlyGiven: Bool { exercise?.isDone == false && demo == nil }

  /// Puts the message away and closes one thing more, what was opened last as a rule.
  mutating func closeWhatIsOpen() -> [Action] {
    message = nil
    if isReadingOff {
      arrangement.chartStep = nil
    } else if arrangement.inspected != nil {
      arrangement.closeFormula(in: session)
    } else if imagined != nil {
      return giveUpImagined()
    } else if isOnlyAsked {
      question = nil
    } else if isOnlyGiven {
      return [.forgetTask]
    } else {
      arrangement.isZoomed = false
    }
    return []
  }
}

extension FaceCommand {
  /// Whether it waits behind a long command: what the picture shows, and stepping, depend on that.
  fileprivate var waits: Bool {
    switch self {
    case .run, .pause, .drawScreen, .record, .title, .say, .wait: true
    case .screen, .theme, .mouse, .demo, .help, .quit, .answer, .hint: false
    }
  }
}
