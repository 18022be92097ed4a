import TerminalKit
import BNCore

/// The values of one channel in a step, and of very many evenly spaced ones.
struct ChannelSample {
  /// More would not be seen in a strip.
  private static let most = 512

  private let layout: AxisLayout
  private let rows: [Int]

  init(of layout: AxisLayout) {
    self.layout = layout
    let count = layout.elementsPerChannel
    // An odd distance, so that no even extent is looked at in a few of its places only.
    let distance = count <= Self.most ? 1 : (count + Self.most - 1) / Self.most | 1
    rows = Array(stride(from: 0, to: count, by: distance))
  }

  func values(of part: BatchPart, channel: Int, in step: any TakenStep) -> [Double] {
    guard (0..<layout.channels).contains(channel) else { return [] }
    return step.elements(part, at: rows.map { ElementCursor(row: $0, channel: channel).place(in: layout) })
  }
}
