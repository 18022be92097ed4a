import BNFiles

/// The experiments beside the present one, each where it was left.
struct Branches: Sendable {
  /// What a session's first branch is called.
  static let first = "main"
  /// How many there can be: each may be as large as a session.
  static let most = 16
  /// How many of them by names that a person gave; the rest is for futures that were left.
  static let mostNamed = 8

  /// The present branch.
  private(set) var current = Self.first
  /// All branches, the present one too, in the order in which they were made.
  private(set) var names = [Self.first]
  private var parked: [String: Branch] = [:]
  private var lastID = 0
  /// Whether the other branches with names go along with every step of the present one.
  var together = false

  /// The name of a branch that nobody has named: `b1`, or the next number that is free.
  var freeName: String {
    let taken = Set(names)
    var number = 1
    while taken.contains("b\(number)") { number += 1 }
    return "b\(number)"
  }

  /// The branch behind the present one, the first behind the last; `nil` where there is only one.
  var next: String? {
    guard names.count > 1, let index = names.firstIndex(of: current) else { return nil }
    return names[(index + 1) % names.count]
  }

  /// The branch that was made last, the present one aside.
  var latestOther: String? { names.last { $0 != current } }

  /// A branch that is not the present one.
  func branch(named name: String) -> Branch? { parked[name] }

  /// The branches that go along where all go together, in the order in which they were made.
  var followers: [String] { names.filter { $0 != current && !Self.isFuture($0) } }

  /// Takes a branch out, so that it can go on without a copy; it has to come back by `replace`.
  mutating func takeOut(_ name: String) -> Branch? { parked.removeValue(forKey: name) }

  /// Puts a branch in the place of the one of its name.
  mutating func replace(_ name: String, with branch: Branch) { parked[name] = branch }

  /// Puts something made of them in the place of all branches but the present one.
  mutating func mapOthers(_ change: (Branch) -> Branch) { parked = parked.mapValues(change) }

  /// A number that no change of any branch has.
  mutating func newID() -> Int {
    lastID += 1
    return lastID
  }

  /// Leaves the present branch and goes to another one.
  ///
  /// - Returns: what is there; `nil`, and nothing happens, if there is no such branch.
  mutating func `switch`(to name: String, leaving present: Branch) -> Branch? {
    guard let other = parked.removeValue(forKey: name) else { return nil }
    parked[current] = present
    current = name
    return other
  }

  /// Leaves the present branch where it is, and gives what goes on from here a name.
  ///
  /// - Returns: what a person should know of it.
  /// - Throws: why the name can't be had.
  mutating func fork(_ name: String, leaving present: Branch) throws(CommandError) -> [String] {
    guard !names.contains(name) else {
      throw CommandError("there is a branch \(name) already; switch \(name), or take another name")
    }
    guard names.count(where: { !Self.isFuture($0) }) < Self.mostNamed else {
      throw CommandError("there are \(Self.mostNamed) branches with names, the most that there can be; switch to one")
    }
    let room = makeRoom()
    parked[current] = present
    names.append(name)
    current = name
    return room
  }

  /// Keeps a future that was left, under a name made of the present branch's: `main~1`.
  ///
  /// - Returns: where it is, in words.
  mutating func keepFuture(_ future: Branch) -> String {
    let room = makeRoom()
    let stem = String(current.prefix { $0 != "~" }) + "~"
    let taken = names.filter { $0.hasPrefix(stem) }.compactMap { Int($0.dropFirst(stem.count)) }
    let name = stem + "\((taken.max() ?? 0) + 1)"
    parked[name] = future
    names.append(name)
    return (["the old one is \(name)"] + room).joined(separator: "; ")
  }

  /// Whether a branch is a future that was left; no name that a person gives has a tilde.
  static func isFuture(_ name: String) -> Bool { name.contains("~") }

  /// Where there are as many branches as there can be, the oldest future that was left goes.
  private mutating func makeRoom() -> [String] {
    guard names.count >= Self.most, let index = names.firstIndex(where: { Self.isFuture($0) && $0 != current }) else {
      return []
    }
    let name = names.remove(at: index)
    parked[name] = nil
    return ["\(name) makes room for it"]
  }
}
