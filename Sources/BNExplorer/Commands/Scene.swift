import TerminalKit
import BNFiles

/// A part of a demo: what is said, what is done, and how long the picture holds.
struct Scene: Equatable, Sendable {
  var title: String
  var caption: String
  var lines: [Script.Line] = []
  /// How long to hold before the next scene; `nil` waits for the person.
  var hold: Double?
  /// What is asked; the scene behind it begins with the answer.
  var question: Question?
  /// Whether the scene begins with the answer to its question.
  var reveals = false
  /// What the person is to do by hand.
  var exercise: Exercise?
  /// What does it instead, and claims that it is done.
  var solution: [Script.Line] = []
  /// What is carried out once it is done.
  var rest: [Script.Line] = []

  /// Cuts a script into scenes.
  ///
  /// Each `say`, `ask` and `task` begins one, and so does the `reveal` behind an `ask`; what stands before the first belongs to it. A script that says nothing is cut where it
  /// goes on to change something after its steps, and at its comments, which are the captions; a scene without one has its
  /// lines for a caption. `quit` ends the last scene.
  static func scenes(of script: Script) -> [Scene] {
    var cutter = SceneCutter(script)
    for line in script.lines.prefix(while: { $0.command != .face(.quit) }) { cutter.add(line) }
    return cutter.finished
  }
}

/// Cuts a script into scenes, line by line.
private struct SceneCutter {
  private let script: Script
  private var title: String
  private var scenes: [Scene] = []
  /// What stands before the first caption.
  private var opening: [Script.Line] = []
  /// Whether the present scene of a script that says nothing has done what it is there for.
  private var isDone = false
  /// Where the last command stood.
  private var lastNumber = 0

  init(_ script: Script) {
    self.script = script
    title = script.name.split(separator: "/").last.map(String.init) ?? script.name
  }

  mutating func add(_ line: Script.Line) {
    switch line.command {
    case .face(.title(let text)): title = text
    case .face(.say(let text)): begin(text)
    case .session(.ask(let question)):
      begin(question.text)
      change { scene in
        scene.question = question
        scene.lines.append(line)
      }
    case .session(.task(let exercise)):
      begin(exercise.text)
      change { scene in
        scene.exercise = exercise
        scene.lines.append(line)
      }
    case .session(.reveal) where scenes.last?.question != nil && scenes.last?.reveals == false: reveal(line)
    case .face(.wait(let seconds)) where !scenes.isEmpty:
      change { $0.hold = ($0.hold ?? 0) + seconds }
      isDone = true
    default: script.hasCaptions ? addToCaption(line) : addToLines(line)
    }
    lastNumber = line.number
  }

  private mutating func begin(_ caption: String) {
    scenes.append(Scene(title: title, caption: caption, lines: opening))
    opening = []
  }

  private mutating func reveal(_ line: Script.Line) {
    guard var scene = scenes.last else { return }
    (scene.title, scene.lines, scene.hold, scene.reveals) = (title, [line], nil, true)
    scenes.append(scene)
  }

  private mutating func addToCaption(_ line: Script.Line) {
    guard let scene = scenes.last else { return opening.append(line) }
    change { changed in
      if scene.exercise != nil, line.command.isSolution {
        changed.solution.append(line)
      } else if scene.solution.isEmpty {
        changed.lines.append(line)
      } else {
        changed.rest.append(line)
      }
    }
  }

  private mutating func addToLines(_ line: Script.Line) {
    let comment = comment(above: line)
    if scenes.isEmpty || comment != nil || (isDone && line.command.makesSomething) {
      begin(comment ?? "")
      isDone = false
    }
    change { $0.lines.append(line) }
    isDone = isDone || line.command.takesSteps
  }

  private mutating func change(_ change: (inout Scene) -> Void) { change(&scenes[scenes.count - 1]) }

  /// The comment whose last line is right above a line; the line's first command has it.
  private func comment(above line: Script.Line) -> String? {
    guard line.number != lastNumber else { return nil }
    var parts: [String] = []
    while let part = script.comments[line.number - 1 - parts.count] { parts.append(part) }
    return parts.isEmpty ? nil : parts.reversed().joined(separator: " ")
  }

  /// The scenes, each with a caption if there is anything to say.
  var finished: [Scene] {
    guard !script.hasCaptions else { return scenes.map(\.withCheck) }
    return scenes.map { scene in
      var scene = scene
      if scene.caption.isEmpty { scene.caption = scene.lines.map(\.text.shortened).joined(separator: "; ") }
      return scene
    }
  }
}

extension Scene {
  /// The scene with the claim that its solution does the task.
  fileprivate var withCheck: Scene {
    guard let check = lines.lazy.compactMap(\.check).first, !solution.isEmpty else { return self }
    var scene = self
    scene.solution.append(check)
    return scene
  }
}

extension Command {
  /// Whether it changes a session, so that what it did before has been seen.
  fileprivate var makesSomething: Bool {
    switch self {
    case .session(.toggle), .session(.undo), .session(.redo), .source, .face(.run): true
    default: line != nil
    }
  }

  /// Whether there is something to look at behind it.
  fileprivate var takesSteps: Bool {
    switch self {
    case .session(.step), .source, .face(.run): true
    default: false
    }
  }
}

extension String {
  /// No more of a line than a caption has use for; a literal batch can have any length.
  fileprivate var shortened: String { count > 60 ? prefix(57) + "..." : self }
}
