import BNFiles

/// How far a learner came in one lesson, and how the questions and tasks went.
struct LessonProgress: Equatable, Sendable {
  /// How many scenes the lesson had.
  var scenes: Int
  /// How many of them began, the furthest one counted from 1.
  var reached = 0
  /// Whether the first answer to a scene's question was right, by the scene's number from 1.
  var answers: [Int: Bool] = [:]
  /// Whether a scene's task was done by hand, and not by its solution.
  var tasks: [Int: Bool] = [:]

  init(scenes: Int) { self.scenes = scenes }

  /// Whether the last scene was seen.
  var isFinished: Bool { scenes > 0 && reached >= scenes }

  /// Notes an answer; the first one counts.
  mutating func note(answer isRight: Bool, at scene: Int) { answers[scene] = answers[scene] ?? isRight }

  /// Notes how a task was done; once by hand stays by hand.
  mutating func note(task byHand: Bool, at scene: Int) { tasks[scene] = (tasks[scene] ?? false) || byHand }

  /// Takes over what another sitting came to; of another length of the lesson the later one counts.
  mutating func take(_ other: LessonProgress) {
    guard other.scenes == scenes else {
      if other.reached > 0 { self = other }
      return
    }
    reached = max(reached, other.reached)
    answers.merge(other.answers) { first, _ in first }
    tasks.merge(other.tasks) { $0 || $1 }
  }

  /// As a program reads it, with the lesson's name.
  func json(named name: String) -> JSONText {
    func marks(_ marks: [Int: Bool]) -> JSONText {
      .object(marks.sorted { $0.key < $1.key }.map { JSONText.Member(name: "\($0.key)", value: .bool($0.value)) })
    }
    return [
      "lesson": .string(name), "scenes": .integer(scenes), "reached": .integer(reached), "finished": .bool(isFinished),
      "answers": marks(answers), "tasks": marks(tasks),
    ]
  }
}
