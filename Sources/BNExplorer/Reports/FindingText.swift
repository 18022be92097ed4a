import TerminalKit
import BNCore

extension Finding {
  /// The finding as a line: severity, code, channels, the figure with its threshold, why, and what to do.
  var text: String {
    let head = "\(severity.rawValue.padded(to: 5)) \(code.rawValue.padded(to: 3)) "
    let figures = "\(measure) \(Self.short(figure)) (limit \(Self.short(threshold)))"
    return head + place + figures + ": \(why). Try: \(advice)."
  }

  /// The finding for a line with little room: the figure and its limit first, then what they are and why.
  var brief: String {
    "\(code.rawValue) \(place)\(Self.short(figure)), limit \(Self.short(threshold)): \(measure): \(why)"
  }

  private var place: String {
    guard !channels.isEmpty else { return "" }
    let shown = channels.prefix(8).map(String.init).joined(separator: ", ")
    let rest = channels.count > 8 ? " and \(channels.count - 8) more" : ""
    return "channel\(channels.count == 1 ? "" : "s") \(shown)\(rest): "
  }

  private static func short(_ number: Double) -> String { NumberText.significant(number, digits: 4) }
}

extension [Finding] {
  /// All findings a line each, or that there are none.
  var lines: [String] {
    isEmpty ? ["nothing found: \(Finding.Code.allCases.count) criteria looked at"] : map(\.text)
  }
}
