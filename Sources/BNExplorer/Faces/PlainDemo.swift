import Platform
import TerminalKit
import BNFiles

/// A lesson as lines of text, scene by scene: for those who hear it, or have no screen.
enum PlainDemo {
  /// Plays a lesson; on a terminal Enter goes on to the next scene and `q` ends it.
  ///
  /// - Returns: the exit status.
  static func play(_ script: Script) -> Int32 {
    let interrupt = InterruptFlag()
    let environment = SessionEnvironment(files: DiskFiles()) { _, _ in !interrupt.isRaised }
    var runner = ScriptRunner(environment: environment, narrated: true)
    let reader = LineReader(canEdit: false)
    let scenes = Scene.scenes(of: script)
    var title = ""
    var status: Int32 = 0
    for (index, scene) in scenes.enumerated() {
      if scene.title != title { Console.result(scene.title) }
      title = scene.title
      Console.result("Scene \(index + 1) of \(scenes.count). \(scene.caption)")
      status = max(status, runner.run(Script(name: script.name, lines: scene.lines)))
      if status > 1 { return status }
      guard index + 1 < scenes.count else { break }
      guard !reader.isConversation || goesOn(reader) else { return status }
    }
    Console.result("The lesson is over; \(runner.assertions) assertions were checked.")
    return status
  }

  /// Whether the person wants the next scene.
  private static func goesOn(_ reader: LineReader) -> Bool {
    guard case .line(let line) = reader.readLine(prompt: "Enter for the next scene, q to end: ") else { return false }
    return !line.trimmingBlanks.hasPrefix("q")
  }
}
