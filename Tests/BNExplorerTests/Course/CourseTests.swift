import BNFiles
import BNTestSupport
import Foundation
import Platform
import Testing

@testable import BNExplorer

@Suite("The course")
struct CourseTests {
  private static func progress(reached: Int, of scenes: Int) -> LessonProgress {
    var progress = LessonProgress(scenes: scenes)
    progress.reached = reached
    return progress
  }

  @Test("goes on with the first lesson that is not finished, where it was left")
  func next() throws {
    var course = CourseProgress()
    #expect(course.next == CourseProgress.Place(lesson: Lesson.all[0], scene: 0))
    course.take(Self.progress(reached: 6, of: 6), of: Lesson.all[0].name)
    course.take(Self.progress(reached: 4, of: 9), of: Lesson.all[1].name)
    #expect(course.next == CourseProgress.Place(lesson: Lesson.all[1], scene: 3))
    #expect(course.place(in: Lesson.all[0]).scene == 0)
    for lesson in Lesson.all { course.take(Self.progress(reached: 9, of: 9), of: lesson.name) }
    #expect(course.next == nil)
  }

  @Test("keeps first answers, tasks once done by hand, and the furthest scene; reads back what it writes")
  func merging() throws {
    var first = Self.progress(reached: 5, of: 8)
    first.note(answer: false, at: 2)
    first.note(answer: true, at: 2)
    first.note(task: false, at: 4)
    var second = Self.progress(reached: 3, of: 8)
    second.note(answer: true, at: 2)
    second.note(task: true, at: 4)
    var course = CourseProgress()
    course.take(first, of: "memory")
    course.take(second, of: "memory")
    let merged = try #require(course["memory"])
    #expect(merged.reached == 5 && merged.answers == [2: false] && merged.tasks == [4: true])
    #expect(try CourseProgress(Array(course.text.utf8), path: "c.json") == course)
    // A lesson that was made anew since begins anew.
    course.take(Self.progress(reached: 1, of: 12), of: "memory")
    #expect(course["memory"]?.reached == 1)
  }

  @Test("refuses other files in one line")
  func refused() throws {
    for text in ["", "{}", "[1]", #"{"format":"x","version":1,"lessons":[]}"#] {
      let error = try #require(throws: FileError.self) { try CourseProgress(Array(text.utf8), path: "c.json") }
      #expect(error.description.hasPrefix("c.json: ") && !error.description.contains("\n"))
    }
  }

  @Test("shows a class which lessons are done and which question most got wrong, and nobody's name")
  func classTable() throws {
    var easy = Self.progress(reached: 8, of: 8)
    easy.note(answer: true, at: 2)
    easy.note(answer: false, at: 5)
    var hard = Self.progress(reached: 6, of: 8)
    hard.note(answer: false, at: 2)
    hard.note(answer: false, at: 5)
    let learners = [easy, hard].map { progress in
      var course = CourseProgress()
      course.take(progress, of: "memory")
      return course
    }
    let row = try #require(
      CourseTable.text(ofClass: learners).split(separator: "\n").first { $0.contains("memory") })
    let cells = row.split(separator: " ").joined(separator: " ")
    #expect(cells == "2 memory 2 1 25 % - scene 5: 100 % wrong")
  }

  @Test("remembers in a file of its own, and loses nothing that another program adds meanwhile")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bnexplorer-course-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = CourseFile(
      DiskFiles(), folder: XDGFolder("XDG_STATE_HOME", usual: []) { _ in folder.appending(path: "state").path })
    #expect(try file.load() == CourseProgress())
    var one = CourseProgress()
    one.take(Self.progress(reached: 2, of: 8), of: "memory")
    var other = CourseProgress()
    other.take(Self.progress(reached: 3, of: 9), of: "epsilon")
    #expect(file.add(one) == nil && file.add(other) == nil)
    let all = try file.load()
    #expect(all["memory"]?.reached == 2 && all["epsilon"]?.reached == 3)
    try file.forget()
    #expect(try file.load() == CourseProgress())
  }

  @Test("skips scenes so that what comes stands as if they had been seen, and can be gone back to")
  func skipping() throws {
    let lesson = try #require(Lesson.named("tiny-batches"))
    var player = try #require(
      DemoPlayer(script: lesson.script(), at: DemoPlayer.Moment(session: Session())))
    let environment = SessionEnvironment(files: DiskFiles())
    player.skip(4) { lines, moment in
      for line in lines { _ = try? line.command.carryOut(on: &moment.session, in: environment) }
    }
    // Scene 5 says what became of the question in scene 4, with which it begins then.
    #expect(player.scene.reveals == false && player.progress.reached == player.index + 1)
    #expect(player.moments.count == player.index + 1)
    #expect(player.moment.session.step > 0)
    #expect(player.back() == .play(restoring: true))
  }
}
