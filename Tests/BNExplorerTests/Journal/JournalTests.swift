import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import Platform
@testable import TerminalKit

@Suite("The journals of a folder")
struct JournalTests {
  private let folder: ProgramFolder
  private let journals: JournalFolder

  init() throws {
    let folder = try ProgramFolder()
    self.folder = folder
    journals = JournalFolder(XDGFolder("XDG_STATE_HOME", usual: []) { _ in folder.path + "/state" })
  }

  private var names: [String] {
    LockedFile.names(in: folder.path + "/state/bnexplorer", beginning: "").filter { !$0.hasPrefix(".") }
  }

  /// A session that a program was working at, and its journal.
  private func session(_ lines: String...) throws -> Session {
    var session = Session()
    for line in lines {
      for command in try CommandParser.commands(of: line) {
        _ = try command.command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
      }
    }
    return session
  }

  @Test("is one's own while one lives, and another's to take up behind one's end")
  func lives() throws {
    var journal: Journal? = Journal(in: journals)
    journal?.note(try session("batch [[3], [7]]", "set momentum 0.5", "train 20"))
    #expect(names.count == 1 && journals.left() == nil)
    journal = nil
    let left = try #require(journals.left())
    #expect(left.log.lines == ["batch [[3.0], [7.0]] shape=2x1", "set momentum 0.5", "train 20"])
    #expect(left.log.step == 20)
    #expect(left.summary.hasPrefix("a session of ") && left.summary.hasSuffix(", 20 steps, was not saved"))
    // Whoever comes meanwhile does not get it too.
    #expect(journals.left() == nil)
    #expect(try left.script().lines.map(\.text) == left.log.lines)
    left.remove()
    #expect(names == [])
  }

  @Test("is removed at an orderly end, and not made for what nobody would miss")
  func orderly() throws {
    let journal = Journal(in: journals)
    var kept = try session("batch [[3], [7]]", "train 3")
    kept.log.keep()
    journal.note(kept)
    #expect(names == [])
    journal.note(try session("batch [[3], [7]]", "train 4"))
    #expect(names.count == 1)
    journal.remove()
    #expect(names == [])
    journal.note(try session("batch [[3], [7]]", "train 5"))
    #expect(names == [])
  }

  @Test("of a look around nothing is left: steps as set and moves in time, unless they are many")
  func look() throws {
    for (lines, isLeft) in [("step 5; back 2", false), ("step 1000", true), ("step 5; set momentum 0.5", true)] {
      var session = try session("batch [[3], [7]]")
      session.log.keep()
      var journal: Journal? = Journal(in: journals)
      for command in try CommandParser.commands(of: lines) {
        _ = try command.command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
        journal?.note(session)
      }
      journal = nil
      let left = journals.left()
      #expect((left != nil) == isLeft, "\(lines)")
      left?.remove()
      #expect(names == [])
    }
  }

  @Test(
    "holds no line that a saved session cannot have, whoever wrote it",
    arguments: ["quit", "export x x.npy", "save /etc/x", "source x.bn", "show x", "copy x", "demo memory", "trian 3"])
  func foreign(_ line: String) throws {
    let file = try #require(journals.makeFile())
    let log = JournaledLog(begun: 0, lines: ["batch [[3.0], [7.0]] shape=2x1", line])
    let left = LeftSession(log: log, file: file)
    #expect(throws: CommandError.self) { try left.script() }
  }

  @Test("the newest comes first, of too many the oldest go, and what is none of ours stays")
  func many() throws {
    for index in 0..<JournalFolder.most + 3 {
      let path = folder.path + "/state/bnexplorer/journal-\(1000 + index)-x"
      _ = journals.makeFile()?.remove()
      let file = try #require(LockedFile.make(path))
      #expect(file.add(Array((JournalText.heading(begun: index) + "+ set momentum 0.5\n").utf8)))
    }
    try folder.write("something else\n", to: "state/bnexplorer/journal-0")
    let left = try #require(journals.left())
    #expect(left.log.begun == JournalFolder.most + 2)
    #expect(names.count == JournalFolder.most + 1 && names.contains("journal-0"))
  }

  @Test("steps of a command that goes on are in it")
  func underWay() throws {
    var session = try session("batch [[3], [7]]", "train 3")
    var noted: [[String]] = []
    var environment = SessionEnvironment(files: MemoryFiles())
    environment.shouldContinue = { _, session in
      noted.append(session().journaled.lines)
      return true
    }
    _ = try session.apply(.step(3, .training), in: environment)
    #expect(noted == [["batch [[3.0], [7.0]] shape=2x1", "train 4"], ["batch [[3.0], [7.0]] shape=2x1", "train 5"]])
    #expect(session.journaled.lines == ["batch [[3.0], [7.0]] shape=2x1", "train 6"])
  }

  @Test("a time of today is its hour, any other has its day")
  func clock() {
    let noon = 1_764_504_000
    #expect(WallClock.text(noon, now: noon).count == 5)
    #expect(WallClock.text(noon, now: noon + 86_400).count == 16)
    #expect(WallClock.text(noon, now: noon + 86_400).hasSuffix(WallClock.text(noon, now: noon)))
  }

  @Test("quick steps are written down about twice a second, slow ones each")
  func pace() {
    let pace = JournalPace()
    let clock = ContinuousClock()
    let end = clock.now + .seconds(2)
    var times = 0
    while clock.now < end { if pace.isDue() { times += 1 } }
    // Every half a second, as far as the machine lets it.
    #expect((1...4).contains(times))
  }
}
