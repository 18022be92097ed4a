import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Films of scripts")
struct FilmStudioTests {
  private static func shoot(
    _ text: String, _ manner: FilmStudio.Manner = .init(), _ files: MemoryFiles = MemoryFiles()
  ) throws -> FilmStudio.Outcome { try play(text, manner, files).outcome }

  /// What became of a script, and how its session stands then.
  private static func play(
    _ text: String, _ manner: FilmStudio.Manner = .init(), _ files: MemoryFiles = MemoryFiles()
  ) throws -> (outcome: FilmStudio.Outcome, session: Session) {
    var studio = FilmStudio(
      try Script(text: text, name: "film.bn"), manner: manner, in: SessionEnvironment(files: files))
    return (studio.shoot(), studio.session)
  }

  private static let plain = """
    generate normal mean=5 shape=32x4 seed=1
    set momentum 0.9
    train 40
    show moving_mean
    """

  @Test("the same script makes the same film, as quick and as slow as it may be")
  func repeats() throws {
    let first = try Self.shoot(Self.plain).film
    var slow = SessionEnvironment(files: MemoryFiles())
    slow.shouldContinue = { step, _ in
      // As on a machine that is busy with something else.
      if step % 7 == 0 { for _ in 0..<1000 { _ = Double(step).squareRoot() } }
      return true
    }
    var studio = FilmStudio(try Script(text: Self.plain, name: "film.bn"), in: slow)
    #expect(Asciicast.encode(first) == Asciicast.encode(studio.shoot().film))
  }

  @Test("forty steps take two seconds and are seen one by one; a thousand take three, and so many pictures as fit")
  func pace() throws {
    for (steps, milliseconds, pictures) in [(40, 2000, 40), (1000, 3000, 59)] {
      let film = try Self.shoot("batch [[3], [7]]\ntrain \(steps)").film
      let still = try Self.shoot("batch [[3], [7]]").film
      // What the captions say is read at the same pace; the longer one takes longer.
      let letters = "; train \(steps)".count
      #expect(film.duration - still.duration == milliseconds + letters * 60)
      let seen = Set((0..<film.count).flatMap { Self.steps(film.frame($0)) })
      #expect(seen.count >= pictures && seen.contains(steps), "\(seen.count)")
    }
  }

  /// The step that the status line names.
  private static func steps(_ frame: Frame) -> [Int] {
    let words = (frame.text.last ?? "").split(separator: " ")
    return words.indices.dropLast().filter { words[$0] == "step" }.compactMap { Int(words[$0 + 1]) }
  }

  @Test("what runs takes its steps while the picture holds, and no more behind the scene", arguments: [1.0, 4.0])
  func running(speed: Double) throws {
    var manner = FilmStudio.Manner()
    manner.speed = speed
    let text = "say \"a\"\nbatch [[3], [7]]\nspeed 10\nrun\nwait 2\nsay \"b\"\nwait 2"
    let (outcome, session) = try Self.play(text, manner)
    // Ten steps a second for two seconds of its time, however fast the film goes.
    #expect(session.step == Int(20 / speed))
    #expect(outcome.film.duration == Int(4000 / speed))
    #expect(outcome.film.chapters.map(\.name) == ["1/2 a", "2/2 b"])
    #expect(outcome.film.chapters.map(\.time) == [0, Int(2000 / speed)])
  }

  @Test("its last picture is that of the screen's own export", arguments: [plain, "say \"a\"\n" + plain])
  func lastPicture(text: String) throws {
    let files = MemoryFiles()
    let film = try Self.shoot(text + "\nexport screen last.txt\nexport screen last.svg", .init(), files).film
    let last = film.frame(film.count - 1)
    #expect(String(decoding: try files.read("last.txt"), as: UTF8.self) == last.text.joined(separator: "\n") + "\n")
    #expect(String(decoding: try files.read("last.svg"), as: UTF8.self) == FrameSVG.encode(last))
  }

  @Test("a script that records itself exports the pictures of its film, with captions and without")
  func ownPictures() throws {
    for start in ["", "say \"a\"\n"] {
      let files = MemoryFiles()
      let text = "record a.cast size=90x26\n\(start)\(Self.plain)\nexport screen a.txt size=90x26"
      var runner = ScriptRunner(environment: SessionEnvironment(files: files))
      #expect(runner.run(try Script(text: text, name: "s.bn")) == 0)
      var terminal = VirtualTerminal(size: Size(columns: 90, rows: 26))
      // The codes of a cast as they stand in its strings, whose only escapes are these.
      for line in String(decoding: try files.read("a.cast"), as: UTF8.self).split(separator: "\n").dropFirst() {
        guard let start = line.firstRange(of: "\"o\", \"") else { continue }
        let codes = line[start.upperBound...].dropLast(2)
        terminal.feed(codes.replacing("\\u001b", with: "\u{1b}").replacing("\\\"", with: "\"").utf8)
      }
      #expect(terminal.rows.joined(separator: "\n") + "\n" == String(decoding: try files.read("a.txt"), as: UTF8.self))
      // Without captions it is the picture that a script without a film exports.
      guard start.isEmpty else { continue }
      let others = MemoryFiles()
      var other = ScriptRunner(environment: SessionEnvironment(files: others))
      #expect(other.run(try Script(text: text.replacing("record a.cast size=90x26", with: ""), name: "s.bn")) == 0)
      #expect(try others.read("a.txt") == files.read("a.txt"))
    }
  }

  @Test(
    "pictures are as far apart as they are asked to be; three seconds leave what is before and behind a scene's steps")
  func interval() throws {
    var manner = FilmStudio.Manner()
    manner.interval = 3
    let film = try Self.shoot("say \"a\"\nbatch [[3], [7]]\ntrain 40\nsay \"b\"\ntrain 40", manner).film
    #expect(film.count == 4)
    #expect(
      film.duration == (try Self.shoot("say \"a\"\nbatch [[3], [7]]\ntrain 40\nsay \"b\"\ntrain 40")).film.duration)
  }

  @Test("a lesson's film has a chapter for each scene, and the session of its solutions")
  func lesson() throws {
    let lesson = try #require(Lesson.named("three-numbers"))
    var studio = FilmStudio(try lesson.script(), in: SessionEnvironment(files: MemoryFiles()))
    let outcome = studio.shoot()
    let scenes = Scene.scenes(of: try lesson.script())
    #expect(outcome.status == 0 && outcome.complaints.isEmpty)
    #expect(outcome.film.chapters.count == scenes.count)
    #expect(outcome.film.chapters.last?.name.hasPrefix("\(scenes.count)/\(scenes.count) ") == true)
    var runner = ScriptRunner(environment: SessionEnvironment(files: MemoryFiles()))
    #expect(runner.run(try lesson.script()) == 0)
    #expect(runner.session.step == studio.session.step)
  }

  @Test("says what does not hold and what is refused, with its place, and films up to there")
  func complaints() throws {
    let wrong = try Self.shoot("batch [[3], [7]]\ntrain 2\nassert step == 3")
    #expect(wrong.status == 1 && wrong.complaints.map(\.place) == ["film.bn:3:1"] && !wrong.film.isEmpty)
    let (refused, session) = try Self.play("say \"a\"\nbatch [[3], [7]]\nchannel 9\nsay \"b\"\ntrain 5")
    #expect(refused.status == 64 && session.step == 0)
    #expect(refused.complaints.map(\.place) == ["film.bn:3:1"] && refused.film.chapters.count == 1)
  }

  @Test("in a script and at the prompt record films the lines that follow, without writing their files again")
  func recorded() throws {
    let folder = try ProgramFolder()
    let lines = """
      batch [[3], [7]]
      record a.cast size=60x20
      train 30
      export moving_mean m.csv
      record off
      record b.cast size=60x20
      train 1

      """
    try folder.write(lines, to: "s.bn")
    #expect(try folder.run("run", "s.bn").status == 0)
    let script = try (folder.read("a.cast"), folder.read("b.cast"))
    #expect(try folder.run("repl", input: lines).status == 0)
    let prompt = try (folder.read("a.cast"), folder.read("b.cast"))
    #expect(script == prompt)
    #expect(script.0.hasPrefix("{\"version\": 2, \"width\": 60, \"height\": 20, \"title\": \"a\""))
    #expect(script.0.contains("train 30") && !script.0.contains("train 1;") && script.1.contains("train 1"))
    try folder.write("record off\n", to: "none.bn")
    let none = try folder.run("run", "none.bn")
    #expect(none.status == 64 && none.errors.contains("nothing is recorded; record FILE begins a film"))
  }
}
