import TerminalKit
import Platform
import BNFiles

/// Carries out a script without a screen: it computes, prints what `show` asks for, and asserts.
struct ScriptRunner {
  var environment: SessionEnvironment
  var json = false
  /// Whether titles, captions and notes are printed too.
  var narrated = false
  /// Whether it goes on behind a line that is refused, where that line only looks or writes.
  var keepsGoing = false
  /// Where lines for standard output go.
  var print: (String) -> Void = { Console.result($0) }
  /// Told of each claim, and of each line that was refused.
  var take: (ScriptResult) -> Void = { _ in }
  var session = Session()
  /// How the screen is arranged for the pictures that `export screen` makes.
  private var arrangement = Arrangement()
  /// The list or page that such a picture shows, until another command of the session comes.
  private var list: Output?
  /// The question that was asked last, where somebody is there to be asked.
  private(set) var question: OpenQuestion?
  private var film = LineFilm()
  private(set) var assertions = 0
  private(set) var failures = 0
  /// The exit status of the first error.
  private var firstError: Int32?

  init(environment: SessionEnvironment, json: Bool = false, narrated: Bool = false) {
    self.environment = environment
    self.json = json
    self.narrated = narrated
  }

  /// Runs all lines.
  ///
  /// A failed assertion is reported and the script goes on; an error ends it, or with `keepsGoing` what relies on the line.
  ///
  /// - Returns: the exit status promised for what happened.
  mutating func run(_ script: Script) -> Int32 {
    let status = run(script.checkedLines)
    do throws(CommandError) { tell(of: try film.finish(environment)) } catch {
      Console.error(error.message)
      return status == 0 ? error.exitStatus : status
    }
    return status
  }

  /// Runs some lines of a script; what they leave out of a task is not checked.
  mutating func run(_ lines: [Script.Line]) -> Int32 {
    for (index, line) in lines.enumerated() {
      var said: [Output] = []
      if case .session = line.command { list = nil }
      film.add(line)
      environment.emit = { said.append($0) }
      do throws(CommandError) {
        for output in try line.command.carryOut(on: &session, in: environment) {
          if output == .face(.quit) { return status }
          try report(output, line)
        }
      } catch {
        for output in said { try? report(output, line) }
        Console.error(at: line.place(of: error), error.message)
        take(ScriptResult(line: line, outcome: .refused(error)))
        guard keepsGoing, error.kind != .interrupted else { return error.exitStatus }
        firstError = firstError ?? error.exitStatus
        guard !line.command.changesSession else {
          skip(lines[(index + 1)...], because: line.place)
          return status
        }
      }
    }
    return status
  }

  private var status: Int32 { firstError ?? (failures == 0 ? 0 : 1) }

  /// Leaves out lines that rely on one that was refused.
  private func skip(_ lines: ArraySlice<Script.Line>, because place: String) {
    for line in lines where line.claim != nil { take(ScriptResult(line: line, outcome: .skipped(because: place))) }
  }

  private mutating func report(_ output: Output, _ line: Script.Line) throws(CommandError) {
    switch output {
    case .value(_, let text, _) where question?.hides(text) == true:
      print("\(text) is hidden until the answer.")
    case .explanation where question?.hidden.isEmpty == false:
      print("The formula is hidden until the answer.")
    case .value(let value, let text, let step):
      print(
        json
          ? JSONLine.value(value, line: line.number, command: line.text, step: step).text : "\(text) = \(value.text)")
    case .explanation(let explanation, let step):
      print(
        json
          ? JSONLine.explanation(explanation, line: line.number, command: line.text, step: step).text
          : explanation.lines.joined(separator: "\n"))
    case .findings(let findings, let step):
      let lines =
        json
        ? findings.map { JSONLine.finding($0, line: line.number, command: line.text, step: step).text }
        : FindingText(for: .session).lines(for: findings)
      for line in lines { print(line) }
    case .assertion(let outcome), .finished(_, let outcome):
      assertions += 1
      take(ScriptResult(line: line, outcome: .claim(outcome)))
      if json { print(JSONLine.assertion(outcome, line).text) }
      guard !outcome.ok else { break }
      failures += 1
      Console.error(at: line.place, outcome.failure)
    case .report(let report):
      list = output
      tell(report, line)
    case .figure(let figure): tell(figure.report, line)
    case .difference(let listing):
      list = output
      tell(listing.report, line)
    case .layers(let listing):
      list = output
      tell(listing.report, line)
    case .note(let text):
      if narrated { print(text) }
    case .warning(let text): Console.note("\(line.place): \(text)")
    case .question(let question):
      if narrated { ask(question) }
    case .reveal: reveal()
    case .task(let exercise):
      if narrated { for line in [exercise.text, exercise.goalLine] { print(EditBuffer.printable(line)) } }
    case .copy: throw .noClipboard
    case .face(let command): try carryOut(command)
    case .pause: break
    }
  }

  private func tell(_ report: Report, _ line: Script.Line) {
    let lines = json ? JSONLine.report(report, line: line.number, command: line.text).map(\.text) : [report.text]
    for line in lines { print(line) }
  }

  private mutating func carryOut(_ command: FaceCommand) throws(CommandError) {
    switch command {
    case .say(let text):
      if narrated { print(text) }
    case .title(let text):
      if narrated { print("\n\(text)\n") }
    case .answer(let text):
      if narrated { try answer(text) }
    case .help(let verb):
      if !json { print(HelpText.text(for: verb)) }
    case .demo(let request):
      if request == nil, !json { print(HelpText.lessons) }
    // The film's pictures are drawn with it.
    case .drawScreen where film.isOn: break
    case .drawScreen(let path, let size):
      let state = ScreenState(picturing: session, arrangement, browsing: list)
      try ScreenPicture.write(state, size: size, to: path, environment.files)
    case .screen(let request): _ = arrangement.apply(request, in: session)
    case .record(let request): try record(request)
    // Nobody watches: run, pause, wait and what the screen looks like are passed over.
    case .wait, .run, .pause, .theme, .mouse, .quit, .hint: break
    }
  }

  // MARK: Films

  /// A demo is filmed from outside: whoever plays it wants to see it.
  private mutating func record(_ request: RecordRequest?) throws(CommandError) {
    guard !narrated else { return }
    tell(of: try film.end(before: request, environment))
    try film.begin(request, from: session, arrangement)
  }

  private func tell(of film: String?) { if let film, !json { Console.note(film) } }

  // MARK: Questions

  private mutating func ask(_ question: Question) {
    self.question = OpenQuestion(question)
    for line in [question.text] + question.choiceLines { print(EditBuffer.printable(line)) }
  }

  /// Takes an answer, and says what becomes of it unless the script does.
  mutating func answer(_ text: String) throws(CommandError) {
    guard question?.isRevealed == false else { throw CommandError("no question is open") }
    try question?.take(text)
  }

  /// Says the answer to the question that is open.
  mutating func reveal() {
    guard question?.isRevealed == false else { return }
    question?.reveal()
    if let verdict = question?.verdict { print(EditBuffer.printable(verdict)) }
  }
}
