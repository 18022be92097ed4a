import BNFiles
import Platform
import TerminalKit

/// How two models differ, for people: the worst layer first, then what only one of them has, then what is equal.
///
/// No name is cut: one that finds no room stands on a line of its own.
struct DifferenceText {
  let difference: ModelDifference
  /// What the other model is called in the text: "B", "C".
  let letter: String
  let width: Int

  init(_ difference: ModelDifference, letter: String = "B", width: Int) {
    self.difference = difference
    self.letter = letter
    self.width = max(LayerTable.narrowest, width)
  }

  /// What a further model is called, the first of them "B".
  static func letter(_ index: Int) -> String {
    let letters = Array("BCDEFGHIJKLMNOPQRSTUVWXYZ")
    return index < letters.count ? String(letters[index]) : "file \(index + 2)"
  }

  var text: String {
    let blocks = [sides, differing, epsilonRemark, folded, rest, equal].filter { !$0.isEmpty }
    return (blocks.map { $0.joined(separator: "\n") } + [summary]).joined(separator: "\n\n")
  }

  private var sides: [String] {
    [("A", difference.a), (letter, difference.b)].flatMap { letter, side in
      broken(
        "\(letter)  \(side.path.escapingControls): \(side.format), "
          + (side.count == 0 ? "no batch norm; layers says what is in it" : counted(side.count, "batch norm")))
    }
  }

  // MARK: What differs

  private var differing: [String] {
    let pairs = difference.pairs(.different)
    guard !pairs.isEmpty else { return [] }
    let head =
      "In deviations of A's output, the worst first; A -> \(letter) is what the worst channel has in each:"
    return broken(head) + [Self.headings] + pairs.flatMap(lines)
  }

  /// The columns in front of a layer's name.
  static func columns(_ scale: String, _ shift: String, _ channel: String) -> String {
    "\(scale.paddedLeft(to: 8))  \(shift.paddedLeft(to: 8))  \(channel.paddedLeft(to: 7))  "
  }

  /// A pair's figures in these columns.
  static func columns(of comparison: LayerComparison) -> String {
    columns(
      LayerTable.number(comparison.scale, 3), LayerTable.number(comparison.shift, 3),
      comparison.channel.map(String.init) ?? "-")
  }

  static let headings = columns("scale", "shift", "channel") + "layer"

  private func lines(of pair: LayerPair) -> [String] {
    let row = Self.columns(of: pair.comparison) + pair.a.shownName
    let start = row.count <= width ? [row] : [pair.a.shownName, String(row.dropLast(pair.a.shownName.count + 2))]
    return start + remarks(on: pair).flatMap { broken($0, inset: 6) }
  }

  /// What there is to say of a pair beside its figures: what it was matched by, and what differs.
  func remarks(on pair: LayerPair) -> [String] {
    let comparison = pair.comparison
    var said: [String] = []
    if let match = pair.matchText(letter) { said.append(match) }
    if let channels = comparison.unequalChannels {
      said.append("\(counted(channels.a, "channel")) -> \(channels.b): nothing can be compared")
    }
    if !pair.parameters.isEmpty { said.append(pair.parameters.map { text(of: $0, in: pair) }.joined(separator: ", ")) }
    if comparison.isByEpsilonAlone { said.append("by epsilon alone") }
    if let name = pair.sameNumbersAs { said.append("A's numbers are those of \(name.shownLayerName) in \(letter)") }
    said += pair.nonfiniteText(letter)
    return said
  }

  private func text(of parameter: ParameterDifference, in pair: LayerPair) -> String {
    func number(_ value: Double) -> String { LayerTable.number(value, 4) }
    let isEpsilon = parameter.name == "epsilon"
    let sources = isEpsilon ? [pair.a, pair.b].map { $0.epsilonSource == .file ? "" : " (assumed)" } : ["", ""]
    // Numbers that look the same to four digits are shown to all of them.
    let (a, b) = (number(parameter.a), number(parameter.b))
    let shown = a == b ? ("\(parameter.a)", "\(parameter.b)") : (a, b)
    let others = parameter.count - 1
    let place =
      switch parameter.channel {
      case let channel? where channel != pair.comparison.channel: " at \(channel)"
      default: ""
      }
    let more = parameter.channel != nil && others > 0 ? " (and \(counted(others, "channel")) more)" : ""
    return "\(parameter.name) \(shown.0)\(sources[0]) -> \(shown.1)\(sources[1])\(place)\(more)"
  }

  /// What to do where epsilon alone differs, and nobody said it.
  private var epsilonRemark: [String] {
    let pairs = difference.pairs(.different).filter(\.isByAssumedEpsilon)
    guard let first = pairs.first, let a = first.a.epsilon, let b = first.b.epsilon else { return [] }
    let stated = first.a.epsilonSource == .file ? a : b
    let silent = first.a.epsilonSource == .file ? letter : first.b.epsilonSource == .file ? "A" : "neither file"
    let who = silent == "neither file" ? "which neither file says" : "which \(silent) does not say"
    return broken(
      "\(counted(pairs.count, "layer")) \(pairs.count == 1 ? "differs" : "differ") by epsilon alone, \(who)"
        + " (\(LayerTable.number(a, 4)) -> \(LayerTable.number(b, 4))); --epsilon \(stated), or epsilon=\(stated), sets"
        + " it for files that do not say it")
  }

  // MARK: The rest

  private var folded: [String] { difference.folds.flatMap { broken(remark(on: $0)) } }

  /// What a layer was folded into, and what proves it.
  func remark(on fold: FoldedPair) -> String {
    let (training, other) = fold.isInA ? ("A", letter) : (letter, "A")
    let start = "\(fold.layer.shownName) of \(training) is folded into \(fold.target.escapingControls) of \(other)"
    guard let proof = fold.proof else {
      return "\(start), as its name tells; no numbers were found that prove it"
    }
    func number(_ value: Double) -> String { LayerTable.number(value, 2) }
    let kernel =
      proof.kernels.map { "its kernel is \($0.before.escapingControls) times the scale" } ?? "its scale is the layer's"
    let bias = proof.shiftError.map { "its bias is the shift to \(number($0)) deviations" } ?? "no bias is the shift"
    return "\(start): \(kernel) to \(number(proof.scaleError)), \(bias)"
  }

  private var rest: [String] {
    [("A", difference.onlyInA), (letter, difference.onlyInB)].flatMap { letter, layers in
      layers.isEmpty
        ? []
        : broken(
          "Only in \(letter): "
            + layers.map { "\($0.shownName) (\(counted($0.channels ?? 0, "channel")))" }.joined(separator: ", "))
    }
  }

  private var equal: [String] {
    let near = difference.pairs(.withinPrecision)
    let types = Dictionary(grouping: near) { $0.comparison.precision.name }.sorted { $0.key < $1.key }
    var lines = types.flatMap { type, pairs in
      broken(
        "Equal within the precision of \(type): \(counted(pairs.count, "layer")), by no more than "
          + LayerTable.number(pairs.map(\.comparison.worst).max() ?? 0, 2))
    }
    let same = difference.pairs(.identical)
    if !same.isEmpty { lines.append("Identical: \(counted(same.count, "layer"))") }
    // What is equal by more than its name is said, too, and what could not be told.
    var remarks = LayerTable.Remarks()
    for pair in near + same {
      if pair.matchedBy != .name { remarks.add("matched by \(pair.matchedBy.text)", of: pair.shownNames) }
      for text in pair.nonfiniteText(letter) { remarks.add(text, of: pair.shownNames) }
      for parameter in pair.parameters where parameter.name == "momentum" {
        remarks.add(text(of: parameter, in: pair) + ", of no account in inference", of: pair.shownNames)
      }
    }
    return lines + remarks.all.flatMap { broken("  \($0.text): \(LayerTable.listed($0.layers))") }
  }

  private var summary: String {
    let verdicts = [
      "\(difference.pairs(.different).count) different",
      "\(difference.pairs(.withinPrecision).count) equal within precision",
      "\(difference.pairs(.identical).count) identical",
    ]
    let folds = difference.folds.isEmpty ? "" : "\(difference.folds.count) folded, "
    let only = [("A", difference.onlyInA), (letter, difference.onlyInB)].map { "\($0.1.count) only in \($0.0)" }
    return broken(
      "\(counted(difference.pairs.count, "layer")) compared: \(verdicts.joined(separator: ", ")); "
        + folds + only.joined(separator: ", ")
    ).joined(separator: "\n")
  }

  private func broken(_ text: String, inset: Int = 0) -> [String] {
    LayerTable.broken(text, width, inset: inset)
  }
}

extension LayerMatching.Way {
  /// What it was matched by, for people.
  var text: String {
    switch self {
    case .name: "name"
    case .path: "the same path in another dialect"
    case .values: "the nearest numbers"
    case .channels: "a number of channels that no other has"
    case .order: "order and numbers of channels"
    }
  }
}

extension LayerPair {
  /// Both names where they differ.
  fileprivate var shownNames: String { a.name == b.name ? a.shownName : "\(a.shownName) = \(b.shownName)" }

  /// What it was matched by, unless by name.
  fileprivate func matchText(_ letter: String) -> String? {
    matchedBy == .name ? nil : "\(b.shownName) in \(letter), matched by \(matchedBy.text)"
  }

  /// What is not finite.
  fileprivate func nonfiniteText(_ letter: String) -> [String] {
    let counts = comparison.nonfinite
    let sides = [("A", counts.a), (letter, counts.b)].filter { $0.1 > 0 }
    var lines = sides.map { "NaN or infinite in \(counted($0.1, "channel")) of \($0.0): infinitely far apart" }
    if comparison.commonNonfinite > 0 {
      lines.append(
        "the same NaN or infinities in both, in \(counted(comparison.commonNonfinite, "channel")): not compared")
    }
    return lines
  }
}
