import BNCore
import Platform
import TerminalKit

/// What a recalibration did, for people: which layers were put right, by how much, and what to do next.
struct RecalibrationText {
  let made: Recalibration
  let width: Int
  private var words: DoctorWords { DoctorWords(made.examination) }

  init(_ made: Recalibration, width: Int) {
    self.made = made
    self.width = max(LayerTable.narrowest, width)
  }

  var text: String {
    let blocks = [words.sources, [verdict], table, remarks].map { $0.flatMap { LayerTable.broken($0, width) } }
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  // MARK: Why these layers

  /// Which layers were put right, or why none was.
  var verdict: String {
    switch made.plan {
    case .eachByItself(let names):
      "Put right: \(list(names)). Recorded in training mode, each layer got what it gets in training, so that each is judged by"
        + " itself; a layer that fits to what came in is left as it was."
    case .first(let name, let others):
      "Put right: \(shown(name)), the first that is off" + (others.isEmpty ? "." : ". " + later(others))
    case .all(let names, nil): "Put right, as --all asks: all \(counted(names.count, "layer")) that were recorded."
    case .all(let names, let obstacle?):
      "Put right, as --all asks: all \(counted(names.count, "layer")) that were recorded. This may multiply the error: "
        + "\(Self.reason(obstacle, short: true))."
    case .none(let obstacle): "Nothing is put right: \(Self.reason(obstacle, short: false))."
    }
  }

  private func later(_ others: [String]) -> String {
    "What came into \(list(others)) was made by it, and statistics of that would fit to the fault: they are as they were."
      + " Record again with the repaired model, or once in training mode, which mends all at once"
  }

  private func list(_ names: [String]) -> String { LayerTable.listed(names.map(shown)) }

  private func shown(_ name: String) -> String { name.shownLayerName }

  static func reason(_ obstacle: RecalibrationPlan.Obstacle, short: Bool) -> String {
    func with(_ advice: String) -> String { short ? "" : "; " + advice }
    let all = "or --all sets every layer all the same"
    switch obstacle {
    case .nothingOff: return "the statistics of every recorded layer are those of what came in"
    case .nothingRecorded: return "none of the model's layers is among those that were recorded"
    case .mixed:
      return "layers were recorded partly in training, partly in evaluation mode, and what came in right is not known"
        + with("record in one mode, \(all)")
    case .otherRun:
      return "the model that was recorded had other statistics than this file, and made what came in"
        + with("record with this file's, \(all)")
    case .unknownOrder:
      return "recorded in evaluation mode, and what ran first is not known"
        + with("record in training mode, \(all)")
    case .unheard(let names):
      return "recorded in evaluation mode, and of \(LayerTable.listed(names.map(\.shownLayerName))) nothing was: what"
        + " stood in front is not known" + with("record the whole model, \(all)")
    case .otherFault(let layer, let code):
      return "what is wrong first is \(layer.shownLayerName)'s \(code == .otherEpsilon ? "epsilon" : "gamma")"
        + " (\(code.rawValue)), which no statistics mend" + with("doctor says what does")
    case .brokenInput(let layer):
      return "what came into \(layer.shownLayerName) was not finite, of a fault in front of it"
        + with("look at the layers and the data in front")
    case .tooFew(let layer):
      return
        "what so few examples say of \(layer.shownLayerName) is off itself by half as much as its statistics are, or more"
        + with("record four times as many, \(all)")
    case .evaluation(let off):
      return
        "recorded in evaluation mode, and what came in behind the first of \(counted(off, "layer")) that \(off == 1 ? "is" : "are")"
        + " off was made by it"
    }
  }

  // MARK: The layers

  private static let columns = [
    ("channels", 8), ("new means", 9), ("variances", 9), ("off before", 10), ("now", 9), ("batches", 7),
  ]

  private var table: [String] {
    guard !made.repaired.isEmpty else { return [] }
    let heading = Self.columns.map { $0.0.paddedLeft(to: $0.1) }.joined(separator: "  ") + "  layer"
    let lead =
      "In deviations of the output, and what they may be by so many examples at most; batches: what the variance of batches is"
      + " of that of all:"
    return [lead, heading] + made.repaired.map(row)
  }

  private func row(_ layer: RepairedLayer) -> String {
    func figure(_ number: Double?) -> String { number.map { LayerTable.number($0, 2) } ?? "-" }
    let cells = [
      "\(layer.channels)", "\(layer.repair.newMeans.count)", "\(layer.repair.newVariances.count)",
      layer.before.map { figure($0.effect) } ?? "no output",
      layer.after.map { "<= " + figure($0.interval.upperBound) } ?? "-",
      figure(layer.shareOfBatches),
    ]
    let padded = zip(cells, Self.columns).map { $0.paddedLeft(to: $1.1) }.joined(separator: "  ")
    return padded + "  " + shown(layer.name)
  }

  private var remarks: [String] {
    guard !made.repaired.isEmpty else { return [] }
    func channels(_ part: (RepairedLayer) -> Int) -> Int { made.repaired.reduce(0) { $0 + part($1) } }
    let (unseen, constant) = (channels { $0.repair.unseen.count }, channels { $0.repair.constant.count })
    let variance =
      made.inBatches
      ? "Variances are what batches as large as the recorded ones have on average, which is what training comes to;"
        + " --variance population takes those of all numbers together."
      : "Variances are those of all numbers together, by which the output gets its deviation; --variance batches takes what"
        + " batches as large as the recorded ones have on average, which is what training comes to."
    let left = [
      unseen > 0 ? "Nothing came into \(counted(unseen, "channel")): as they were." : nil,
      constant > 0
        ? "\(counted(constant, "channel")) had one and the same number throughout: the variance is as it was, since 0 would"
          + " magnify whatever else comes in later." : nil,
    ].compactMap(\.self)
    return [variance] + left
  }
}
