/// All files and who uses whom.
struct House {
  /// A file that uses a name which another room declares.
  struct Tie: Hashable, Comparable, CustomStringConvertible {
    let room: String
    let user: String
    let name: String
    let other: String
    let owner: String

    var description: String { "\(user) uses \(name), which is \(owner)'s: \(room) may not use \(other)" }

    static func < (a: Tie, b: Tie) -> Bool { (a.user, a.name) < (b.user, b.name) }
  }

  let files: [SourceFile]
  let rooms: Rooms

  /// The files that no row of the table has a room for.
  var homeless: [String] { files.filter { rooms.room(of: $0.folder) == nil }.map(\.path) }

  /// Every use of a name of another room.
  ///
  /// Names at the top of files count, and members that an extension adds where only one room adds one of that name.
  /// What modules export is the compiler's business: only names that the file's module can see are looked at.
  func ties(visible: [String: Set<String>]) -> [Tie] {
    let owners = Dictionary(
      grouping: files.flatMap { file in file.declared.map { (name: $0, file: file) } }, by: \.name)
    let adders = membersOfOneRoom(visible)
    let hidden = Dictionary(grouping: files) { rooms.room(of: $0.folder) ?? "" }
      .mapValues { $0.reduce(into: Set<Substring>()) { $0.formUnion($1.hidden) } }
    return files.flatMap { file in
      file.used.subtracting(hidden[rooms.room(of: file.folder) ?? ""] ?? []).subtracting(file.declared).flatMap {
        name in
        (owners[name] ?? []).compactMap { tie(file, name, $0.file, visible) }
      } + file.usedMembers.compactMap { name in adders[name].flatMap { tie(file, "." + name, $0, visible) } }
    }
  }

  private func tie(
    _ user: SourceFile, _ name: Substring, _ owner: SourceFile, _ visible: [String: Set<String>]
  ) -> Tie? {
    guard isVisible(owner, from: user, visible), let room = rooms.room(of: user.folder),
      let other = rooms.room(of: owner.folder), room != other
    else { return nil }
    return Tie(room: room, user: user.path, name: String(name), other: other, owner: owner.path)
  }

  private func isVisible(_ owner: SourceFile, from user: SourceFile, _ visible: [String: Set<String>]) -> Bool {
    owner.module == user.module || visible[String(user.module)]?.contains(String(owner.module)) == true
  }

  /// The members that extensions of one room add, where nothing else has one of that name, by name; without those that
  /// files use which cannot see them: the standard library has one of that name too.
  private func membersOfOneRoom(_ visible: [String: Set<String>]) -> [Substring: SourceFile] {
    var homes: [Substring: Set<String>] = [:]
    var adders: [Substring: SourceFile] = [:]
    for file in files {
      let room = rooms.room(of: file.folder) ?? ""
      for name in file.declared.union(file.hidden) { homes[name, default: []].insert(room) }
      for name in file.added.values.flatMap({ $0 }) { adders[name] = file }
    }
    return adders.filter { name, owner in
      homes[name]?.count == 1
        && files.allSatisfy { !$0.usedMembers.contains(name) || isVisible(owner, from: $0, visible) }
    }
  }
}
