import BNFiles
import TerminalKit

/// How a model differs from another, with what was asked: a report, or a list to choose from where there is a screen.
struct DifferenceListing: Sendable {
  let request: DiffRequest
  let difference: ModelDifference
  /// What the second of the two is called: "B", "C".
  let letter: String

  /// The difference on a page of a screen of 80 columns.
  var report: Report {
    Report(
      title: "diff", text: DifferenceText(difference, letter: letter, width: LayerTable.narrowest).text,
      members: [
        JSONText.Member(name: "layers", value: .array(DifferenceLines.layers(difference))),
        JSONText.Member(name: "summary", value: DifferenceLines.summary(difference, within: request.within)),
      ])
  }
}

extension DifferenceListing: Equatable {
  /// Two are one where the same was asked of the same files.
  static func == (a: DifferenceListing, b: DifferenceListing) -> Bool {
    a.request == b.request && a.letter == b.letter && a.difference.count == b.difference.count
  }
}
