import BNCore
import Platform
import TerminalKit

/// The list of what differs between two models, as a value: a row a layer, the worst first.
struct DifferenceBrowser: Sendable {
  /// What a row is about.
  enum Entry: Sendable {
    case pair(LayerPair, picture: ChannelPicture)
    case folded(FoldedPair)
    case onlyIn(letter: String, FoundLayer)

    /// The layer's name in A where it is there.
    var name: String {
      switch self {
      case .pair(let pair, _): pair.a.shownName
      case .folded(let fold): fold.layer.shownName
      case .onlyIn(_, let layer): layer.shownName
      }
    }
  }

  let listing: DifferenceListing
  let entries: [Entry]
  private(set) var list: BrowserList

  init(_ listing: DifferenceListing) {
    self.listing = listing
    let difference = listing.difference
    let different = difference.pairs(.different)
    let equal = difference.pairs.filter { $0.comparison.verdict != .different }
    entries =
      different.map(Self.entry) + difference.folds.map(Entry.folded)
      + difference.onlyInA.map { .onlyIn(letter: "A", $0) }
      + difference.onlyInB.map { .onlyIn(letter: listing.letter, $0) } + equal.map(Self.entry)
    list = BrowserList(entries.map(\.name), isTree: false)
  }

  private static func entry(_ pair: LayerPair) -> Entry {
    .pair(pair, picture: ChannelPicture(pair.comparison.figures))
  }

  var chosen: Entry? { list.chosenRow?.item.map { entries[$0] } }

  mutating func change(_ change: (inout BrowserList) -> Void) { change(&list) }

  /// What puts both layers of a pair side by side, each as a branch: A's on the present batches, or on some drawn from its
  /// own statistics, and the other's on the same; then both infer.
  ///
  /// - Parameters:
  ///   - pair: the layers.
  ///   - branches: the names of the branches that there are; those of a pair that was opened before are gone to.
  /// - Returns: the commands.
  func commands(opening pair: LayerPair, beside branches: [String]) -> [Command] {
    let (a, b) = (branch("A", of: pair), branch(listing.letter, of: pair))
    let compare = SessionCommand.compare(CompareRequest(first: a, second: b))
    guard !branches.contains(a) || !branches.contains(b) else {
      return [.face(.pause), .session(.switch(b)), .session(compare)]
    }
    var commands: [SessionCommand] = [.fork(a)]
    commands += take(pair.a.name, of: listing.difference.a.path)
    commands.append(.fork(b))
    commands += take(pair.b.name, of: listing.difference.b.path)
    commands += [.step(1, .inference), .switch(a), .step(1, .inference), compare]
    return [.face(.pause)] + commands.map(Command.session)
  }

  private func take(_ name: String, of path: String) -> [SessionCommand] {
    var request = OpenRequest(path: path)
    request.epsilon = listing.request.epsilon
    return [.open(request), .layer(LayerRequest(name: name))]
  }

  private static let longestBranch = 40

  /// A name for the branch of one side, made of the layer's as far as a branch may be called so.
  private func branch(_ letter: String, of pair: LayerPair) -> String {
    let plain = pair.a.name.map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character)) ? character : "_"
    }
    let ending = "-\(letter.filter { $0 != " " })"
    var start = String(plain.suffix(Self.longestBranch - ending.count))
    // What had to be changed or cut may be another's name by now: its place in A's order tells them apart.
    if start != pair.a.name, let place = entries.firstIndex(where: { $0.name == pair.a.shownName }) {
      start = String(plain.suffix(Self.longestBranch - ending.count - 6)) + "_\(place)"
    }
    return start + ending
  }
}
