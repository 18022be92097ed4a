import Platform
import TerminalKit
import BNFiles

/// The lines typed before, kept between sessions in the place that the XDG base directories name for it.
///
/// A convenience: when the file can't be read or written, nothing is said and nothing is lost but the history.
enum HistoryFile {
  private static var folder: XDGFolder? { XDGFolder("XDG_STATE_HOME", usual: [".local", "state"]) }

  static func load(_ files: DiskFiles) -> CommandHistory {
    guard let folder, let bytes = try? files.read(folder.path(of: "history")) else { return CommandHistory() }
    return CommandHistory(text: String(decoding: bytes, as: UTF8.self))
  }

  static func save(_ history: CommandHistory, _ files: DiskFiles) {
    guard let folder, history.count > 0 else { return }
    folder.make()
    // A closed window sends its signal more than once: the second would end the program before the file has its name.
    SignalAction.undisturbed { try? files.write(Array(history.text.utf8), to: folder.path(of: "history")) }
  }
}
