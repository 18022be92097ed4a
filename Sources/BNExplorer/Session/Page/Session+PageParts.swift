import BNCore
import BNFiles
import Platform
import TerminalKit

extension Session {
  // MARK: Branches

  /// The branches, and how the present one differs from the one it came from or the one made last.
  func branchesSection(_ environment: SessionEnvironment) throws(CommandError) -> Page.Section? {
    guard branches.names.count > 1 else { return nil }
    var rows: [PageTable.Row] = []
    for name in branches.names {
      let branch = try branch(named: name)
      let origin = branch.timeline.origin.map { "step \($0.step) of \($0.name)" } ?? ""
      rows.append(
        PageTable.Row(
          cells: [name, "\(branch.step)", "\(branch.lastRecordedStep)", origin], isMarked: name == branches.current))
    }
    let table = PageTable(
      caption: "All branches, the present one in bold",
      columns: [
        PageTable.Column(name: "branch"), PageTable.Column(name: "step", isNumber: true),
        PageTable.Column(name: "recorded up to", isNumber: true), PageTable.Column(name: "goes on from"),
      ], rows: rows)
    return Page.Section("Branches", [.table(table)] + (try compare(CompareRequest(), environment)).blocks)
  }

  // MARK: The open model

  /// The layers of the open model, with what was found in each.
  func modelSection() throws(CommandError) -> Page.Section? {
    guard let model = viewer.model else { return nil }
    let listing = try listLayers(LayersRequest())
    func range(_ values: [Double]?) -> String {
      guard let range = values.flatMap({ Extremes($0) }) else { return "" }
      let ends = [range.least, range.greatest].map { NumberText.significant($0) }
      return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
    }
    let rows = zip(listing.layers, listing.findings).map { entry, findings in
      let (layer, numbers) = entry
      let found = findings.map { "\($0.finding.severity.rawValue) \($0.finding.code.rawValue)" }
      let epsilon = layer.epsilon.map { ValueText.text($0) + (layer.epsilonSource == .file ? "" : " (assumed)") }
      return PageTable.Row(
        cells: [
          layer.shownName, layer.kind.explanation ?? "batch norm", layer.channels.map(String.init) ?? "", epsilon ?? "",
        ]
          + numbers.parts.map { range($0.values) } + [found.joined(separator: ", ")],
        isMarked: layer.isBatchNorm && layer.name == taken?.name && model.path == taken?.path)
    }
    let heads =
      ["layer", "what it is", "channels", "epsilon", "gamma", "beta", "mean", "variance", "found"].map {
        PageTable.Column(name: $0)
      }
    let table = PageTable(
      caption: "What is in \(model.name), \(model.model.file.format); the session's layer in bold", columns: heads,
      rows: rows)
    return Page.Section(
      "The open model",
      [.table(table), .remark("bnexplorer doctor says what each finding means, and what to do about it.")])
  }

  // MARK: Figure 1

  var figureSection: Page.Section? {
    guard let figure, !figure.steps.isEmpty else { return nil }
    let steps = figure.steps.map(Double.init)
    let exact: @Sendable (Double) -> String = { NumberType.float64.text($0) }
    let inks: [ChartInk] = [.batch, .moving]
    let accuracies = zip(figure.networks, inks).map { network, ink in
      PageChart.Series(
        Figure.name(of: network.0), ink, ink == .moving ? .strong : .dashed, network.1.accuracy, text: exact)
    }
    var accuracy = PageChart(
      title: "Accuracy on 360 digits", about: "The share that each network tells; by chance it is a tenth.",
      steps: steps,
      series: accuracies)
    accuracy.leastRange = 0...1
    let inputs = zip(figure.networks, inks).map { network, ink in
      PageChart(
        title: "Input of a \(figure.request.nonlinearity.rawValue), \(Figure.name(of: network.0))",
        about: "Percentiles of what goes into unit \(figure.request.unit) of the last layer, over the test digits.",
        steps: steps,
        series: Figure.percents.indices.map { index in
          let values = network.1.percentiles.map { $0[index] }
          return PageChart.Series(
            "\(Figure.percents[index]) %", ink, index == 1 ? .strong : .dashed, values, text: exact)
        })
    }
    return Page.Section(
      "Figure 1 of the batch-norm paper",
      [.paragraph("\(figure.subject): \(figure.sentence)."), .charts([accuracy] + inputs)])
  }
}

extension Comparison {
  /// The comparison for a page.
  fileprivate var blocks: [Page.Block] {
    let heads = ["", first, second]
    let set = PageTable(
      caption: "What is set otherwise",
      columns: [PageTable.Column(name: "parameter")] + heads.dropFirst().map { PageTable.Column(name: $0) },
      rows: choices.map { PageTable.Row(cells: [$0.name, $0.first, $0.second]) })
    let numbers = PageTable(
      caption: "How far their numbers are apart at step \(step)",
      columns: [PageTable.Column(name: "quantity"), PageTable.Column(name: "largest difference")],
      rows: differences.map { PageTable.Row(cells: [$0.name, $0.text]) })
    return [
      .paragraph("\(first) and \(second) at step \(step), the last that both have. \(conclusion)"),
      choices.isEmpty ? .paragraph("The same is set in both.") : .table(set), .table(numbers),
    ]
  }
}
