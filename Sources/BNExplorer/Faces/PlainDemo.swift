import Platform
import TerminalKit
import BNFiles

/// A demo as lines of text, scene by scene: for those who hear it, or have no screen.
struct PlainDemo {
  private let scenes: [Scene]
  private let script: Script
  private let reader: LineReader
  private let start = ContinuousClock.now
  private let showsClock: Bool
  private var index = 0
  /// The session as it is now, with what was checked so far.
  private var runner: ScriptRunner
  /// The same before each scene that has begun.
  private var moments: [ScriptRunner]
  private var title = ""

  /// A demo of a script.
  ///
  /// - Parameters:
  ///   - script: what to play.
  ///   - environment: the files, and whether to go on with a long command.
  ///   - reader: where the person's lines come from.
  ///   - manner: whether it says how much time has gone; it waits for the person at every scene.
  init(
    _ script: Script, in environment: SessionEnvironment, _ reader: LineReader, manner: DemoManner = DemoManner()
  ) {
    self.script = script
    self.reader = reader
    showsClock = manner.showsClock
    scenes = Scene.scenes(of: script)
    runner = ScriptRunner(environment: environment, narrated: true)
    moments = [runner]
  }

  /// What the person wants behind a scene.
  private enum Wish {
    case next, back, again, end
  }

  /// Plays to the end; where a person listens Enter goes on to the next scene, and there are words for the rest.
  ///
  /// - Returns: the exit status.
  mutating func play() -> Int32 {
    var status: Int32 = 0
    while scenes.indices.contains(index) {
      announce(scenes[index])
      status = runner.run(Script(name: script.name, lines: scenes[index].lines))
      if status > 1 { return status }
      switch index + 1 < scenes.count && reader.isConversation ? askForWish() : .next {
      case .next:
        moments.append(runner)
        index += 1
      case .back: goBack(to: index - 1)
      case .again: goBack(to: index)
      case .end: return status
      }
    }
    Console.result("The demo is over; \(runner.assertions) assertions were checked.")
    return status
  }

  private mutating func announce(_ scene: Scene) {
    if scene.title != title { Console.result(EditBuffer.printable(scene.title)) }
    title = scene.title
    let caption = EditBuffer.printable(scene.caption)
    Console.result("Scene \(index + 1) of \(scenes.count)\(showsClock ? ", after \(clock)" : ""). \(caption)")
  }

  private mutating func goBack(to scene: Int) {
    index = max(0, scene)
    moments.removeLast(moments.count - index - 1)
    runner = moments[index]
  }

  private func askForWish() -> Wish {
    guard case .line(let line) = reader.readLine(prompt: "Enter for the next scene, b back, r again, q to end: ") else {
      return .end
    }
    return switch line.trimmingBlanks.first {
    case "q": .end
    case "b": .back
    case "r": .again
    default: .next
    }
  }

  /// The time that has gone, in words.
  private var clock: String {
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    return "\(seconds / 60) min \(seconds % 60) s"
  }
}
