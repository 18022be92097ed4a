import BNTestSupport
import TerminalKit
import Testing

@testable import BNExplorer

@Suite("What the lessons say")
struct LessonTextTests {
  private static let names = Lesson.all.map(\.name)

  private func scenes(_ name: String) throws -> [Scene] {
    Scene.scenes(of: try #require(Lesson.named(name)).script())
  }

  @Test("each asks before it answers, and has something to do by hand with hints and a solution", arguments: names)
  func parts(_ name: String) throws {
    let scenes = try scenes(name)
    let questions = scenes.filter { $0.question != nil && !$0.reveals }
    #expect(!questions.isEmpty)
    for scene in questions { #expect(scene.question?.answer != nil, "\(scene.caption)") }
    #expect(scenes.count(where: \.reveals) == questions.count)
    let tasks = scenes.filter { $0.exercise != nil }
    #expect(!tasks.isEmpty)
    for task in tasks { #expect(task.exercise?.hints.isEmpty == false && !task.solution.isEmpty, "\(task.caption)") }
  }

  /// The screen leaves the half of 24 rows to what is said: the title, the caption, and either the choices or what a task
  /// asks for, its hints and two lines of numbers.
  @Test("stands at 80 columns beside two lines of numbers, with its choices or all hints given", arguments: names)
  func room(_ name: String) throws {
    for scene in try scenes(name) {
      let caption = scene.caption.wrapped(to: 78)
      #expect(caption.count <= 3, "\(scene.caption)")
      let choices = scene.reveals ? [] : scene.question?.choiceLines ?? []
      let hints = (scene.exercise?.hints ?? []) + (scene.exercise.map { [$0.goalLine] } ?? [])
      let rows = caption.count + choices.count + hints.flatMap { $0.wrapped(to: 70) }.count
      #expect(rows <= 9, "\(scene.caption)")
      for choice in choices { #expect(choice.count <= 78) }
    }
  }

  @Test("answers are nobody's guess by place: not always the same number")
  func places() throws {
    let answers = try Self.names.flatMap { try scenes($0).filter { !$0.reveals }.compactMap(\.question?.answer) }
    #expect(Set(answers).count >= 3)
  }
}
