import BNCore
import BNFiles
import TerminalKit
import Platform

/// The layers of an open model with their numbers, and what was asked of them.
struct LayerListing: Sendable {
  let model: OpenModel
  let request: LayersRequest
  /// All of them, in the file's order, whatever was asked for: who looks may ask for others next.
  let layers: [(layer: FoundLayer, numbers: LayerNumbers)]
  /// What the doctor finds in each of them, the gravest first.
  let findings: [[LayerFinding]]
  /// Those that were asked for, in the order that was asked for.
  let asked: [Int]

  /// Reads the numbers of every layer.
  ///
  /// - Throws: `CommandError` where the file does not hold them, and where nothing is as was asked.
  init(_ request: LayersRequest, of model: OpenModel) throws(CommandError) {
    var layers: [(layer: FoundLayer, numbers: LayerNumbers)] = []
    for layer in model.model.layers {
      layers.append((layer, try filing { () throws(FileError) in try LayerNumbers(layer) }))
    }
    let matching = try Self.matching(request.filter, layers)
    if matching.isEmpty, !layers.isEmpty {
      let all = "layers lists all \(layers.count)"
      switch request.filter {
      case .name(let text):
        throw CommandError("no layer of \(model.name) has \(text.quoted(limit: 80)) in its name; \(all)")
      case .claim(_, let text):
        throw CommandError("\(text.quoted(limit: 80)) holds of no layer of \(model.name); \(all)")
      }
    }
    self.model = model
    self.request = request
    self.layers = layers
    // Where weights cannot be read there are layers all the same.
    let examined = (try? model.examination())?.layers ?? []
    var next = examined.startIndex
    findings = layers.map { entry in
      guard entry.layer.isBatchNorm, next < examined.endIndex else { return [] }
      defer { next += 1 }
      return examined[next].findings
    }
    asked = request.order.sorted(matching, of: layers) { [findings] in findings[$0].first?.finding.severity }
  }

  /// The places of the layers that a filter leaves.
  ///
  /// - Throws: what is wrong with a claim that fits none of the layers.
  static func matching(
    _ filter: LayerFilter, _ layers: [(layer: FoundLayer, numbers: LayerNumbers)]
  ) throws(CommandError) -> [Int] {
    guard case .claim(let claim, _) = filter else {
      return layers.indices.filter { filter.matches(name: layers[$0].layer.name) }
    }
    var matching: [Int] = []
    var failure: CommandError?
    var isAnswered = false
    for (index, entry) in layers.enumerated() {
      do throws(CommandError) {
        if try claim.holds(of: entry.layer, entry.numbers) { matching.append(index) }
        isAnswered = true
      } catch {
        // What one layer lacks, such as a fifth channel, another may have.
        if entry.layer.isBatchNorm { failure = failure ?? error }
      }
    }
    if !isAnswered, let failure { throw failure }
    return matching
  }

  /// Errors and warnings of the layers that were asked for, a line each; "" without any.
  private var found: String {
    let text = FindingText(for: .file)
    let lines = Finding.Severity.gravestFirst.filter { $0 != .info }.flatMap { severity in
      asked.flatMap { findings[$0] }.filter { $0.finding.severity == severity }.flatMap { finding in
        LayerTable.broken(
          "\(severity.rawValue) \(finding.finding.code.rawValue) \(finding.layer.escapingControls): "
            + text.figures(of: finding.finding), LayerTable.narrowest)
      }
    }
    return lines.isEmpty ? "" : (["", "", "found (bnexplorer doctor says why):"] + lines).joined(separator: "\n")
  }

  /// The list for people and programs.
  var report: Report {
    var table = LayerTable()
    for index in asked { table.add(layers[index].layer, layers[index].numbers) }
    let lines = asked.map { LayerLines.json(layers[$0].layer, layers[$0].numbers, withValues: false) }
    return Report(
      title: "layers", text: table.text(model.model.file, path: model.name, width: LayerTable.narrowest) + found,
      members: [JSONText.Member(name: "layers", value: .array(lines))])
  }
}

extension LayerListing: Equatable {
  static func == (a: LayerListing, b: LayerListing) -> Bool { a.model == b.model && a.request == b.request }
}
