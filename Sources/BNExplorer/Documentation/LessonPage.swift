import TerminalKit
import BNFiles

/// A lesson as a page to read: what it says, asks and does, scene by scene.
enum LessonPage {
  /// The page in Markdown; its picture stands beside it.
  static func markdown(of lesson: Lesson) throws(CommandError) -> String {
    let script = try lesson.script()
    let scenes = Scene.scenes(of: script)
    var parts = [
      "# \(scenes.first.map { escaped($0.title) } ?? lesson.name)",
      "Made by `scripts/docs` from the lesson itself: \(escaped(lesson.summary)).",
      "![The lesson's scenes, one after another](\(lesson.name).svg)",
      "```sh\nscripts/explore demo \(lesson.name)\n```",
    ]
    for (index, scene) in scenes.enumerated() { parts += section(scene, index + 1) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func section(_ scene: Scene, _ number: Int) -> [String] {
    var parts = ["## Scene \(number)"]
    if scene.reveals {
      var question = scene.question.map(OpenQuestion.init)
      question?.reveal()
      parts.append(folded("The answer", [question?.verdict].compactMap { $0 } + [code(scene.lines)]))
      return parts
    }
    parts.append(escaped(scene.caption))
    if let question = scene.question, !question.choices.isEmpty {
      parts.append(question.choices.enumerated().map { "\($0 + 1). \(escaped($1))" }.joined(separator: "\n"))
    }
    if let exercise = scene.exercise {
      parts.append("*\(escaped(exercise.goalLine))*")
      if !exercise.hints.isEmpty { parts.append(folded("Hints", exercise.hints.map(escaped))) }
    }
    parts.append(code(scene.lines))
    if !scene.solution.isEmpty {
      parts.append(folded("How it can be done", [code(scene.solution)]))
    }
    parts.append(code(scene.rest))
    return parts.filter { !$0.isEmpty }
  }

  /// Whether a line does something that is not said already.
  private static func isDoing(_ command: Command) -> Bool {
    switch command {
    case .session(.ask), .session(.reveal), .session(.task), .session(.finish), .face(.wait), .face(.say),
      .face(.title):
      false
    default: true
    }
  }

  /// What lines do; nothing where all of it is said already.
  private static func code(_ lines: [Script.Line]) -> String {
    let done = lines.filter { isDoing($0.command) }.map(\.text)
    return done.isEmpty ? "" : "```text\n\(done.joined(separator: "\n"))\n```"
  }

  private static func folded(_ summary: String, _ parts: [String]) -> String {
    let parts = parts.filter { !$0.isEmpty }
    return "<details><summary>\(summary)</summary>\n\n\(parts.joined(separator: "\n\n"))\n\n</details>"
  }

  /// A text in which nothing is taken for Markdown.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\`*_[]<>#|".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
