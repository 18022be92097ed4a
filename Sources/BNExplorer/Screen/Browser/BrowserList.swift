import TerminalKit

/// A list of things whose names are paths, flat or as a tree, with a chosen row and a window that follows it.
///
/// It knows names and places alone: what the things are is its owner's.
struct BrowserList: Equatable, Sendable {
  /// A line of the list.
  struct Row: Equatable, Sendable {
    enum Content: Equatable, Sendable {
      case item(Int)
      /// Names that begin alike: what they begin with, and which they are.
      case group(path: String, items: [Int])
    }

    let content: Content
    /// The name, or what the groups around it have not said of it.
    let label: String
    let depth: Int
    /// Whether what is in a group is out of sight.
    var isFolded = false

    /// The label, for a group with how many there are in it.
    var text: String {
      guard case .group(_, let items) = content else { return label }
      return "\(isFolded ? "+" : "-") \(label) (\(items.count))"
    }

    // The optimizer of Swift 6.3.1 gives up with an error of its own where these are inlined into a view.
    @inline(never) var item: Int? { if case .item(let item) = content { item } else { nil } }
    @inline(never) var path: String? { if case .group(let path, _) = content { path } else { nil } }
  }

  /// How far a row is set in behind the group around it.
  static let indent = 2

  let names: [String]
  /// The things that are shown, in their order.
  private(set) var shown: [Int]
  private(set) var isTree: Bool
  private(set) var folded: Set<String> = []
  private(set) var rows: [Row] = []
  /// The columns of the widest label with what it is set in by.
  private(set) var widest = 0
  /// The chosen row; 0 where there is none.
  private(set) var chosen = 0
  /// The first row in view, as far as the chosen one allows.
  private var scroll = 0

  init(_ names: [String], isTree: Bool) {
    self.names = names
    self.isTree = isTree
    shown = Array(names.indices)
    rebuild()
  }

  var chosenRow: Row? { rows.indices.contains(chosen) ? rows[chosen] : nil }

  // MARK: What is shown

  /// Shows other things, or the same in another order; the chosen one stays, where it is still there.
  mutating func show(_ items: [Int]) { keepingChosen { $0.shown = items } }

  mutating func toggleTree() { keepingChosen { $0.isTree.toggle() } }

  /// Unfolds everything, and returns what was folded.
  mutating func unfoldAll() -> Set<String> {
    let before = folded
    fold([])
    return before
  }

  /// Folds these groups and no others.
  mutating func fold(_ paths: Set<String>) { keepingChosen { $0.folded = paths } }

  /// Folds every group, or unfolds them where all are folded.
  mutating func toggleAll() {
    let all = Set(PathTree(names, shown).rows(folded: []).compactMap(\.path))
    fold(all.isSubset(of: folded) ? [] : all)
  }

  /// Folds or unfolds the chosen group.
  mutating func toggleFold() {
    guard let path = chosenRow?.path else { return }
    keepingChosen { $0.folded.formSymmetricDifference([path]) }
  }

  /// Out of what is chosen: folds a group, goes to the one around anything else.
  mutating func leave() {
    guard let row = chosenRow else { return }
    if row.path != nil, !row.isFolded { return toggleFold() }
    if let parent = rows[..<chosen].lastIndex(where: { $0.depth < row.depth }) { chosen = parent }
  }

  /// Into what is chosen: unfolds a group, or goes to the first thing in it.
  mutating func enter() {
    guard let row = chosenRow, row.path != nil else { return }
    if row.isFolded { toggleFold() } else { move(by: 1) }
  }

  private mutating func keepingChosen(_ change: (inout BrowserList) -> Void) {
    let before = chosenRow
    change(&self)
    rebuild()
    guard let before else { return chosen = 0 }
    switch before.content {
    case .item(let item): if let row = place(of: item) { chosen = row }
    case .group(let path, let items):
      if let row = rows.firstIndex(where: { $0.path == path }) ?? items.first.flatMap(place) { chosen = row }
    }
    chosen = max(0, min(chosen, rows.count - 1))
  }

  /// The row of a thing, or of the innermost group that it is folded into.
  private func place(of item: Int) -> Int? {
    rows.firstIndex { $0.item == item }
      ?? rows.lastIndex {
        if case .group(_, let items) = $0.content, $0.isFolded { items.contains(item) } else { false }
      }
  }

  private mutating func rebuild() {
    rows =
      isTree
      ? PathTree(names, shown).rows(folded: folded)
      : shown.map { Row(content: .item($0), label: names[$0], depth: 0) }
    widest = rows.map { $0.text.columns + $0.depth * Self.indent }.max() ?? 0
  }

  // MARK: Choosing and scrolling

  mutating func choose(row: Int) { chosen = max(0, min(row, rows.count - 1)) }

  mutating func choose(item: Int) { if let row = place(of: item) { chosen = row } }

  mutating func move(by distance: Int) { choose(row: chosen + distance) }

  /// Moves the window, and with it the chosen row where it would be out of view.
  mutating func scroll(by distance: Int, window: Int) {
    scroll = max(0, min(top(window) + distance, rows.count - window))
    choose(row: max(scroll, min(chosen, scroll + window - 1)))
  }

  /// The window as it has come to stand.
  mutating func settle(_ window: Int) { scroll = top(window) }

  /// The first row in view in a window of some rows: where it was, as far as the chosen row is in view.
  func top(_ window: Int) -> Int {
    let window = max(1, window)
    let kept = max(chosen - window + 1, min(scroll, chosen))
    return max(0, min(kept, rows.count - window))
  }

  /// How many rows an area has in view; at least one, so that scrolling always gets on.
  static func window(_ area: Area) -> Int { max(1, area.rows) }

  /// The row at a place of the screen, the list being drawn in an area.
  func row(at place: Position, in area: Area) -> Int? {
    guard area.contains(place) else { return nil }
    let row = top(Self.window(area)) + place.row - area.row
    return rows.indices.contains(row) ? row : nil
  }

  /// The rows in view.
  func visible(_ window: Int) -> Range<Int> {
    let top = top(window)
    return top..<max(top, min(rows.count, top + window))
  }
}

/// Names cut at `.` and `/` into a tree, in the order in which they come.
private struct PathTree {
  private struct Node {
    /// How much of the names below it is the same, in bytes.
    var end: Int
    /// A thing in it, whose name tells its path.
    let sample: Int
    /// What hangs on it: nodes, and things as negative places.
    var children: [Int] = []
    var items: [Int] = []
    var places: [Substring: Int] = [:]
  }

  private let names: [String]
  private var nodes: [Node]

  init(_ names: [String], _ shown: [Int]) {
    self.names = names
    nodes = [Node(end: 0, sample: 0)]
    for item in shown { add(item) }
  }

  private mutating func add(_ item: Int) {
    let name = names[item]
    var node = 0
    var start = name.startIndex
    nodes[0].items.append(item)
    while let cut = name[start...].firstIndex(where: { $0 == "." || $0 == "/" }) {
      let next = name.index(after: cut)
      // A separator in front or behind leads nowhere.
      guard cut > start, next < name.endIndex else {
        guard next < name.endIndex else { break }
        start = next
        continue
      }
      let part = name[start..<cut]
      if let known = nodes[node].places[part] {
        node = known
      } else {
        nodes.append(Node(end: name.utf8.distance(from: name.startIndex, to: next), sample: item))
        nodes[node].places[part] = nodes.count - 1
        nodes[node].children.append(nodes.count - 1)
        node = nodes.count - 1
      }
      nodes[node].items.append(item)
      start = next
    }
    nodes[node].children.append(-1 - item)
  }

  func rows(folded: Set<String>) -> [BrowserList.Row] {
    var rows: [BrowserList.Row] = []
    // Names may have any number of parts: no recursion.
    var waiting = nodes[0].children.reversed().map { (child: $0, start: 0, depth: 0) }
    while let (child, start, depth) = waiting.popLast() {
      guard child >= 0 else {
        let item = -1 - child
        rows.append(.init(content: .item(item), label: rest(of: names[item], from: start), depth: depth))
        continue
      }
      // A node with a single child says no more than the child.
      if nodes[child].children.count == 1 {
        waiting.append((nodes[child].children[0], start, depth))
        continue
      }
      let node = nodes[child]
      let path = String(decoding: names[node.sample].utf8.prefix(node.end), as: UTF8.self)
      let isFolded = folded.contains(path)
      rows.append(
        .init(
          content: .group(path: path, items: node.items), label: String(rest(of: path, from: start).dropLast()),
          depth: depth, isFolded: isFolded))
      guard !isFolded else { continue }
      waiting += node.children.reversed().map { ($0, node.end, depth + 1) }
    }
    return rows
  }

  private func rest(of name: String, from start: Int) -> String {
    String(decoding: name.utf8.dropFirst(start), as: UTF8.self)
  }
}
