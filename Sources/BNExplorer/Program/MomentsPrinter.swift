import BNFiles
import Platform
import TerminalKit

/// Prints moments of arrays, then what several files say together.
struct MomentsPrinter {
  let json: Bool
  let all: Bool

  /// Prints items; those of one name are of several files, and are put together.
  func show(_ items: [MomentsItem]) throws(FileError) {
    let groups = Dictionary(grouping: items.indices) { items[$0].name }.values.map { $0.map { items[$0] } }
    let pooled = try MomentsItem.pooled(items)
    for (index, item) in items.enumerated() {
      if !json, index > 0 { Console.result("") }
      show(item)
    }
    for item in pooled {
      guard let group = groups.first(where: { $0[0].name == item.name }), group.count > 1 else { continue }
      if !json { Console.result("") }
      show(item)
      show(MomentsSpread(group.map(\.moments)), name: item.name)
    }
  }

  func show(_ item: MomentsItem) {
    if json { return Console.result(MomentsText.json(item).text) }
    for line in MomentsText.lines(item, all: all) { Console.result(line) }
  }

  func show(_ spread: MomentsSpread?, name: String) {
    guard let spread else { return }
    if json { return Console.result(MomentsText.json(spread, name: name).text) }
    Console.result("")
    let width = OutputWidth.columns
    for line in MomentsText.lines(spread).flatMap({ LayerTable.broken($0, width) }) { Console.result(line) }
  }
}
