extension ScreenState {
  /// Takes a key: changes what only the screen knows, and says what is to be done.
  mutating func handle(_ key: Key) -> [Action] {
    switch key {
    case .control("c"): return interruptOrQuit()
    case .control("z"): return [.suspend]
    case .control("l"): return [.redraw]
    default: break
    }
    if editor != nil { return handlePromptKey(key) }
    if overlay != nil { return handleOverlayKey(key) }
    if let step = handleDemoKey(key) { return [.demo(step)] }
    return handleCommandKey(key)
  }

  /// Ctrl-C gives up what is being typed or computed; with nothing to give up it ends the program.
  private mutating func interruptOrQuit() -> [Action] {
    if editor != nil {
      closePrompt()
      return []
    }
    return progress == nil ? [.endInterrupted] : [.interrupt]
  }

  // MARK: The prompt

  private mutating func openPrompt(_ text: String = "") {
    editor = LineEditor(text: text, history: history)
    message = nil
  }

  private mutating func closePrompt() {
    history = editor?.history ?? history
    editor = nil
  }

  private mutating func handlePromptKey(_ key: Key) -> [Action] {
    let completer = CommandCompleter.onDisk(branches: session.branchCandidates)
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
  private mutating func submit(_ line: String) -> [Action] {
    do throws(CommandError) {
      let commands = try CommandParser.commands(of: line, abbreviations: true).map(\.command)
      message = nil
      if commands.count == 1, let output = commands[0].screenOutput { return receive(output) }
      guard !commands.isEmpty else { return [] }
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
    case .character("b"): return demo?.back()
    case .escape:
      demo = nil
      message = Message(text: "left the demo; the session is yours")
      return DemoPlayer.Step.none
    default: return nil
    }
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

  // MARK: Commands

  private mutating func handleCommandKey(_ key: Key) -> [Action] {
    switch key {
    case .character(":"): openPrompt()
    case .enter:
      let parameter = focusedParameter
      openPrompt("set \(parameter.rawValue) \(parameter.text(in: session.configuration))")
    case .up, .character("k"): choose(focus - 1)
    case .down, .character("j"): choose(focus + 1)
    case .home: choose(0)
    case .end: choose(-1)
    case .left, .character("-"), .character("h"): return adjust(up: false)
    case .right, .character("+"), .character("="), .character("l"): return adjust(up: true)
    // Space both runs and pauses.
    case .character(" "):
      // Known here before the engine says so, so that a second press at once takes the first back.
      isRunning.toggle()
      return [.setRunning(isRunning)]
    case .escape: message = nil
    default:
      guard let binding = KeyBinding.all.first(where: { $0.key == key }) else { return [] }
      return submit(binding.line)
    }
    return []
  }

  /// Chooses a row of the parameter list, around its ends, and makes room for what it means.
  private mutating func choose(_ row: Int) {
    focus = (row + Parameter.listed.count) % Parameter.listed.count
    message = nil
  }

  /// Sets the chosen parameter to the next value on its ladder.
  private mutating func adjust(up: Bool) -> [Action] {
    let parameter = focusedParameter
    let text = parameter.text(in: session.configuration)
    let next = parameter.neighbour(of: text, up: up, rank: session.rank)
    guard next != text else {
      message = Message(text: "\(parameter.rawValue) is at the end of what the arrows reach; Enter types a value")
      return []
    }
    return submit("set \(parameter.rawValue) \(next)")
  }
}

extension Command {
  /// What the command has to say where it concerns the screen alone: such a one does not wait behind a long command.
  fileprivate var screenOutput: Output? {
    switch self {
    case .help(let verb): .help(verb)
    case .demo(let name): .demo(name: name)
    case .theme(let choice): .theme(choice)
    case .mouse(let choice): .mouse(choice)
    case .quit: .quit
    default: nil
    }
  }
}
