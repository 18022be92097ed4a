import TerminalKit
import BNFiles

extension Comparison {
  /// The comparison as a table, below what follows from it.
  var report: Report {
    let rows = [["", first, second]] + choices.map { [$0.name, $0.first, $0.second] }
    let numbers = [["", "largest difference"]] + differences.map { [$0.name, $0.text] }
    let table = choices.isEmpty ? ["The same is set in both."] : TextTable.lines(rows)
    let lines =
      ["\(first) and \(second) at step \(step), the last that both have", conclusion, ""] + table + [""]
      + TextTable.lines(numbers)
    return Report(title: "compare", text: lines.joined(separator: "\n"), members: members)
  }

  /// From which step on they differ, in words.
  var conclusion: String {
    let limit = ValueText.text(within)
    guard let parting else {
      return within == 0
        ? "They are the same up to step \(step)." : "They differ by no more than \(limit) up to step \(step)."
    }
    let tolerance = within == 0 ? "" : " by more than \(limit)"
    return "They differ\(tolerance) from step \(parting.step) on: \(parting.difference.inWords)."
  }

  private var members: [JSONText.Member] {
    let parts: KeyValuePairs<String, JSONText> = [
      "first": .string(first), "second": .string(second), "step": .integer(step), "within": .double(within),
      "parts_at": parting.map { .integer($0.step) } ?? .null,
      "parts_in": parting.map { .string($0.difference.name) } ?? .null,
      "parts_by": parting.map { .double($0.difference.largest) } ?? .null,
      "parameters": .array(
        choices.map { ["name": .string($0.name), "first": .string($0.first), "second": .string($0.second)] }),
      "differences": .array(differences.map { ["name": .string($0.name), "largest": .double($0.largest)] }),
    ]
    return parts.map { JSONText.Member(name: $0.key, value: $0.value) }
  }
}

extension Comparison.Difference {
  /// What differs, as a part of a sentence.
  fileprivate var inWords: String { isOneSided ? "\(name) \(text)" : "\(name) by \(text)" }

  /// The largest difference, and at which of the numbers it is.
  var text: String {
    if isOneSided { return "is in one of them only, or of another shape" }
    return ValueText.text(largest) + (index.isEmpty ? "" : " at [\(index.map(String.init).joined(separator: ","))]")
  }
}
