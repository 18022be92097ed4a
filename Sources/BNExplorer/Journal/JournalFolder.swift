import Platform

/// Where journals are: one file for each program that is at work, and those that dead programs have left.
///
/// `$XDG_STATE_HOME/bnexplorer`, or below `~/.local/state`.
struct JournalFolder: Sendable {
  /// `nil` where there is no place for them.
  let folder: XDGFolder?

  /// The most journals of dead programs that are kept; the oldest go.
  static let most = 16

  private static let prefix = "journal-"

  init(_ folder: XDGFolder? = XDGFolder("XDG_STATE_HOME", usual: [".local", "state"])) { self.folder = folder }

  /// Makes a file that is this program's.
  func makeFile() -> LockedFile? {
    guard let folder else { return nil }
    folder.make()
    // By its name a journal is as old as it is; the rest keeps programs of the same second apart.
    let begun = String(WallClock.now).paddedWithZeros(to: 12)
    let name = "\(Self.prefix)\(begun)-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    return LockedFile.make(folder.path(of: name))
  }

  /// The newest session that a dead program has left unsaved, taken for this program alone.
  ///
  /// Of those that nothing is lost with, the files are removed, and so are the oldest of too many.
  func left() -> LeftSession? {
    guard let folder else { return nil }
    let names = LockedFile.names(in: folder.path, beginning: Self.prefix).filter { !$0.hasSuffix(".new") }
    var found: LeftSession?
    var count = 0
    for name in names.reversed() {
      guard let file = LockedFile.take(folder.path(of: name)) else { continue }
      guard let bytes = file.content(upTo: LeftSession.largest), let log = JournalText.read(bytes) else {
        // Made by a program that died at once, or by another version of this one.
        if file.content(upTo: 0) != nil { file.remove() }
        continue
      }
      let session = LeftSession(log: log, file: file)
      count += 1
      if !session.isWorthTaking || count > Self.most {
        file.remove()
        count -= 1
      } else if found == nil {
        found = session
      }
    }
    return found
  }
}

extension String {
  fileprivate func paddedWithZeros(to count: Int) -> String {
    String(repeating: "0", count: max(0, count - self.count)) + self
  }
}
