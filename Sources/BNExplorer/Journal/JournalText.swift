/// What a journal has written down of a session: the lines that made it, those of them that are kept elsewhere, and how far it is.
struct JournaledLog: Equatable, Sendable {
  /// When it began, in seconds since 1970.
  var begun = 0
  var lines: [String] = []
  /// The lines as they were when they could last be had from elsewhere: a saved script, or what the program began with.
  var kept: [String] = []
  var step = 0
}

/// The form of a journal: a line of text for each change, so that what is added to a log costs no more than itself.
///
/// ```text
/// # bnexplorer journal 1, begun 1764511500
/// + load "data.csv" batch=32      a line more
/// = train 20                      another line in the place of the last
/// < 3                             only the first three lines stay
/// ! 3                             the first three can be had from elsewhere
/// @ 1240                          the session's step
/// ```
enum JournalText {
  private static let heading = "# bnexplorer journal 1, begun "

  /// The journal's first line.
  static func heading(begun: Int) -> String { "\(heading)\(begun)\n" }

  /// What has to be written when a log has become another; empty where nothing is to be said.
  static func changes(from old: JournaledLog, to new: JournaledLog) -> String {
    var text = ""
    let common = SessionLog.commonCount(old.lines, new.lines)
    var added = new.lines[common...]
    if old.lines.count == common + 1, let line = added.first {
      text += "= \(line)\n"
      added = added.dropFirst()
    } else if old.lines.count > common {
      text += "< \(common)\n"
    }
    for line in added { text += "+ \(line)\n" }
    // A line that is kept elsewhere is one of the log: it is told by its number.
    if old.kept != new.kept { text += "! \(SessionLog.commonCount(new.kept, new.lines))\n" }
    if old.step != new.step { text += "@ \(new.step)\n" }
    return text
  }

  /// Reads a journal, up to the last line that was written whole.
  ///
  /// - Returns: `nil` for bytes that are none, or that no program of ours has written.
  static func read(_ bytes: [UInt8]) -> JournaledLog? {
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")),
      let text = String(validating: bytes[...end], as: UTF8.self)
    else { return nil }
    var records = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard let first = records.popFirst(), first.hasPrefix(heading), let begun = Int(first.dropFirst(heading.count))
    else {
      return nil
    }
    var log = JournaledLog(begun: begun)
    for record in records where !take(record, into: &log) { return nil }
    return log
  }

  private static func take(_ record: Substring, into log: inout JournaledLog) -> Bool {
    guard record.utf8.count > 2, record.dropFirst().first == " " else { return false }
    let rest = record.dropFirst(2)
    switch record.first {
    case "+": log.lines.append(String(rest))
    case "=":
      guard !log.lines.isEmpty else { return false }
      log.lines[log.lines.count - 1] = String(rest)
    case "<":
      guard let count = Int(rest), (0...log.lines.count).contains(count) else { return false }
      log.lines.removeLast(log.lines.count - count)
    case "!":
      guard let count = Int(rest), (0...log.lines.count).contains(count) else { return false }
      log.kept = Array(log.lines[..<count])
    case "@":
      guard let step = Int(rest) else { return false }
      log.step = step
    default: return false
    }
    return true
  }
}
