import TerminalKit
import Platform
import BNFiles

/// The browser of a model's layers, as a value: which there are, which are shown in which order, and where the person is.
struct LayerBrowser: Sendable {
  let model: OpenModel
  let layers: [LayerDigest]
  private(set) var list: BrowserList
  private(set) var filter = LayerFilter.all
  private(set) var order = LayerOrder()
  /// Whether what is no batch norm is listed, too.
  private(set) var showsOthers = false
  /// The line in which a filter is typed; `nil` while nobody types.
  private(set) var editor: LineEditor?
  /// Why what is typed is no filter yet, or never will be.
  private(set) var complaint: Complaint?
  /// The filter before typing began.
  private var formerFilter = LayerFilter.all
  /// What was folded before a filter unfolded all.
  private var formerFolds: Set<String> = []

  /// The most bytes of a filter: every layer is held against it at each key.
  static let filterCapacity = 200

  /// Why what is typed does not count.
  struct Complaint: Equatable, Sendable {
    let text: String
    let isError: Bool
  }

  init(_ listing: LayerListing) {
    model = listing.model
    layers = zip(listing.layers, listing.findings).map { LayerDigest($0.layer, $0.numbers, $1) }
    list = BrowserList(listing.layers.map(\.layer.shownName), isTree: true)
    order = listing.request.order
    set(listing.request.filter)
  }

  /// The layer that the chosen row is.
  var chosen: LayerDigest? { list.chosenRow?.item.map { layers[$0] } }

  /// How many batch norms there are, and how many other things.
  var counts: (norms: Int, others: Int) {
    let norms = layers.count { $0.layer.isBatchNorm }
    return (norms, layers.count - norms)
  }

  // MARK: What is shown

  private mutating func refresh() throws(CommandError) {
    let entries = layers.map { (layer: $0.layer, numbers: $0.numbers) }
    let matching = try LayerListing.matching(filter, entries)
    func sorted(_ items: [Int]) -> [Int] { order.sorted(items, of: entries) { layers[$0].gravity } }
    let norms = sorted(matching.filter { layers[$0].layer.isBatchNorm })
    let others = showsOthers ? sorted(matching.filter { !layers[$0].layer.isBatchNorm }) : []
    list.show(norms + others)
  }

  /// Shows what a filter leaves; one that fits nothing is complained of, and leaves all as it is.
  private mutating func set(_ filter: LayerFilter) {
    let before = self.filter
    self.filter = filter
    do throws(CommandError) {
      try refresh()
      complaint = nil
      // What is looked for should be seen wherever it was folded away.
      if before == .all, filter != .all { formerFolds = list.unfoldAll() }
      if before != .all, filter == .all { list.fold(formerFolds) }
    } catch {
      self.filter = before
      complaint = Complaint(text: error.message, isError: true)
    }
  }

  mutating func toggleOthers() {
    showsOthers.toggle()
    try? refresh()
  }

  mutating func sortByNext() {
    let keys = LayerOrder.Key.allCases
    let place = keys.firstIndex(of: order.key) ?? 0
    order = LayerOrder(key: keys[(place + 1) % keys.count])
    try? refresh()
  }

  mutating func reverse() {
    order.direction = order.isDown ? .up : .down
    try? refresh()
  }

  // MARK: Where the person is

  mutating func change(_ change: (inout BrowserList) -> Void) { change(&list) }

  // MARK: Typing a filter

  mutating func beginFilter() {
    formerFilter = filter
    editor = LineEditor(text: filter.text, selected: "", history: CommandHistory(), capacity: Self.filterCapacity)
    complaint = nil
  }

  /// Takes a key of the line; the list follows what is typed.
  mutating func type(_ key: Key) {
    switch key {
    case .up: return list.move(by: -1)
    case .down: return list.move(by: 1)
    default: break
    }
    guard let effect = editor?.handle(key) else { return }
    switch effect {
    case .none: break
    case .full: complaint = Complaint(text: "a filter has at most \(Self.filterCapacity) bytes", isError: true)
    case .changed: look()
    case .submit, .endOfInput:
      editor = nil
      // What did not become a filter is gone with its line; the last that was one stays.
      complaint = nil
    case .cancel:
      editor = nil
      set(formerFilter)
    }
  }

  private mutating func look() {
    guard let text = editor?.text else { return }
    switch LayerFilter.typed(text, names: list.names) {
    case .filter(let filter): set(filter)
    case .incomplete(let why): keepLastGood(Complaint(text: why, isError: false))
    case .wrong(let why): keepLastGood(Complaint(text: why, isError: true))
    }
  }

  /// Says why what is typed does not count; the first letters of a claim were no part of a name either.
  private mutating func keepLastGood(_ complaint: Complaint) {
    if case .name = filter, filter != formerFilter { set(formerFilter) }
    self.complaint = complaint
  }
}
