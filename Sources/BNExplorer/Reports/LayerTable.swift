import Platform
import TerminalKit
import BNFiles

/// The layers of a model as a table for people.
///
/// A name that is too long for its column stands on a line of its own: nothing is cut. What a note says of several layers
/// is said once.
struct LayerTable {
  /// A batch norm, ready for the table.
  struct Row {
    let name: String
    let channels: Int?
    let epsilon: String
    let ranges: [Extremes?]
  }

  private(set) var rows: [Row] = []
  /// What is there that is no batch norm.
  private(set) var others = Remarks()
  private(set) var notes = Remarks()
  private(set) var folded = 0
  private(set) var lookAlikes = 0

  mutating func add(_ layer: FoundLayer, _ numbers: LayerNumbers) {
    let name = layer.shownName
    for text in layer.remarks + numbers.notes(for: layer) { notes.add(text, of: name) }
    switch layer.kind {
    case .batchNorm:
      if let text = layer.momentumText { notes.add(text, of: name) }
      let epsilon = layer.epsilon.map { Self.number($0, 4) } ?? "-"
      rows.append(
        Row(
          name: name, channels: layer.channels, epsilon: layer.epsilonSource == .assumed ? epsilon + "*" : epsilon,
          ranges: numbers.parts.map { $0.values.flatMap { Extremes($0) } }))
    case .folded(let into):
      folded += 1
      others.add("folded into \(into)", of: name)
    case .lookAlike(let what):
      lookAlikes += 1
      others.add("look-alike, \(what)", of: name)
    }
  }

  /// Texts, each with the layers that it is about, in the order in which they came.
  struct Remarks {
    private(set) var all: [(text: String, layers: [String])] = []
    private var places: [String: Int] = [:]

    mutating func add(_ text: String, of layer: String) {
      if let place = places[text] {
        all[place].layers.append(layer)
      } else {
        places[text] = all.count
        all.append((text, [layer]))
      }
    }
  }
}

extension FoundLayer {
  /// The momentum for people, in the file's own sense, too, where that is another.
  fileprivate var momentumText: String? {
    guard let momentum else { return nil }
    let source = momentumSource == .file ? "from the file" : "assumed"
    guard case .ofNew(let share) = storedMomentum else { return "momentum \(momentum), \(source)" }
    return
      "momentum \(momentum), the share of the old value, \(source): it is written \(share) there, the share of the new"
  }
}
