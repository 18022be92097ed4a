import TerminalKit

/// Frameworks beside the session's own numbers, for one channel and one element.
struct FrameworkTable {
  let own: FrameworkResult
  let results: [FrameworkResult]
  let channel: Int
  /// The place of the element among the batch's numbers; `nil` for a batch without any.
  let place: Int?

  /// Heading, a row for each, and below it why the numbers are what they are.
  func lines(width: Int) -> [String] {
    let ownNumbers = numbers(own)
    let rows = results.map { result in
      zip(numbers(result), ownNumbers).map { Self.text($0) + (Self.differs($0, from: $1) ? "*" : " ") }
    }
    let all = [Self.headings.map { $0 + " " }, ownNumbers.map { Self.text($0) + " " }] + rows
    let widths = Self.headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let names = ["", "this session"] + results.map(\.name)
    // A name without room gets a line of its own.
    let nameWidth = min(width - widths.reduce(0) { $0 + $1 + 1 }, names.map(\.count).max() ?? 0)
    let table = zip(names, all).flatMap { name, cells in
      let numbers = zip(cells, widths).map { " " + $0.paddedLeft(to: $1) }.joined()
      return name.count > nameWidth
        ? [name, "".padded(to: nameWidth) + numbers] : [name.padded(to: nameWidth) + numbers]
    }
    return table.map(\.withoutBlankEnd) + reasons(width)
  }

  /// What differs, once for all frameworks of which the same is to be said.
  private func reasons(_ width: Int) -> [String] {
    var groups: [(names: [String], text: String)] = []
    for result in results where !result.differs.isEmpty {
      let text = " (\(result.version), \(result.source)): \(result.differs.joined(separator: "; "))"
      if let index = groups.firstIndex(where: { $0.text == text }) {
        groups[index].names.append(result.name)
      } else {
        groups.append(([result.name], text))
      }
    }
    let lines = groups.flatMap { LayerTable.broken($0.names.joined(separator: ", ") + $0.text, width) }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static let headings = ["epsilon", "old", "mean", "variance", "training", "inference"]

  /// The columns; `nil` where there is no number.
  private func numbers(_ result: FrameworkResult) -> [Double?] {
    func element(_ numbers: [Double]?) -> Double? { place.flatMap { numbers?[$0] } }
    return [
      result.epsilon, result.shareOfOld, result.mean[channel], result.variance[channel], element(result.output),
      element(result.inferenceOutput),
    ]
  }

  private static func text(_ number: Double?) -> String { number.map { LayerTable.number($0, 4) } ?? "-" }

  /// Whether two numbers are apart by more than one in the last of the four digits that are shown, which is what the order of
  /// float32 roundings may do.
  private static func differs(_ number: Double?, from own: Double?) -> Bool {
    guard let number, let own, text(number) != text(own) else { return false }
    return !((number - own).magnitude <= 2e-4 * max(number.magnitude, own.magnitude))
  }
}
