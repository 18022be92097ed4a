import BNFiles
import BNCore
import TerminalKit

extension Figure {
  /// What a network is called, the plain one first.
  static func name(of norm: FigureRequest.Norm) -> String {
    switch norm {
    case .batch: "batch norm"
    case .renorm: "batch renorm"
    case .none: "without"
    }
  }

  /// What came of it, in a line.
  var sentence: String {
    let ends = [(FigureRequest.Norm.none, plain.accuracy.last), (request.norm, normalized?.accuracy.last)]
      .compactMap { norm, accuracy in accuracy.map { "\(Self.percent($0)) \(Self.name(of: norm))" } }
    return "after \(steps.last ?? 0) steps: " + ends.joined(separator: ", ")
  }

  /// The networks in a line: `64-100-100-100-10 sigmoid, batches of 60, rate 0.5, seed 0`.
  var subject: String {
    let extents = [Digits.pixels] + [Int](repeating: request.width, count: request.layers) + [Digits.classes]
    let order = request.order == .sorted ? "sorted batches" : "batches"
    return extents.map(String.init).joined(separator: "-") + " \(request.nonlinearity.rawValue), \(order) of "
      + "\(request.batch), rate \(ValueText.text(request.rate)), seed \(request.seed)"
  }

  /// Its numbers, about ten rows of them; all of them for programs.
  var report: Report {
    let shown = Swift.stride(from: 0, to: steps.count - 1, by: max(1, (steps.count - 1 + 9) / 10)) + [steps.count - 1]
    let networks = networks
    let heading = ["step"] + networks.flatMap { norm, _ in [Self.name(of: norm), "15 %", "50 %", "85 %"] }
    let rows = shown.map { point in
      ["\(steps[point])"]
        + networks.flatMap { _, curves in
          [Self.percent(curves.accuracy[point])]
            + curves.percentiles[point].map { NumberText.significant($0, digits: 3) }
        }
    }
    let text =
      [subject, "accuracy on 360 digits, and percentiles of the input of unit \(request.unit):"]
      + TextTable.lines([heading] + rows)
    return Report(title: "figure 1", text: text.joined(separator: "\n"), objects: networks.flatMap(objects))
  }

  /// The networks there are, with what they have.
  var networks: [(FigureRequest.Norm, Curves)] {
    [(.none, plain)] + (normalized.map { [(request.norm, $0)] } ?? [])
  }

  private func objects(of norm: FigureRequest.Norm, _ curves: Curves) -> [[JSONText.Member]] {
    steps.indices.map { point in
      [
        JSONText.Member(name: "norm", value: .string(norm.rawValue)),
        JSONText.Member(name: "step", value: .integer(steps[point])),
        JSONText.Member(name: "accuracy", value: .double(curves.accuracy[point])),
        JSONText.Member(name: "percentiles", value: .array(curves.percentiles[point].map(JSONText.double))),
      ]
    }
  }

  private static func percent(_ share: Double) -> String { NumberText.fixed(100 * share, digits: 1) + " %" }
}
