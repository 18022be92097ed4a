import BNCore
import Platform
import TerminalKit

/// Norms beside each other: a picture of what is averaged over what, then what comes of it.
struct NormTable {
  let shape: [Int]
  let axis: Int
  /// As it was set.
  let epsilon: String
  /// What the first elements of the output are called.
  let elements: [String]
  let results: [NormResult]

  /// So many examples and channels are in the picture.
  private static let mostExamples = 4
  private static let mostChannels = 8
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

  private var examples: Int { shape[0] }
  private var channels: Int { shape[axis] }
  private var positions: Int { shape.reduce(1, *) / max(1, examples * channels) }

  var text: String { (picture + [""] + rows + [""] + words).joined(separator: "\n") }

  // MARK: What is averaged over what

  private var shownExamples: Int { min(examples, Self.mostExamples) }
  private var shownChannels: Int { min(channels, Self.mostChannels) }

  private var picture: [String] {
    let isCutOff = channels > shownChannels || examples > shownExamples
    let place = positions > 1 ? " of \(counted(positions, "position"))" : ""
    let head =
      "A row an example, a column a channel\(place); one letter, one mean" + (isCutOff ? " (the first):" : ":")
    let width = max(8, shownChannels) + 2
    func line(_ label: String, _ cells: [String]) -> String {
      let body = cells.map { $0.padded(to: width) }.joined()
      return (label.padded(to: 4) + body).withoutBlankEnd
    }
    return LayerTable.broken(head, LayerTable.narrowest)
      + [line("", results.map { Self.name(of: $0.shares.kind) })]
      + (0..<shownExamples).map { example in line("\(example)", results.map { cells($0.shares, example) }) }
  }

  private func cells(_ shares: NormShares, _ example: Int) -> String {
    String(
      (0..<shownChannels).map { channel in
        // Letters are given to the shown ones, in their order.
        let share = shares.share(example: example, channel: channel)
        let order = place(of: share, in: shares)
        return order < Self.letters.count ? Self.letters[order] : "."
      })
  }

  /// How many other means are shown in front of one.
  private func place(of share: Int, in shares: NormShares) -> Int {
    var seen: [Int] = []
    for example in 0..<shownExamples {
      for channel in 0..<shownChannels {
        let next = shares.share(example: example, channel: channel)
        if !seen.contains(next) { seen.append(next) }
      }
    }
    return seen.firstIndex(of: share) ?? 0
  }

  private static func name(of kind: NormKind) -> String {
    if case .group(let groups) = kind { return "group \(groups)" }
    return kind.name
  }

  // MARK: What comes of it

  private var rows: [String] {
    let heading = ["norm", "means", "of numbers"] + elements + ["if alone"]
    return TextTable.lines(
      [heading]
        + results.map { result in
          [Self.name(of: result.shares.kind), "\(result.shares.count)", "\(result.shares.size)"]
            + result.output.prefix(elements.count).map { LayerTable.number($0, 4) }
            + [result.shares.kind.looksAtOthers ? LayerTable.number(result.alone, 3) : "0"]
        })
  }

  private var words: [String] {
    var said = [
      "Normalized with epsilon \(epsilon), without scale and shift; if alone: how far example 0 moves where it is the"
        + " whole batch."
    ]
    if let single = results.first(where: { $0.shares.size == 1 && $0.shares.kind.isCentred }) {
      said.append("A mean of one number is the number: \(Self.name(of: single.shares.kind)) norm gives 0 throughout.")
    }
    return said.flatMap { LayerTable.broken($0, LayerTable.narrowest) }
  }
}
