/// The rooms of the house and who may use whom, as docs/architecture.md has it.
///
/// A room is a folder with everything below it, unless something below is a room of its own.
struct Rooms {
  /// What each room may use, besides itself.
  private(set) var allowed: [String: Set<String>] = [:]

  /// Reads the table that stands under the heading "Who may use whom" of a page.
  ///
  /// It has a row a room, its name in the first column and those it may use in the last, each between
  /// backticks. A room that another one stands for, as `BNCore` for all of it, is a name that begins it.
  init(markdown: String) {
    let section = markdown.split(separator: "\n## ").first { $0.hasPrefix("Who may use whom") } ?? ""
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
      row.split(separator: "|", omittingEmptySubsequences: false).map(Self.names)
    }
    let names = rows.compactMap { $0.dropFirst().first?.first }
    for row in rows {
      guard let room = row.dropFirst().first?.first, let wanted = row.dropLast().last else { continue }
      allowed[room] = Set(wanted.flatMap { wish in names.filter { $0 == wish || $0.hasPrefix(wish + "/") } })
        .subtracting([room])
    }
  }

  private static func names(in cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// The room that a folder belongs to; `nil` where the table has none.
  func room(of folder: Substring) -> String? {
    allowed.keys.filter { folder == $0 || folder.hasPrefix($0 + "/") }.max { $0.count < $1.count }
  }

  /// A way from a room back to itself; `nil` where there is none.
  var circle: [String]? {
    var finished: Set<String> = []
    func search(_ room: String, behind path: [String]) -> [String]? {
      if let start = path.firstIndex(of: room) { return Array(path[start...]) + [room] }
      guard !finished.contains(room) else { return nil }
      for next in (allowed[room] ?? []).sorted() {
        if let found = search(next, behind: path + [room]) { return found }
      }
      finished.insert(room)
      return nil
    }
    for room in allowed.keys.sorted() {
      if let found = search(room, behind: []) { return found }
    }
    return nil
  }
}
