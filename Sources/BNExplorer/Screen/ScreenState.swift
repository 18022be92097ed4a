import Platform
import TerminalKit
import BNFiles
import BNCore

/// Everything that the screen shows, as a value: the views read it, keys and the engine's news change it.
struct ScreenState: Sendable {
  var session: Session
  var isRunning = false
  var progress: EngineProgress?
  /// What there is to say about the session's state, the gravest first.
  var findings: [Finding] = []
  /// What would come out now; `nil` where there is no batch, or too large a one.
  var preview: Preview?
  var arrangement = Arrangement()
  var arrangementLog = ArrangementLog()
  /// The chosen row of the parameter list.
  var knob = Knob.parameter(.training)
  /// What the arrows asked for and the engine has not answered yet.
  var awaited: AwaitedKnob?
  /// Another value for an element of the batch, that a person wonders about.
  var imagined: ImaginedElement?
  /// The axes of batch and output while a number of the formula is turned.
  var steadyAxes: SteadyAxes?
  /// The line being typed; `nil` while keys are commands.
  var editor: LineEditor?
  var history = CommandHistory()
  var overlay: Overlay?
  /// The layers of the open model, over the whole screen.
  var browser: LayerBrowser?
  /// The browser as it was left, to come back to.
  var leftBrowser: LayerBrowser?
  /// The layer that was chosen in it and is not the session's yet.
  var awaitedLayer: String?
  /// What differs between two models, over the whole screen, and as it was left.
  var differences: DifferenceBrowser?
  var leftDifferences: DifferenceBrowser?
  /// What is being looked for in the page; `nil` while nothing is typed for it.
  var finder: PageFinder?
  var palette: Palette?
  /// What a first start shows; `nil` once it is over.
  var tour: Tour?
  var message: Message?
  /// Whether a session is offered that another program has left unsaved; the next key takes it up, or does not.
  var isLeftOffered = false
  /// How many unsaved lines there were when somebody was last told so on leaving.
  var linesWarnedOf = 0
  var demo: DemoPlayer?
  /// What the person is asked, and then what became of it.
  var question: OpenQuestion?
  /// What the person is to do by hand, and how far that is.
  var exercise: ExerciseWatch?
  /// How many of its hints were given.
  var hintsGiven = 0
  var glyphs = GlyphLevel.braille
  /// The terminal's size when it was last drawn, for keys that scroll by what is in view.
  var size = Size(columns: 80, rows: 24)
  /// What is remembered between sessions.
  var settings = Settings()
  /// What was done of the lessons since the program began, but for the one that plays.
  var course = CourseProgress()
  /// The present colours; those of the settings unless the program was started with others.
  var theme = Theme.Name.colourBlind
  /// Whether the terminal reports the mouse.
  var isMouseOn = false
  /// Whether the screen is filmed.
  var isRecording = false
  /// What the mouse has hold of while its button is down.
  var hold: MouseHold?
  /// How demos are given.
  var demoManner = DemoManner()
  /// The files that a beginning can be completed to.
  var paths: @Sendable (String) -> [String] = { _ in [] }

  /// A page of text over the screen, scrolled by so many lines.
  struct Overlay: Equatable, Sendable {
    var title: String
    var lines: [String]
    var scroll = 0 { didSet { isAtEnd = false } }
    /// Whether the last lines are to be seen, however many rows there are by then: an alarm may take one.
    var isAtEnd = false
    /// What was looked for last, and the line where it was found.
    var query = PageQuery("")
    var hit: Int?
    /// What the lines were broken from, for another width; `nil` for lines that stand as they are.
    var prose: [String]?
  }

  /// What the last command had to say.
  struct Message: Equatable, Sendable {
    var text: String
    var isError = false
    /// Whether it stands until a key is pressed, whatever the engine has to say.
    var staysUntilKey = false
  }

  /// The pane that the arrows move in.
  var focusedPane: Pane { arrangement.settledFocus(in: session) }

  /// Whether the formula of a number is asked for, and there is one.
  var isExplaining: Bool { arrangement.inspected != nil && session.lastStep != nil }

  /// Whether there is time to move through.
  var hasTime: Bool { session.lastRecordedStep > 0 }

  /// What the line for alarms says; an open page has no need of it.
  ///
  /// In the story the sentence says how much of the beginning is left, and a channel that never varies is a bar without width.
  var alarm: Finding? {
    guard demo == nil else { return nil }
    return findings.first { finding in
      if arrangement.layout == .story {
        switch finding.evidence {
        case .notSettled, .constantChannels: return false
        default: break
        }
      }
      return finding.severity != .info
    }
  }

  /// What the loop has to do after a key.
  enum Action: Equatable, Sendable {
    case submit([Command])
    case setRunning(Bool)
    case interrupt
    case demo(DemoPlayer.Step)
    case startDemo(DemoRequest)
    case forgetTask
    case imagine(ImaginedElement?)
    case drawScreen(path: String, size: Size?)
    case record(RecordRequest?)
    case useTheme(Theme.Name)
    case reportMouse(Bool)
    case copy(String)
    case beep
    /// To take up what another program has left unsaved, or to forget it.
    case takeUpLeft, forgetLeft
    case suspend
    case redraw
    case quit
    /// Ctrl-C with nothing to give up.
    case endInterrupted
  }
}

extension ScreenState {
  /// The screen of a session that none shows, for a picture; what is wrong is found out here, where no engine does it.
  init(picturing session: Session, _ arrangement: Arrangement, browsing list: Output? = nil) {
    self.init(session: session)
    self.arrangement = arrangement
    // A list or a page stands over the screen; whatever else was said is no part of it.
    switch list {
    case .layers(let listing): browse(listing)
    case .difference(let listing): browse(listing)
    case .report(let report): show(report.text, title: report.title, isTable: true)
    default: break
    }
    findings = (try? session.diagnosis()) ?? []
    preview = session.preview()
    settleChannel(after: nil)
    settleAxes()
  }
}

// MARK: News from the engine

extension ScreenState {
  /// Takes what the engine did since the last time.
  mutating func receive(_ update: EngineUpdate) -> [Action] {
    let before = session.viewer
    session = update.session
    preview = update.preview
    settleChannel(after: before)
    let wasRunning = isRunning
    isRunning = update.isRunning
    progress = update.progress
    findings = update.findings
    settleAwaited(after: update.events)
    settleAwaitedLayer(after: update.events)
    lookAtNewFigure(after: before)
    settleImagined()
    defer {
      settleAxes()
      followTour()
    }
    let actions = update.events.withJoinedNotes.flatMap { receive($0) }
    // Behind the events: a scene's task begins when the scene's lines are done.
    return actions + follow(update.watch, wasRunning: wasRunning)
  }

  /// Gives a figure that is begun all of the screen; a scene has its own arrangement.
  private mutating func lookAtNewFigure(after before: Viewer) {
    guard demo == nil, let figure = session.figure, figure.request != before.figure?.request else { return }
    arrange(.focus(.pane(.figure)))
    if !arrangement.isZoomed { arrange(.zoom(true)) }
  }

  private mutating func receive(_ event: EngineEvent) -> [Action] {
    switch event {
    case .finished(let run):
      if demo?.run == run { demo?.finished() }
      return []
    case .failure(let error):
      // A demo breaks off a scene to go to another one; nobody needs to hear of it.
      guard demo == nil || error.kind != .interrupted else { return [] }
      if error.kind != .interrupted { demo?.solutionFailed() }
      message = Message(text: error.message, isError: error.kind != .interrupted)
      return []
    case .output(let output): return receive(output)
    }
  }

  mutating func followTour() {
    guard var tour else { return }
    tour.follow(self)
    self.tour = tour
  }

  /// Takes what a command had to say.
  mutating func receive(_ output: Output) -> [Action] {
    switch output {
    case .value(let value, let text, _):
      show("\(text) = \(question?.hides(text) == true ? Self.hiddenNote : value.text)", title: "show")
    case .report(let report): show(report.text, title: report.title, isTable: true)
    case .layers(let listing): browse(listing)
    case .difference(let listing): browse(listing)
    case .figure(let figure): show(figure.sentence, title: "figure 1")
    case .explanation where !hidden.isEmpty: show("explain: \(Self.hiddenNote)", title: "explain")
    case .explanation(let explanation, _) where demo != nil:
      // The formula has a pane of its own; a scene has room for what comes of it.
      show("\(explanation.subject) = \(explanation.resultText)", title: "explain")
    case .explanation(let explanation, _):
      show(explanation.lines.joined(separator: "\n"), title: "explain", isProse: true)
    case .findings(let findings, _) where demo != nil:
      let text = FindingText(for: .session)
      for finding in findings.prefix(2) {
        show(text.brief(for: finding, columns: size.columns - 2), title: "diagnose")
      }
    case .findings(let findings, _):
      let text = FindingText(for: .session).lines(for: findings).joined(separator: "\n")
      show(text, title: "diagnose", isProse: true)
    case .assertion(let outcome), .finished(_, let outcome):
      if !outcome.ok { demo?.solutionFailed() }
      if demo == nil || !outcome.ok {
        message = Message(text: outcome.ok ? "holds: \(outcome.text)" : outcome.failure, isError: !outcome.ok)
      }
    case .note(let text), .warning(let text):
      if demo == nil, message?.staysUntilKey != true { message = Message(text: text) }
    case .copy(let text, _): return [.copy(text)]
    case .question(let question): ask(question)
    case .reveal: reveal()
    // How far it is comes with every update.
    case .task: break
    // A scene arranges the screen without a word, and nobody takes that back.
    case .face(.screen(.imagine(let value))): return imagine(value)
    case .face(.screen(let request)) where demo != nil && request != .tour: _ = arrangement.apply(request, in: session)
    case .face(let command): return carryOut(command)
    case .pause: break
    }
    return []
  }

  /// Does what a command asks of the screen.
  mutating func carryOut(_ command: FaceCommand) -> [Action] {
    switch command {
    case .title(let text), .say(let text): message = Message(text: text)
    case .help(let verb): openHelp(verb)
    case .demo(let request):
      if let request { return [.startDemo(request)] }
      let advice = ["", "Start one with :demo NAME, or a script with :demo FILE"]
      overlay = Overlay(title: "Lessons", lines: HelpText.lessons.lines + advice)
    case .drawScreen(let path, let size): return [.drawScreen(path: path, size: size)]
    case .record(let request): return [.record(request)]
    case .screen(.tour): tour = Tour()
    case .screen(.imagine(let value)): return imagine(value)
    case .screen(let request):
      let wasInFormula = focusedPane == .formula
      arrange(request)
      return leaveFormula(wasThere: wasInFormula)
    case .theme(let choice): return choose(choice)
    case .mouse(let isOn): return reportMouse(isOn ?? !isMouseOn)
    case .answer(let text): return answer(text)
    case .hint: return giveHint()
    case .quit: return leave()
    case .run, .pause, .wait: break
    }
    return []
  }

  /// One line goes where messages go, more of them over the screen; in a demo it all belongs to the scene.
  ///
  /// Prose is broken to the screen's width; numbers stand as they are, and a table's lines stay lines in a demo, too.
  mutating func show(_ text: String, title: String, isProse: Bool = false, isTable: Bool = false) {
    let lines = text.lines
    if demo != nil {
      demo?.shown.append(isTable ? text : lines.map(\.trimmingBlanks).joined(separator: " "))
    } else if lines.count == 1, text.count <= 200 {
      message = Message(text: text)
    } else {
      overlay = isProse ? page(title, of: lines) : Overlay(title: title, lines: lines)
    }
  }

  private func page(_ title: String, of prose: [String]) -> Overlay {
    var page = Overlay(title: title, lines: wrapped(prose))
    page.prose = prose
    return page
  }

  /// Takes the terminal's size, and breaks an open page to it anew.
  mutating func resize(to size: Size) {
    guard size != self.size else { return }
    self.size = size
    guard let prose = overlay?.prose else { return }
    let lines = wrapped(prose)
    overlay?.lines = lines
    overlay?.hit = nil
  }

  /// Lines broken to the screen's width, what is broken off indented like its last column where that leaves half of the
  /// width for it, else like its second, else like its beginning.
  private func wrapped(_ lines: [String]) -> [String] {
    let columns = size.columns - 2
    return lines.flatMap { line -> [String] in
      guard line.count > columns, columns > 20 else { return [line] }
      if let term = line.leadingColumns.last(where: { $0.count <= columns / 2 }) {
        let parts = String(line.dropFirst(term.count)).wrapped(to: columns - term.count)
        let blank = String(repeating: " ", count: term.count)
        return [term + (parts.first ?? "")] + parts.dropFirst().map { blank + $0 }
      }
      let indent = String(line.prefix { $0 == " " }) + "  "
      let parts = line.wrapped(to: columns - indent.count)
      return [indent.dropLast(2) + (parts.first ?? "")] + parts.dropFirst().map { indent + $0 }
    }
  }

  mutating func openHelp(_ verb: Verb?) {
    overlay =
      verb.map { page("help \($0.rawValue)", of: HelpText.text(for: $0).lines) }
      ?? page("Help", of: ScreenHelp.lines(glyphs))
  }
}

extension [EngineEvent] {
  /// Notes in a row as one: the screen has a single line for them, and the first says as much as the last.
  fileprivate var withJoinedNotes: [EngineEvent] {
    map { event in
      guard case .output(.warning(let text)) = event else { return event }
      return .output(.note(text))
    }.reduce(into: []) { events, event in
      if case .output(.note(let next)) = event, case .output(.note(let previous)) = events.last {
        events[events.count - 1] = .output(.note("\(previous); \(next)"))
      } else {
        events.append(event)
      }
    }
  }
}

extension String {
  /// What stands before the second column and before each one behind it, with the two blanks or more between them.
  fileprivate var leadingColumns: [String] {
    var columns: [String] = []
    var rest = drop { $0 == " " }
    while let gap = rest.firstRange(of: "  "), let next = rest[gap.lowerBound...].firstIndex(where: { $0 != " " }) {
      columns.append(String(self[..<next]))
      rest = self[next...]
    }
    return columns
  }
}
