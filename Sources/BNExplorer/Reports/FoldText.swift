import BNCore
import BNFiles
import Platform
import TerminalKit

/// A model's batch norms folded, for people: the layer that quantization leaves least of first.
///
/// No name is cut: one that finds no room stands on a line of its own.
struct FoldText {
  let fold: ModelFold
  let width: Int

  init(_ fold: ModelFold, width: Int) {
    self.fold = fold
    self.width = max(LayerTable.narrowest, width)
  }

  var text: String {
    let blocks = [head, table, reasons, leftOut, remark].filter { !$0.isEmpty }
    return (blocks.map { $0.joined(separator: "\n") } + [summary]).joined(separator: "\n\n")
  }

  private var settings: FoldedNorm.Settings { fold.settings }

  private var head: [String] {
    broken("\(fold.path.escapingControls): \(fold.format)")
      + broken(
        "Of \(settings.bits) bits a channel gets so many: the median and the least one on one grid for all channels, the "
          + "median one on grids of their own. The output is beta ± \(Self.number(settings.reach)) gamma, the weights are "
          + "the folded ones. The layer with the fewest first.")
  }

  // MARK: Layers

  private static let columns = [7, 6, 5, 9, 6, 5]

  private static func row(_ cells: [String], _ scale: String) -> String {
    zip(cells, columns).map { $0.paddedLeft(to: $1) }.joined() + "  " + scale.padded(to: 16) + "  "
  }

  private var table: [String] {
    guard !fold.norms.isEmpty else { return [] }
    return [
      Self.row(["output", "", "", "weights", "", ""], "gamma /").trimmedEnd,
      Self.row(["median", "least", "own", "median", "least", "own"], "root(v + eps)") + "layer -> into",
    ] + fold.norms.flatMap(lines)
  }

  private func lines(of norm: FoldedNorm) -> [String] {
    let start = Self.row(
      Self.bits(norm.output) + (norm.weights.map(Self.bits) ?? ["-", "-", "-"]),
      LayerTable.text(Extremes(norm.scale), 3))
    let into = (try? norm.front.get()).map { " -> " + $0.kernel.name.escapingControls } ?? ""
    let name = norm.layer.shownName + into
    let row = start.count + name.count <= width ? [start + name] : [name, start.trimmedEnd]
    return row + costs(norm).flatMap { broken($0, inset: 6) }
  }

  private static func bits(_ channels: QuantizedChannels) -> [String] {
    let numbers = channels.bits.filter { !$0.isNaN }
    return [channels.bits.usualBits, numbers.min() ?? .nan, channels.ownBits.usualBits].map {
      $0.isNaN ? "-" : NumberText.fixed($0, digits: 1)
    }
  }

  /// Which channels cost the others.
  private func costs(_ norm: FoldedNorm) -> [String] {
    [("output", norm.output), ("weights", norm.weights)].compactMap { what, channels in
      guard let costly = channels?.costly else { return nil }
      let names = costly.channels.prefix(6).map(String.init).joined(separator: ", ")
      let more = costly.channels.count > 6 ? " and \(costly.channels.count - 6) more" : ""
      return "without channel\(costly.channels.count == 1 ? "" : "s") \(names)\(more) the others would have "
        + "\(NumberText.fixed(costly.gain, digits: 1)) bits more of the \(what)"
    }
  }

  // MARK: What is not folded

  private var reasons: [String] {
    var remarks = LayerTable.Remarks()
    for norm in fold.norms where norm.isFinite {
      guard case .failure(let obstacle) = norm.front else { continue }
      let hint = norm.suggestion.map { _ in "; --likely takes it" } ?? ""
      remarks.add(obstacle.words + hint, of: norm.layer.shownName)
    }
    guard !remarks.all.isEmpty else { return [] }
    return broken("Scale and shift alone, as the layer in front is not known or cannot take them up:")
      + remarks.all.flatMap { broken("\(LayerTable.listed($0.layers)): \($0.text)", inset: 2) }
  }

  private var leftOut: [String] {
    fold.leftOut.flatMap { broken("Not folded: \($0.name.shownLayerName): \($0.why)") }
  }

  private var remark: [String] {
    guard !fold.isByGraph, fold.folded > 0 else { return [] }
    return broken(
      "The file has no graph: whether the output of a layer in front is used elsewhere, too, as by a branch, does not show in "
        + "it. Where it is, the folded layer changes that.")
  }

  private var summary: String {
    broken(
      "\(counted(fold.norms.count + fold.leftOut.count { name, _ in !fold.norms.contains { $0.layer.name == name } }, "batch norm")): "
        + "\(fold.folded) folded into the layer in front, \(fold.affine) scale and shift alone"
        + (fold.leftOut.isEmpty ? "" : ", \(fold.leftOut.count) not folded")
    ).joined(separator: "\n")
  }

  // MARK: Channels

  /// So many channels are shown of a layer, unless all are asked for.
  static let mostChannels = 16

  /// The channels of one layer, the widest output first.
  func channels(_ norm: FoldedNorm, all: Bool) -> String {
    let order = norm.scale.indices.sorted { a, b in
      let (x, y) = (norm.output.greatest[a] - norm.output.least[a], norm.output.greatest[b] - norm.output.least[b])
      return x == y || x.isNaN || y.isNaN ? a < b : x > y
    }
    let shown = all ? order : Array(order.prefix(Self.mostChannels))
    var rows = [["channel", "scale", "shift", "least", "greatest", "bits", "own"]]
    if norm.weights != nil { rows[0] += ["w. least", "greatest", "bits", "own"] }
    for channel in shown {
      rows.append(
        [String(channel), Self.number(norm.scale[channel]), Self.number(norm.shift[channel])]
          + Self.cells(norm.output, channel) + (norm.weights.map { Self.cells($0, channel) } ?? []))
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let isWide = widths.reduce(0) { $0 + $1 + 2 } > width
    let gap = isWide ? " " : "  "
    var lines = broken(title(norm))
    lines += rows.map { row in
      zip(row, widths).map { $0.paddedLeft(to: $1) }.joined(separator: gap)
    }
    if shown.count < order.count {
      lines.append("and \(order.count - shown.count) channels that vary less; --all shows them, --json has them")
    }
    return (lines + costs(norm).flatMap { broken($0) } + grids(norm)).joined(separator: "\n")
  }

  private func title(_ norm: FoldedNorm) -> String {
    let place =
      switch norm.front {
      case .success(let front): "folded into \(front.kernel.name.escapingControls)\(front.basis.words)"
      case .failure(let obstacle): "scale and shift alone: \(obstacle.words)"
      }
    return "\(norm.layer.shownName): \(counted(norm.scale.count, "channel")), epsilon "
      + "\(LayerTable.number(norm.norm.epsilon, 4)), \(place). Output beta ± \(Self.number(settings.reach)) gamma, "
      + "the widest first; bits of one grid for all, and of the channel's own:"
  }

  private static func cells(_ channels: QuantizedChannels, _ channel: Int) -> [String] {
    [channels.least[channel], channels.greatest[channel]].map(number)
      + [channels.bits[channel], channels.ownBits[channel]].map { NumberText.fixed($0, digits: 1) }
  }

  /// The steps of the grids.
  private func grids(_ norm: FoldedNorm) -> [String] {
    [("output", norm.output), ("weights", norm.weights)].flatMap { what, channels -> [String] in
      guard let channels else { return [] }
      let steps = LayerTable.text(Extremes(channels.ownGrids.map(\.step).filter(\.isFinite)), 4)
      return broken(
        "\(what): one grid for all has the step \(NumberText.significant(channels.grid.step, digits: 6)) and the zero point "
          + "\(channels.grid.zeroPoint), grids of their own have steps of \(steps)")
    }
  }

  // MARK: After writing

  /// What was written, and how far it is from the batch norms on the same data.
  static func note(_ fold: ModelFold, _ check: FoldCheck, out: String) -> [String] {
    let parts = [
      fold.folded > 0 ? "weights and bias of \(counted(fold.folded, "folded layer"))" : nil,
      fold.affine > 0 ? "scale and shift of \(counted(fold.affine, "batch norm"))" : nil,
    ].compactMap(\.self)
    let place = check.deviations > 0 ? " (\(check.layer.shownLayerName), channel \(check.channel))" : ""
    return [
      "wrote \(out.escapingControls): \(parts.joined(separator: ", "))",
      "read back and held against the batch norms on the same data: at most \(NumberText.significant(check.roundings, digits: 2)) "
        + "float32 roundings of the terms apart, \(NumberText.significant(check.deviations, digits: 2)) deviations of the "
        + "output\(place)",
    ]
  }

  private static func number(_ value: Double) -> String { LayerTable.number(value, 4) }

  private func broken(_ text: String, inset: Int = 0) -> [String] {
    LayerTable.broken(text, width, inset: inset)
  }
}

extension FoldFront.Basis {
  /// What tells that it stands in front, behind its name.
  var words: String {
    switch self {
    case .graph: ", as the file's graph says"
    case .numbers: ", whose weights predict the moving means"
    case .names: ", to which names point"
    }
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
