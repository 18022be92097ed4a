#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The lines typed before, kept between sessions in the place that the XDG base directories name for it.
///
/// A convenience: when the file can't be read or written, nothing is said and nothing is lost but the history.
enum HistoryFile {
  static func load(_ files: DiskFiles) -> CommandHistory {
    guard let path, let bytes = try? files.read(path) else { return CommandHistory() }
    return CommandHistory(text: String(decoding: bytes, as: UTF8.self))
  }

  static func save(_ history: CommandHistory, _ files: DiskFiles) {
    guard let path, history.count > 0 else { return }
    makeFolders()
    // A closed window sends its signal more than once: the second would end the program before the file has its name.
    SignalAction.undisturbed { try? files.write(Array(history.text.utf8), to: path) }
  }

  private static var path: String? { place.map { ([$0.base] + $0.folders + ["history"]).joined(separator: "/") } }

  /// A folder that is there, and the folders below it that the file is in.
  private static var place: (base: String, folders: [String])? {
    if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") {
      let parts = state.split(separator: "/").map(String.init)
      return (parts.dropLast().map { "/" + $0 }.joined(), parts.suffix(1) + ["bnexplorer"])
    }
    return variable("HOME").map { ($0, [".local", "state", "bnexplorer"]) }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Makes the folders below the base, but not a home for somebody who has none.
  private static func makeFolders() {
    guard var folder = place?.base else { return }
    for part in place?.folders ?? [] {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }
}
