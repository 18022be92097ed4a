import TerminalKit

extension ScreenState {
  /// Takes a key: changes what only the screen knows, and says what is to be done.
  mutating func handle(_ key: Key) -> [Action] {
    let isTyping = editor != nil || palette != nil
    let keys = isTyping ? LineEditor.keys(of: key) : key.withoutModifiers
    return keys.flatMap { press($0) }
  }

  /// Takes a key that means what it says where the person is.
  private mutating func press(_ key: Key) -> [Action] {
    switch key {
    case .control("c"): return interruptOrQuit()
    case .control("z"): return [.suspend]
    case .control("l"): return [.redraw]
    default: break
    }
    defer { followTour() }
    if editor != nil { return handlePromptKey(key) }
    if palette != nil { return handlePaletteKey(key) }
    if overlay != nil { return handleOverlayKey(key) }
    if let step = handleDemoKey(key) { return [.demo(step)] }
    if let actions = handleTourKey(key) { return actions }
    return handleCommandKey(key)
  }

  /// Ctrl-C gives up what is being typed or computed; with nothing to give up it ends the program.
  private mutating func interruptOrQuit() -> [Action] {
    if editor != nil {
      closePrompt()
      return []
    }
    if palette != nil {
      palette = nil
      return []
    }
    return progress == nil ? [.endInterrupted] : [.interrupt]
  }

  // MARK: The prompt

  mutating func openPrompt(_ text: String = "") {
    editor = LineEditor(text: text, history: history)
    message = nil
  }

  private mutating func closePrompt() {
    history = editor?.history ?? history
    editor = nil
  }

  private mutating func handlePromptKey(_ key: Key) -> [Action] {
    let completer = CommandCompleter.completer(branches: session.branchCandidates, paths: paths)
    guard let effect = editor?.handle(key, completer: completer) else { return [] }
    switch effect {
    case .none, .changed:
      return []
    case .cancel, .endOfInput:
      closePrompt()
      message = nil
      return []
    case .submit(let line):
      closePrompt()
      return submit(line)
    }
  }

  /// Carries out a typed line, or says what is wrong with it and lets it be mended.
  mutating func submit(_ line: String) -> [Action] {
    do throws(CommandError) {
      let commands = try CommandParser.commands(of: line, abbreviations: true).map(\.command)
      message = nil
      if commands.count == 1, case .face(let command) = commands[0], !command.waits { return carryOut(command) }
      guard !commands.isEmpty else { return [] }
      let redoes = commands == [.session(.redo)]
      if redoes || commands == [.session(.undo)], undoArranging(redoing: redoes) { return [] }
      if progress != nil {
        message = Message(text: "waits for the command that runs; Ctrl-C stops it and drops what waits")
      }
      return [.submit(commands)]
    } catch {
      openPrompt(line)
      message = Message(text: error.column.map { "column \($0): \(error.message)" } ?? error.message, isError: true)
      return []
    }
  }

  // MARK: Pages over the screen

  private mutating func handleOverlayKey(_ key: Key) -> [Action] {
    guard var page = overlay else { return [] }
    let rows = OverlayView.rows(self, size: size)
    switch key {
    case .up, .character("k"): page.scroll -= 1
    case .down, .character("j"): page.scroll += 1
    case .pageUp, .character("b"): page.scroll -= rows
    case .pageDown, .character(" "): page.scroll += rows
    case .home, .character("g"): page.scroll = 0
    case .end, .character("G"): page.scroll = page.lines.count
    default:
      overlay = nil
      return []
    }
    page.scroll = max(0, min(page.scroll, page.lines.count - rows))
    overlay = page
    return []
  }

  // MARK: Demos

  /// What a key does to the demo; `nil` when it is none of the demo's keys.
  private mutating func handleDemoKey(_ key: Key) -> DemoPlayer.Step? {
    guard demo != nil else { return nil }
    switch key {
    case .character(" "): return nextScene()
    case .character("b"):
      guard var player = demo else { return nil }
      let step = player.back()
      play(player)
      return step
    case .escape:
      demo = nil
      message = Message(text: "left the demo; the session is yours")
      return DemoPlayer.Step.none
    default: return nil
    }
  }

  /// Lets a demo go on from the session that it has kept, which takes the place of the present one.
  mutating func play(_ player: DemoPlayer) {
    demo = player
    arrangementLog.goOn(with: player.snapshot)
  }

  /// The next scene of the demo, which ends behind the last.
  mutating func nextScene() -> DemoPlayer.Step {
    guard let step = demo?.next(from: session) else { return .none }
    if demo?.phase == .ended {
      demo = nil
      message = Message(text: "the demo is over; the session is yours")
    }
    return step
  }

  // MARK: The tour

  /// Enter goes on and Escape ends the tour, unless Escape has something else to close.
  private mutating func handleTourKey(_ key: Key) -> [Action]? {
    guard var tour else { return nil }
    switch key {
    case .enter:
      let goesOn = tour.goOn(self)
      self.tour = goesOn ? tour : nil
      if !goesOn { settings.isTourDone = true }
      return []
    case .escape where !isSomethingOpen:
      self.tour = nil
      settings.isTourDone = true
      message = Message(text: "the tour is over; :tour shows it again")
      return []
    default: return nil
    }
  }

  // MARK: Commands

  private mutating func handleCommandKey(_ key: Key) -> [Action] {
    switch key {
    case .character(":"): openPrompt()
    case .character("p"), .control("p"): openPalette()
    case .character("y"): return copyFocused()
    case .character("Y"): return copyAll()
    case .control("d") where isExplaining: scrollFormula(by: 5)
    case .control("u") where isExplaining: scrollFormula(by: -5)
    case .character("g"): openPrompt("goto ")
    // Space both runs and pauses.
    case .character(" "):
      // Known here before the engine says so, so that a second press at once takes the first back.
      isRunning.toggle()
      return [.setRunning(isRunning)]
    case .escape: closeWhatIsOpen()
    default:
      if let actions = handlePaneKey(key) { return actions }
      guard let binding = KeyBinding.all.first(where: { $0.key == key }) else { return [] }
      return submit(binding.line)
    }
    return []
  }

  /// Whether the arrows read off the curves of the focused pane.
  private var isReadingOff: Bool { arrangement.chartStep != nil && focusedPane.hasCurves }

  /// Whether Escape has something to close besides a message.
  private var isSomethingOpen: Bool { isReadingOff || arrangement.inspected != nil || arrangement.isZoomed }

  /// Puts the message away and closes one thing more, what was opened last as a rule.
  private mutating func closeWhatIsOpen() {
    message = nil
    if isReadingOff {
      arrangement.chartStep = nil
    } else if arrangement.inspected != nil {
      arrangement.closeFormula(in: session)
    } else {
      arrangement.isZoomed = false
    }
  }
}

extension FaceCommand {
  /// Whether it waits behind a long command: what the picture shows, and stepping, depend on that.
  fileprivate var waits: Bool {
    switch self {
    case .run, .pause, .drawScreen, .title, .say, .wait: true
    case .screen, .theme, .mouse, .demo, .help, .quit: false
    }
  }
}
