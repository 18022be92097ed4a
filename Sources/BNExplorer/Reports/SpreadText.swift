import BNFiles
import Platform
import TerminalKit

/// How far the statistics of several models lie apart, for people and as JSON lines.
struct SpreadText {
  let spread: ModelsSpread
  let width: Int

  init(_ spread: ModelsSpread, width: Int) {
    self.spread = spread
    self.width = max(LayerTable.narrowest, width)
  }

  private static let widths = [10, 11, 11, 7, 9]

  private static func row(_ cells: [String], _ name: String) -> String {
    zip(cells, widths).map { $0.paddedLeft(to: $1) }.joined() + "  " + name
  }

  var text: String {
    guard let first = spread.layers.first else {
      return broken("No batch norm is in all \(spread.paths.count) files.").joined(separator: "\n")
    }
    var lines = broken(
      "The moving statistics of \(spread.paths.count) files, each counting once: how many deviations the means lie apart, the "
        + "mean of the variances beside the variance of all, and the share that it keeps, in the worst channel of each layer:"
    )
    lines.append(Self.row(["apart", "mean var.", "variance", "kept", "channel"], "layer"))
    for layer in spread.layers {
      let worst = layer.worst
      let cells = [worst.apart, worst.meanOfVariances, worst.variance, worst.share].map { LayerTable.number($0, 3) }
      let row = Self.row(cells + [String(worst.index)], layer.name.shownLayerName)
      lines += row.count <= width ? [row] : [layer.name.shownLayerName, Self.row(cells + [String(worst.index)], "")]
      if layer.unusable > 0 {
        lines += broken("      \(counted(layer.unusable, "channel")) not compared: not finite, or a negative variance")
      }
    }
    return ([lines, missing, verdict(first)].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") })
      .joined(separator: "\n\n")
  }

  private var missing: [String] {
    spread.missing.isEmpty
      ? []
      : broken("Not in all files with as many channels: \(LayerTable.listed(spread.missing.map(\.shownLayerName)))")
  }

  /// The worst layer in a sentence, and what holds for all of them.
  private func verdict(_ layer: LayerSpread) -> [String] {
    func number(_ value: Double) -> String { LayerTable.number(value, 4) }
    let worst = layer.worst
    guard worst.varianceOfMeans > 0 else {
      return broken("The means are the same in all files.") + broken(MomentsText.averagedWeights)
    }
    return broken(
      "Averaging the variances gives \(number(worst.meanOfVariances)) where the variance of all is "
        + "\(number(worst.variance)) (\(layer.name.shownLayerName), channel \(worst.index)): the means lie from "
        + "\(number(worst.means.least)) to \(number(worst.means.greatest)).") + broken(MomentsText.averagedWeights)
  }

  private func broken(_ text: String) -> [String] { LayerTable.broken(text, width) }

  // MARK: JSON lines

  /// A line for each layer, the one of which averaging keeps least first, then one for all.
  static func lines(_ spread: ModelsSpread) -> [JSONText] {
    spread.layers.map { line($0, files: spread.paths.count) } + [
      [
        "files": .array(spread.paths.map(JSONText.string)), "spread_layers": .integer(spread.layers.count),
        "not_in_all": .array(spread.missing.map(JSONText.string)),
      ]
    ]
  }

  private static func line(_ layer: LayerSpread, files: Int) -> JSONText {
    let worst = layer.worst
    return [
      "spread": .string(layer.name), "files": .integer(files), "channels": .integer(layer.channels),
      "channel": .integer(worst.index), "apart": .double(worst.apart),
      "mean_of_variances": .double(worst.meanOfVariances), "variance": .double(worst.variance),
      "share": .double(worst.share), "least_mean": .double(worst.means.least),
      "greatest_mean": .double(worst.means.greatest), "least_variance": .double(worst.variances.least),
      "greatest_variance": .double(worst.variances.greatest), "not_compared": .integer(layer.unusable),
    ]
  }
}
