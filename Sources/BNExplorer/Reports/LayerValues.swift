import TerminalKit
import Platform

/// The numbers of a layer for people, a line a channel.
enum LayerValues {
  static func text(_ layer: FoundLayer, _ numbers: LayerNumbers) -> String {
    let columns = numbers.parts.compactMap { part in part.values.map { (part.name, $0) } }
    let count = columns.map(\.1.count).max() ?? 0
    guard count > 0 else { return "" }
    let digits = max(7, String(count).count)
    let head = "channel".paddedLeft(to: digits) + columns.map { $0.0.paddedLeft(to: 16) }.joined()
    let lines = (0..<count).map { channel in
      String(channel).paddedLeft(to: digits)
        + columns.map {
          (channel < $0.1.count ? NumberText.significant($0.1[channel], digits: 7) : "").paddedLeft(to: 16)
        }
        .joined()
    }
    return ([layer.shownName, head] + lines).joined(separator: "\n") + "\n"
  }
}
