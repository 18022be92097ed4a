import Platform
import TerminalKit
import BNFiles

/// The lines typed before, kept between sessions in the place that the XDG base directories name for it.
///
/// Each is added as it is given, so that several programs at once, and one that is killed, lose none. A convenience: when the
/// file can't be read or written, nothing is said and nothing is lost but the history.
enum HistoryFile {
  private static var folder: XDGFolder? { XDGFolder("XDG_STATE_HOME", usual: [".local", "state"]) }

  static func load(_ files: DiskFiles) -> CommandHistory {
    guard let folder, let bytes = try? files.read(folder.path(of: "history")) else { return CommandHistory() }
    let history = CommandHistory(text: String(decoding: bytes, as: UTF8.self))
    // What nobody sees any more goes once it is as much as what is seen.
    let text = Array(history.text.utf8)
    if bytes.count > 2 * max(text.count, 1 << 14) {
      SignalAction.undisturbed { try? files.write(text, to: folder.path(of: "history")) }
    }
    return history
  }

  /// Adds lines, in one write.
  static func add(_ lines: [String]) {
    guard let folder, !lines.isEmpty else { return }
    folder.make()
    (try? AppendedFile(path: folder.path(of: "history")))?.add(lines.joined(separator: "\n"))
  }
}
