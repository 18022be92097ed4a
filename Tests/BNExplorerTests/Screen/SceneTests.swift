import Testing

@testable import BNExplorer

@Suite("Scenes of a script")
struct SceneTests {
  private func scenes(_ text: String) throws -> [Scene] {
    Scene.scenes(of: try Script(text: text, name: "test.bn"))
  }

  @Test("begin at each caption and hold as long as the script waits")
  func cut() throws {
    let scenes = try scenes(
      """
      set momentum 0.5
      title "One"
      say "first"
      train 2
      wait 1.5
      wait 1
      title "Two"
      say "second"
      """)
    #expect(scenes.map(\.title) == ["One", "Two"])
    #expect(scenes.map(\.caption) == ["first", "second"])
    #expect(scenes.map(\.hold) == [2.5, nil])
    #expect(scenes.map { $0.lines.map(\.number) } == [[1, 4], []])
  }

  @Test("are one without a caption, titled by the script's name if by nothing else")
  func withoutCaptions() throws {
    let scenes = try scenes("batch [[3], [7]]\ntrain 5\nassert step == 5")
    #expect(scenes.map(\.title) == ["test.bn"])
    #expect(scenes.map(\.caption) == ["batch [[3], [7]]; train 5; assert step == 5"])
    #expect(scenes.map(\.lines.count) == [3])
    #expect(scenes[0].hold == nil)
  }

  @Test("of a script that says nothing begin where it goes on after its steps, and at its comments, which say what")
  func bare() throws {
    let scenes = try scenes(
      """
      # Two numbers.
      batch [[3], [7]]; set momentum 0.9
      train 5
      show y; focus mean
      diagnose
      set momentum 0.5
      train 5
      train 5; assert step == 15
      wait 3
      show step

      # A comment on its own is no caption.

      ## The last
      ## scene.
      show moving_mean
      quit
      train 7
      """)
    #expect(
      scenes.map(\.caption) == [
        "Two numbers.", "set momentum 0.5; train 5", "train 5; assert step == 15; show step", "The last scene.",
      ])
    #expect(scenes.map { $0.lines.map(\.number) } == [[2, 2, 3, 4, 4, 5], [6, 7], [8, 8, 10], [16]])
    #expect(scenes.map(\.hold) == [nil, nil, 3, nil])
  }

  @Test("have no more of a long line in their caption than fits one")
  func long() throws {
    let numbers = Array(repeating: "1", count: 500).joined(separator: ", ")
    let caption = try #require(try scenes("batch [\(numbers)] shape=500x1\ntrain").first).caption
    #expect(caption.count < 80 && caption.hasSuffix("...; train"))
  }

  @Test("are titled by the file's name without its folder")
  func folder() throws {
    let script = try Script(text: "train", name: "/home/x/talks/bn.bn")
    #expect(Scene.scenes(of: script).map(\.title) == ["bn.bn"])
  }

  @Test("are none for a script that does nothing", arguments: ["", "# only a comment\n\n", "title \"Nothing\""])
  func nothing(_ text: String) throws {
    #expect(try scenes(text).isEmpty)
    let script = try Script(text: text, name: "test.bn")
    #expect(DemoPlayer(script: script, at: DemoPlayer.Moment(session: Session())) == nil)
  }

  @Test("begin at questions, at what became of them, and at tasks, which have their solution apart")
  func asked() throws {
    let scenes = try scenes(
      """
      set momentum 0.5
      ask "Why?" answer=1
      train 2
      wait 3
      reveal
      show y
      wait 1
      reveal
      task "Four" until step == 4 hint "s"
      set momentum 0.9
      solution train
      solution train
      show y
      wait 2
      say end
      solution train
      """)
    #expect(scenes.map(\.caption) == ["Why?", "Why?", "Four", "end"])
    #expect(scenes.map { $0.lines.map(\.number) } == [[1, 2, 3], [5, 6, 8], [9, 10], [16]])
    #expect(scenes.map { $0.solution.map(\.number) } == [[], [], [11, 12, 9], []])
    #expect(scenes.map { $0.rest.map(\.number) } == [[], [], [13], []])
    #expect(scenes.map(\.hold) == [3, 1, 2, nil])
    #expect(scenes.map(\.reveals) == [false, true, false, false])
    #expect(scenes.map { $0.exercise?.hints } == [nil, nil, ["s"], nil])
  }

  @Test("of a lesson hold all its commands in order", arguments: Lesson.all.map(\.name))
  func lessons(_ name: String) throws {
    let script = try #require(Lesson.named(name)).script()
    let scenes = Scene.scenes(of: script)
    let played = script.lines.filter { line in
      switch line.command {
      case .face(.title), .face(.say), .face(.wait): false
      default: true
      }
    }
    let held = scenes.flatMap { scene -> [Script.Line] in
      let solution: [Script.Line] = scene.solution.filter(\.command.isSolution)
      return scene.lines + solution + scene.rest
    }
    // In words, since NaN, which some assert, is equal to nothing.
    #expect(held.map { "\($0)" } == played.map { "\($0)" })
    let begun = script.lines.count { line in
      switch line.command {
      case .face(.say), .session(.ask), .session(.reveal), .session(.task): true
      default: false
      }
    }
    #expect(scenes.count == begun)
    for scene in scenes {
      #expect(!scene.caption.isEmpty)
      // Questions wait for the person.
      let isAsked = scene.question != nil && !scene.reveals
      #expect((scene.hold == nil) == isAsked)
    }
  }
}
