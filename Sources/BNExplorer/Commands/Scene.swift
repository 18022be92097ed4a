import TerminalKit
import BNFiles

/// A part of a demo: what is said, what is done, and how long the picture holds.
struct Scene: Equatable, Sendable {
  var title: String
  var caption: String
  var lines: [Script.Line] = []
  /// How long to hold before the next scene; `nil` waits for the person.
  var hold: Double?

  /// Cuts a script into scenes: each `say` begins one, and what stands before the first belongs to it.
  static func scenes(of script: Script) -> [Scene] {
    var title = script.name
    var scenes: [Scene] = []
    var opening: [Script.Line] = []
    for line in script.lines {
      switch line.command {
      case .face(.title(let text)): title = text
      case .face(.say(let text)):
        scenes.append(Scene(title: title, caption: text, lines: opening))
        opening = []
      case .face(.wait(let seconds)) where !scenes.isEmpty:
        scenes[scenes.count - 1].hold = (scenes[scenes.count - 1].hold ?? 0) + seconds
      default:
        if scenes.isEmpty { opening.append(line) } else { scenes[scenes.count - 1].lines.append(line) }
      }
    }
    if scenes.isEmpty, !opening.isEmpty { scenes = [Scene(title: title, caption: "", lines: opening)] }
    return scenes
  }
}
