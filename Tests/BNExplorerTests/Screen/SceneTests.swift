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
    #expect(scenes.map(\.caption) == [""])
    #expect(scenes.map(\.lines.count) == [3])
    #expect(scenes[0].hold == nil)
  }

  @Test("are none for a script that does nothing", arguments: ["", "# only a comment\n\n", "title \"Nothing\""])
  func nothing(_ text: String) throws {
    #expect(try scenes(text).isEmpty)
    let script = try Script(text: text, name: "test.bn")
    #expect(DemoPlayer(script: script, session: Session()) == nil)
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
    #expect(scenes.flatMap(\.lines) == played)
    #expect(scenes.count == script.lines.count { if case .face(.say) = $0.command { true } else { false } })
    #expect(scenes.allSatisfy { !$0.caption.isEmpty && $0.hold != nil })
  }
}
