import BNCore
import BNFiles
import Platform
import TerminalKit

/// Moments as lines for a person.
enum MomentsText {
  /// So many channels are shown of an array, unless all are asked for.
  static let mostChannels = 16

  /// An item, its channels below it.
  static func lines(_ item: MomentsItem, all: Bool) -> [String] {
    let channels = item.moments.channels
    let shown = all || channels.count <= mostChannels ? channels.count : mostChannels
    let head = ["channel", "count", "mean", "variance", "minimum", "maximum", "not finite"]
    let rows = channels.prefix(shown).enumerated().map { index, channel in
      [item.columns?[index].escapingControls ?? "\(index)", NumberText.grouped(channel.count)]
        + [channel.mean, channel.variance].map(number)
        + [channel.minimum, channel.maximum].map { channel.count > 0 ? number($0) : "-" }
        + [NumberText.grouped(channel.nonFinite)]
    }
    var lines = [title(item)] + table([head] + rows)
    if shown < channels.count {
      lines.append("and \(channels.count - shown) channels more; --all shows them, --json has them")
    }
    let nonFinite = channels.reduce(0) { $0 + $1.nonFinite }
    if nonFinite > 0 {
      lines.append(
        "\(NumberText.grouped(nonFinite)) of \(NumberText.grouped(channels.reduce(nonFinite) { $0 + $1.count })) numbers "
          + "are not finite, and in nothing but that count")
    }
    return lines
  }

  private static func number(_ value: Double) -> String {
    value.isNaN ? "-" : NumberText.significant(value, digits: 7)
  }

  private static func title(_ item: MomentsItem) -> String {
    let name = item.name.isEmpty ? "" : " \(item.name.escapingControls)"
    let channels = counted(item.moments.channels.count, "channel")
    guard item.sources.count == 1, let source = item.sources.first else {
      return "\(counted(item.sources.count, "file"))\(name.isEmpty ? "" : ",\(name)"): \(channels)"
    }
    let along = item.axis == "none" ? "" : " along axis \(item.axis)"
    let shape = source.shape.isEmpty ? "" : " \(shapeText(source.shape))"
    return "\(source.path.escapingControls)\(name): \(source.type)\(shape), \(channels)\(along)"
  }

  private static func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }.joined(separator: "  ")
    }
  }

  /// That a file of moments was written.
  static func written(_ path: String, arrays: Int, of sources: String) -> String {
    "wrote \(path.escapingControls): \(counted(arrays, "array")) of \(sources)"
  }

  /// What several files' moments say of averaging them.
  static func lines(_ spread: MomentsSpread) -> [String] {
    [
      "averaging the variances of \(spread.files) files gives \(number(spread.meanOfVariances)) where the variance of all "
        + "their numbers is \(number(spread.variance)) (channel \(spread.channel), the worst): their means lie from "
        + "\(number(spread.means.lowerBound)) to \(number(spread.means.upperBound)), "
        + "\(NumberText.significant(spread.apart, digits: 3)) deviations apart",
      averagedWeights,
    ]
  }

  /// What holds for any statistics of several networks.
  static let averagedWeights =
    "No merge of statistics is right for averaged weights: the averaged network makes other activations than any of those that "
    + "it was made of. Run data through it and set the statistics by that."

  /// An item as a JSON object; decimal numbers read back to the same doubles.
  static func json(_ item: MomentsItem) -> JSONText {
    func numbers(_ value: (MomentSummary.Channel) -> Double) -> JSONText { .doubles(item.moments.channels.map(value)) }
    let channels = item.moments.channels
    return [
      "array": .string(item.name), "axis": .string(item.axis),
      "files": .array(item.sources.map { .string($0.path) }), "channels": .integer(channels.count),
      "columns": item.columns.map { .array($0.map(JSONText.string)) } ?? .null,
      "count": .array(channels.map { .integer($0.count) }),
      "nonfinite": .array(channels.map { .integer($0.nonFinite) }),
      "mean": numbers(\.mean), "mean_rest": numbers(\.meanRest), "m2": numbers(\.squares),
      "variance": numbers(\.variance), "unbiased_variance": numbers(\.unbiasedVariance), "min": numbers(\.minimum),
      "max": numbers(\.maximum),
    ]
  }

  static func json(_ spread: MomentsSpread, name: String) -> JSONText {
    [
      "spread": .string(name), "files": .integer(spread.files), "channel": .integer(spread.channel),
      "mean_of_variances": .double(spread.meanOfVariances), "variance": .double(spread.variance),
      "least_mean": .double(spread.means.lowerBound), "greatest_mean": .double(spread.means.upperBound),
      "apart": .double(spread.apart),
    ]
  }
}
