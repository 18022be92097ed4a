import BNFiles

/// What a learner has done of the lessons: nothing that says who it was, or when.
struct CourseProgress: Equatable, Sendable {
  /// By the lessons' names.
  private(set) var lessons: [String: LessonProgress] = [:]

  static let format = "bnexplorer-course"

  init() {}

  /// Reads what ``text`` wrote.
  ///
  /// - Throws: ``FileError`` where it is something else.
  init(_ bytes: [UInt8], path: String) throws(FileError) {
    let file = try JSON.decode(File.self, from: bytes, path: path, what: "the course")
    guard file.format == Self.format, file.version == 1 else {
      throw FileError(path, "is no file of a course of version 1; expected what bnexplorer course --report printed")
    }
    for entry in file.lessons {
      var progress = LessonProgress(scenes: entry.scenes)
      progress.reached = entry.reached
      progress.answers = Self.marks(entry.answers)
      progress.tasks = Self.marks(entry.tasks)
      lessons[entry.lesson] = progress
    }
  }

  private struct File: Decodable {
    let format: String
    let version: Int
    let lessons: [Entry]

    struct Entry: Decodable {
      let lesson: String
      let scenes: Int
      let reached: Int
      let answers: [String: Bool]
      let tasks: [String: Bool]
    }
  }

  private static func marks(_ marks: [String: Bool]) -> [Int: Bool] {
    Dictionary(marks.compactMap { key, value in Int(key).map { ($0, value) } }, uniquingKeysWith: { first, _ in first })
  }

  subscript(lesson: String) -> LessonProgress? { lessons[lesson] }

  /// Takes over what a sitting came to.
  mutating func take(_ progress: LessonProgress, of lesson: String) {
    guard var known = lessons[lesson] else {
      lessons[lesson] = progress
      return
    }
    known.take(progress)
    lessons[lesson] = known
  }

  /// Takes over all lessons of another.
  mutating func take(_ other: CourseProgress) {
    for (name, progress) in other.lessons { take(progress, of: name) }
  }

  /// As one JSON object, lessons in teaching order, unknown ones behind them.
  var text: String {
    let names = Lesson.all.map(\.name)
    let known = names.filter { lessons[$0] != nil } + lessons.keys.filter { !names.contains($0) }.sorted()
    let object: JSONText = [
      "format": .string(Self.format), "version": .integer(1),
      "lessons": .array(known.compactMap { name in lessons[name]?.json(named: name) }),
    ]
    return object.text + "\n"
  }

  // MARK: Where to go on

  /// A lesson and the scene where it was left, from 0.
  struct Place: Equatable, Sendable {
    let lesson: Lesson
    let scene: Int

    static func == (a: Place, b: Place) -> Bool { a.lesson.name == b.lesson.name && a.scene == b.scene }
  }

  /// The first lesson that is not finished; `nil` where all are.
  var next: Place? { Lesson.all.first { lessons[$0.name]?.isFinished != true }.map(place) }

  /// Where a lesson goes on: at its beginning where it is finished, or was not begun.
  func place(in lesson: Lesson) -> Place {
    guard let progress = lessons[lesson.name], !progress.isFinished, progress.reached > 1 else {
      return Place(lesson: lesson, scene: 0)
    }
    return Place(lesson: lesson, scene: progress.reached - 1)
  }
}
