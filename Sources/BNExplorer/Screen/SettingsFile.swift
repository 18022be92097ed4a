import TerminalKit
import Platform
import BNFiles

/// The settings' file: `$XDG_CONFIG_HOME/bnexplorer/settings`, or below `~/.config`.
///
/// Whatever is wrong with it is said in one line and is no reason not to start.
struct SettingsFile {
  /// `nil` where there is no place for it.
  let folder: XDGFolder?
  let files: DiskFiles

  init(
    _ files: DiskFiles, folder: XDGFolder? = XDGFolder("XDG_CONFIG_HOME", usual: [".config"])
  ) {
    self.files = files
    self.folder = folder
  }

  private var path: String? { folder?.path(of: "settings") }

  /// Reads the file.
  ///
  /// - Returns: the settings, the usual ones where there is no file; and what was passed over, in words.
  func load() -> (settings: Settings, note: String?) {
    let (settings, note, _) = read()
    return (settings, note)
  }

  private func read() -> (settings: Settings, note: String?, isKnown: Bool) {
    guard let path else { return (Settings(), nil, true) }
    do throws(FileError) {
      let settings = Settings(text: String(decoding: try files.read(path), as: UTF8.self))
      let lines = settings.passedOver
      guard let first = lines.first else { return (settings, nil, true) }
      let others = lines.count == 1 ? "" : " and \(lines.count - 1) more"
      return (settings, "\(path): passed over line \(first)\(others), which no setting is", true)
    } catch {
      if error.kind == .notFound { return (Settings(), nil, true) }
      return (Settings(), "\(error.description); going on with the usual settings", false)
    }
  }

  /// Writes what was changed since the file was read.
  ///
  /// - Returns: why it could not be written.
  func save(_ settings: Settings, since loaded: Settings) -> String? {
    guard settings != loaded else { return nil }
    guard let folder, let path else { return "no HOME to remember the settings in" }
    folder.make()
    let before = read()
    // What could not be read must not be written over.
    guard before.isKnown else { return before.note }
    var present = before.settings
    present.take(changesTo: settings, since: loaded)
    let bytes = Array(present.text.utf8)
    var failure: String?
    SignalAction.undisturbed {
      do throws(FileError) { try files.write(bytes, to: path) } catch { failure = error.description }
    }
    return failure.map { "the settings are not remembered: \($0)" }
  }
}
