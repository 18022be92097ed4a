import BNCore
import Platform

/// The numbers of each channel on a session's page.
struct ChannelTable {
  private let session: Session
  private let findings: [Finding]

  /// More rows than these nobody reads.
  static let most = 256

  init(_ session: Session, _ findings: [Finding]) { (self.session, self.findings) = (session, findings) }

  var section: Page.Section? {
    guard let layer = session.layer else { return nil }
    let columns = columns(layer)
    let shown = channels(layer.channels)
    let heads =
      [PageTable.Column(name: "channel")] + columns.map { PageTable.Column(name: $0.name, isNumber: true) }
      + [PageTable.Column(name: "found")]
    let rows = shown.map { channel in
      let numbers = columns.map { column in
        column.values.indices.contains(channel) ? layer.dtype.text(column.values[channel]) : ""
      }
      let codes = findings.filter { $0.channels.contains(channel) }.map {
        "\($0.severity.rawValue) \($0.code.rawValue)"
      }
      return PageTable.Row(cells: [session.channelName(channel)] + numbers + [codes.joined(separator: ", ")])
    }
    let caption =
      shown.count < layer.channels
      ? "The \(shown.count) worst of \(layer.channels) channels: what was found first, then by how far the moving statistics are from the batch's"
      : "All of the layer's variables after step \(session.step), and the last batch's moments"
    return Page.Section("Statistics of each channel", [.table(PageTable(caption: caption, columns: heads, rows: rows))])
  }

  private func columns(_ layer: any SessionLayer) -> [(name: String, values: [Double])] {
    let step = session.lastStep.flatMap { $0.layout.channels == layer.channels ? $0 : nil }
    var columns = layer.names.filter { !$0.isScalar }.compactMap { name in
      layer.values(of: name).map { (name: name.rawValue, values: $0) }
    }
    let parts: [(String, StepPart)] = [
      ("batch_mean", .batchMean), ("batch_variance", .batchVariance), ("r", .r), ("d", .d),
    ]
    for (name, part) in parts {
      if let values = step?.numbers(part) { columns.append((name, values)) }
    }
    return columns
  }

  /// All channels in their order, or of too many the worst.
  private func channels(_ count: Int) -> [Int] {
    guard count > Self.most else { return Array(0..<count) }
    let named = findings.flatMap(\.channels).filter { $0 < count }
    var seen: Set<Int> = []
    let found = named.filter { seen.insert($0).inserted }
    let departures = departures(count)
    let rest = (0..<count).filter { !seen.contains($0) }.sorted {
      departures[$0] != departures[$1] ? departures[$0] > departures[$1] : $0 < $1
    }
    return Array((found + rest).prefix(Self.most))
  }

  /// How far each channel's moving mean is from the last batch's mean, in its own deviations.
  private func departures(_ count: Int) -> [Double] {
    guard let mean = session.layer?.values(of: .movingMean), let variance = session.layer?.values(of: .movingVariance),
      let batch = session.lastStep?.numbers(.batchMean), batch.count == count
    else { return Array(repeating: 0, count: count) }
    let epsilon = session.configuration.options.epsilon
    return (0..<count).map { channel in
      let departure = (mean[channel] - batch[channel]).magnitude / (variance[channel] + epsilon).squareRoot()
      return departure.isNaN ? .infinity : departure
    }
  }
}
