import Platform
import TerminalKit
import BNFiles
import BNCore

/// The results of `verify` as a table and as JSON lines.
enum VerifyReport {
  /// The columns of the table: a heading and the fields whose worst error stands in it.
  private static let columns: [(heading: String, fields: [String])] = [
    ("output", ["output", "output_float64"]), ("mean", ["batch_mean"]), ("variance", ["batch_variance"]),
    ("fused var", ["fused_batch_variance"]), ("r", ["r"]), ("d", ["d"]),
    ("variables", ["variables_initial", "variables_after"]),
    ("gradients", ["grad_input", "grad_gamma", "grad_beta", "total_grad_gamma", "total_grad_beta"]),
    ("losses", ["regularization_losses", "regularization_loss"]),
    (
      "names",
      GraphKey.allCases.map(\.rawValue) + [
        "variables_used", "variables", "variables_left_in_graph", "update_op_count", "regularization_loss_count",
        "output_shape", "output_dtype", "fused_used", "ran", "ok",
      ]
    ),
    ("errors", ["error_stage", "error_type", "error_message", "error_detail"]),
  ]

  static func table(_ results: [CaseResult]) -> String {
    let width = max(4, results.map(\.name.escapingControls.count).max() ?? 0) + 2
    var lines = ["case".padded(to: width) + columns.map { $0.heading.paddedLeft(to: 10) }.joined() + "  verdict"]
    for result in results {
      let cells = columns.map { column in
        let worst = column.fields.compactMap { result.worst[$0] }.max()
        return (worst.map { NumberText.fixed($0, digits: 3) } ?? "-").paddedLeft(to: 10)
      }
      lines.append(result.name.escapingControls.padded(to: width) + cells.joined() + "  " + verdict(result))
    }
    lines += results.filter(\.failed).map { "\($0.name): \($0.place)".escapingControls }
    return (lines + ["", summary(results)]).joined(separator: "\n")
  }

  private static func verdict(_ result: CaseResult) -> String {
    let names = result.unchecked.joined(separator: ", ").escapingControls
    let unchecked = names.isEmpty ? "" : "not checked: " + names
    if result.failed { return ["FAILED", unchecked].filter { !$0.isEmpty }.joined(separator: "; ") }
    guard result.passed else { return unchecked.isEmpty ? "nothing to compare" : unchecked }
    return ["ok", unchecked].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private static func summary(_ results: [CaseResult]) -> String {
    let counts = counts(results)
    return "\(results.count) cases: \(counts.passed) passed, \(counts.failed) failed, "
      + "\(counts.notCompared) not checked at all; \(counts.unchecked) fields or kinds not checked"
  }

  private static func counts(
    _ results: [CaseResult]
  ) -> (passed: Int, failed: Int, notCompared: Int, unchecked: Int) {
    (
      results.count(where: \.passed), results.count(where: \.failed), results.count { $0.worst.isEmpty },
      results.reduce(0) { $0 + $1.unchecked.count }
    )
  }

  static func json(_ result: CaseResult) -> JSONText {
    let fields = result.worst.sorted { $0.key < $1.key }
    return .object(
      [
        JSONText.Member(name: "name", value: .string(result.name)),
        JSONText.Member(name: "ok", value: result.worst.isEmpty ? .null : .bool(result.passed)),
      ] + fields.map { JSONText.Member(name: $0.key, value: .double($0.value)) } + [
        JSONText.Member(name: "unchecked", value: .array(result.unchecked.map(JSONText.string)))
      ])
  }

  static func jsonSummary(_ results: [CaseResult]) -> JSONText {
    let counts = counts(results)
    return [
      "cases": .integer(results.count), "passed": .integer(counts.passed), "failed": .integer(counts.failed),
      "unchecked": .integer(counts.unchecked),
    ]
  }
}
