import TerminalKit
import BNCore

extension CommandEntry {
  static let explain = CommandEntry(
    usage: "explain QUANTITY[INDEX]",
    summary: "how a number of the last step came about",
    details: [
      "The formula with names, with its numbers put in, and the result.",
      "Of \(orList(ElementReference.explained.map(\.rawValue))).",
      "Says what each factor is, which branch ran and why, and how far rounding may carry; the line of numbers is an",
      "expression that show computes. Of moving statistics also what is to be expected of them.",
    ],
    example: "explain y[3,2]", arguments: .element
  ) { statement throws(CommandError) in
    let text = try statement.requiredRest("one element of a quantity, such as y[3,2] or moving_mean[0]")
    return .session(.explain(try ElementReference.parse(text)))
  }

  static let diagnose = CommandEntry(
    usage: "diagnose [CODE ...]",
    summary: "what is wrong or odd, with figures and limits",
    details: [
      "Each line: ERROR, WARN or INFO, the criterion, the channels, the figure and its limit, why, and what to try.",
      "It looks at the variables, the arguments, the updates run and forgotten, the last step and the batches.",
      "With codes such as A17 it says only what is found by these, and claims that each finds something: where one finds",
      "nothing, a script fails.",
    ],
    example: "diagnose", keys: [KeyBinding("d", "diagnose", "diagnose")]
  ) { statement throws(CommandError) in
    .session(.diagnose(try statement.arguments.map { word throws(CommandError) in try code(word) }))
  }

  private static func code(_ word: Word) throws(CommandError) -> Finding.Code {
    guard let code = Finding.Code(rawValue: word.text.uppercased()) else {
      throw CommandError(
        unknown("criterion", word.text, among: Finding.Code.allCases.map(\.rawValue)), column: word.column)
    }
    return code
  }
}
