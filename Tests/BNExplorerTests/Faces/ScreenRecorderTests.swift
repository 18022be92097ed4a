import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("A film of what a person sees")
struct ScreenRecorderTests {
  private static let size = Size(columns: 80, rows: 24)

  @Test("has the screen's pictures without the mark that they are filmed, and cuts pauses to two seconds")
  func pictures() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.state.isRecording = true
    var recorder = try ScreenRecorder(RecordRequest(path: "talks/mine.cast"), size: Self.size, theme: .light)
    let begun = ContinuousClock.now
    var shown: [[String]] = []
    // Seconds on the clock, and seconds of the film: an hour's pause is one of two seconds.
    for (seconds, _) in [(0.0, 0), (0.51, 500), (3600.0, 2500)] {
      stage.carryOut(try Stage.commands("train"))
      recorder.take(stage.state, at: begun + .seconds(seconds))
      var state = stage.state
      state.isRecording = false
      shown.append(ScreenView.draw(state, size: Self.size).text)
    }
    let files = MemoryFiles()
    let note = try recorder.finish(files, at: begun + .seconds(3601))
    let film = recorder.film
    #expect((0..<film.count).map { film.frame($0).text } == shown)
    #expect((0..<film.count).map { film.time(of: $0) } == [0, 500, 2500] && film.duration == 3500)
    #expect(!shown.joined().contains { $0.contains("REC") })
    #expect(ScreenView.draw(stage.state, size: Self.size).text.last?.contains("REC") == true)
    #expect(film.title == "mine" && film.theme == .light && files.paths == ["talks/mine.cast"])
    #expect(note == "wrote talks/mine.cast: 3 pictures, 3.5 s")
  }

  @Test("many pictures a second are twenty: of those at one moment the last is kept")
  func rate() throws {
    var stage = try Stage("batch [[3], [7]]")
    var recorder = try ScreenRecorder(RecordRequest(path: "a.cast"), size: Self.size, theme: .dark)
    let begun = ContinuousClock.now
    for index in 0..<200 {
      stage.carryOut(try Stage.commands("train"))
      recorder.take(stage.state, at: begun + .milliseconds(index * 5))
    }
    #expect(recorder.film.count == 20)
  }

  @Test("a demo's scenes are its chapters")
  func chapters() throws {
    var stage = try Stage()
    stage.start(try Script(text: "say \"a\"\nbatch [[3], [7]]\nsay \"b\"\ntrain 3\nsay \"c\"", name: "s.bn"))
    var recorder = try ScreenRecorder(RecordRequest(path: "a.cast"), size: Self.size, theme: .dark)
    let begun = ContinuousClock.now
    for index in 0..<5 {
      recorder.take(stage.state, at: begun + .seconds(index))
      if index % 2 == 1 { stage.press(.character(" ")) }
    }
    #expect(recorder.film.chapters.map(\.name) == ["1/3 a", "2/3 b", "3/3 c"])
    #expect(recorder.film.chapters.map(\.time) == [0, 2000, 4000])
  }
}
