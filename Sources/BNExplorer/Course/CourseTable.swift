import Platform

/// The lessons with what was done of each, for people.
enum CourseTable {
  static func text(_ progress: CourseProgress) -> String {
    let rows = Lesson.all.enumerated().map { index, lesson in
      ["\(index + 1)", lesson.name] + cells(progress[lesson.name])
    }
    let done = Lesson.all.count { progress[$0.name]?.isFinished == true }
    let lines = TextTable.lines([["", "lesson", "scenes", "right at first", "tasks by hand"]] + rows)
    return (lines + ["", "\(done) of \(Lesson.all.count) lessons done"]).joined(separator: "\n")
  }

  private static func cells(_ progress: LessonProgress?) -> [String] {
    guard let progress else { return ["-", "-", "-"] }
    func share(_ marks: [Int: Bool]) -> String {
      marks.isEmpty ? "-" : "\(marks.values.count { $0 }) of \(marks.count)"
    }
    let scenes = progress.isFinished ? "done" : "\(progress.reached) of \(progress.scenes)"
    return [scenes, share(progress.answers), share(progress.tasks)]
  }

  /// The learners of a class together: how far they came, and what they found hard.
  static func text(ofClass learners: [CourseProgress]) -> String {
    let rows = Lesson.all.enumerated().map { index, lesson in
      let all = learners.compactMap { $0[lesson.name] }
      return [
        "\(index + 1)", lesson.name, "\(all.count)", "\(all.count { $0.isFinished })", share(all.map(\.answers)),
        share(all.map(\.tasks)), hardest(all) ?? "-",
      ]
    }
    let heading = ["", "lesson", "began", "done", "right at first", "by hand", "hardest question"]
    return (TextTable.lines([heading] + rows) + ["", counted(learners.count, "learner")]).joined(separator: "\n")
  }

  private static func share(_ marks: [[Int: Bool]]) -> String {
    let all = marks.flatMap(\.values)
    return all.isEmpty ? "-" : "\(Int((100 * Double(all.count { $0 }) / Double(all.count)).rounded())) %"
  }

  /// The scene whose question fewest answered right at first, where somebody did not.
  private static func hardest(_ all: [LessonProgress]) -> String? {
    let scenes = Set(all.flatMap(\.answers.keys))
    let wrong = scenes.map { scene in
      let given = all.compactMap { $0.answers[scene] }
      return (scene, Double(given.count { !$0 }) / Double(given.count))
    }
    guard let worst = wrong.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }), worst.1 > 0 else { return nil }
    return "scene \(worst.0): \(Int((100 * worst.1).rounded())) % wrong"
  }
}
