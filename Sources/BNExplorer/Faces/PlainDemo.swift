import Platform
import TerminalKit
import BNFiles

/// A demo as lines of text, scene by scene: for those who hear it, or have no screen.
struct PlainDemo {
  private let scenes: [Scene]
  private let reader: LineReader
  private let start = ContinuousClock.now
  private let showsClock: Bool
  private var index = 0
  /// The session as it is now, with what was asked and checked so far.
  private var runner: ScriptRunner
  /// The same before each scene that has begun.
  private var moments: [ScriptRunner]
  private var title = ""
  private let name: String
  /// How far the person has come, and how questions and tasks went.
  private var progress: LessonProgress

  /// A demo of a script.
  ///
  /// - Parameters:
  ///   - script: what to play.
  ///   - environment: the files, and whether to go on with a long command.
  ///   - reader: where the person's lines come from.
  ///   - manner: whether it says how much time has gone; it waits for the person at every scene.
  init(
    _ script: Script, in environment: SessionEnvironment, _ reader: LineReader, manner: DemoManner = DemoManner()
  ) {
    self.reader = reader
    showsClock = manner.showsClock
    scenes = Scene.scenes(of: script)
    runner = ScriptRunner(environment: environment, narrated: true)
    moments = [runner]
    name = script.title
    progress = LessonProgress(scenes: scenes.count)
  }

  /// What was done of a lesson by a person, as opposed to a pipe or a script of one's own.
  var done: CourseProgress {
    var done = CourseProgress()
    if reader.isConversation, Lesson.all.contains(where: { $0.name == name }) { done.take(progress, of: name) }
    return done
  }

  /// Begins behind scenes that are carried out without a word.
  mutating func skip(_ count: Int) {
    let start = scenes.indices.contains(count) && scenes[count].reveals ? count - 1 : count
    for scene in scenes.prefix(start) {
      for line in scene.lines + scene.solution + scene.rest {
        // What fails here fails in the scene, too, and is said there.
        _ = try? line.command.carryOut(on: &runner.session, in: runner.environment)
      }
      moments.append(runner)
      index += 1
    }
  }

  /// What the person wants behind a scene.
  private enum Wish {
    case next, back, again, end

    init?(_ line: String) {
      switch line.trimmingBlanks.lowercased() {
      case "": self = .next
      case "b", "back": self = .back
      case "r", "again": self = .again
      case "q", "quit": self = .end
      default: return nil
      }
    }
  }

  /// Plays to the end; where a person listens Enter goes on to the next scene, and there are words for the rest.
  ///
  /// - Returns: the exit status.
  mutating func play() -> Int32 {
    var status: Int32 = 0
    while scenes.indices.contains(index) {
      let scene = scenes[index]
      announce(scene)
      progress.reached = max(progress.reached, index + 1)
      status = runner.run(scene.lines)
      var wish: Wish?
      if let exercise = scene.exercise, status <= 1 {
        wish = reader.isConversation ? work(at: exercise) : .next
        if wish == nil || wish == .next { progress.note(task: wish == nil, at: index + 1) }
        if wish == .next { status = runner.run(scene.solution) }
        if wish == nil || wish == .next, status <= 1 { (status, wish) = (runner.run(scene.rest), nil) }
      }
      if status > 1 { return status }
      switch wish ?? (reader.isConversation ? self.wish(behind: scene) : .next) {
      case .next:
        moments.append(runner)
        index += 1
      case .back: goBack(to: index - 1)
      case .again: goBack(to: index)
      case .end: return status
      }
    }
    Console.result("The demo is over; \(outcome).")
    return status
  }

  /// How many assertions were checked, and how many of them failed.
  private var outcome: String {
    let checked = "\(counted(runner.assertions, "assertion")) \(runner.assertions == 1 ? "was" : "were") checked"
    return runner.failures == 0 ? checked : "\(checked), and \(runner.failures) failed"
  }

  /// Says where the demo is, and what the scene says; a question and a task are put by the scene's own lines.
  private mutating func announce(_ scene: Scene) {
    if scene.title != title { Console.result(EditBuffer.printable(scene.title)) }
    title = scene.title
    let place = "Scene \(index + 1) of \(scenes.count)\(showsClock ? ", after \(clock)" : "")."
    let caption = scene.question == nil && scene.exercise == nil ? EditBuffer.printable(scene.caption) : ""
    Console.result(caption.isEmpty ? place : "\(place) \(caption)")
  }

  private mutating func goBack(to scene: Int) {
    index = max(0, scene)
    moments.removeLast(moments.count - index - 1)
    runner = moments[index]
  }

  private mutating func wish(behind scene: Scene) -> Wish {
    if let question = scene.question, !scene.reveals, let wish = ask(question) { return wish }
    return index + 1 < scenes.count ? askForWish() : .next
  }

  private func askForWish() -> Wish {
    guard case .line(let line) = reader.readLine(prompt: "Enter for the next scene, b back, r again, q to end: ") else {
      return .end
    }
    return Wish(line) ?? .next
  }

  /// Waits for an answer.
  ///
  /// - Returns: what comes next; `nil` where the person is to be asked for that, too.
  private mutating func ask(_ question: Question) -> Wish? {
    // Letters answer a question without choices.
    let hasChoices = !question.choices.isEmpty
    let prompt = hasChoices ? "A number answers; Enter for none, b back, r again, q to end: " : "Your answer: "
    while true {
      guard case .line(let line) = reader.readLine(prompt: prompt) else { return .end }
      if let wish = Wish(line), hasChoices || wish == .next { return wish }
      do throws(CommandError) {
        try runner.answer(line)
        if let isRight = question.isRight(try question.settled(line)) { progress.note(answer: isRight, at: index + 1) }
        // The scene behind it says what became of the answer.
        if index + 1 < scenes.count, scenes[index + 1].reveals { return .next }
        runner.reveal()
        return nil
      } catch {
        Console.error(EditBuffer.printable(error.message))
      }
    }
  }

  /// Lets the person work at a task by hand, with any command.
  ///
  /// - Returns: what they want instead; `nil` once it is done.
  private mutating func work(at exercise: Exercise) -> Wish? {
    Console.result("Type commands until it holds. hint gives a hint, Enter alone shows how it is done, quit ends.")
    var conversation = Conversation(
      session: runner.session, environment: SessionEnvironment(files: runner.environment.files),
      interrupt: InterruptFlag(), isInteractive: true)
    conversation.narration = Narration()
    conversation.begin(exercise)
    defer { runner.session = conversation.session }
    while !conversation.isTaskDone {
      switch reader.readLine(prompt: conversation.prompt) {
      case .end, .terminated: return .end
      case .interrupted: Console.result("")
      case .line(let line):
        if line.trimmingBlanks.isEmpty { return .next }
        guard conversation.answer(line, reader) else { return .end }
      }
    }
    return nil
  }

  /// The time that has gone, in words.
  private var clock: String {
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    return "\(seconds / 60) min \(seconds % 60) s"
  }
}
