import BNFiles
import TerminalKit
import BNCore

/// Findings in words: the one place where what the engine found becomes sentences.
///
/// What a figure is and why it matters is the same everywhere; what to do about it depends on where the layer is.
struct FindingText: Sendable {
  /// Where the layer is.
  enum Place: Sendable, CaseIterable {
    /// In a session, which can change it: the advice is in commands.
    case session
    /// In a file: there is nothing to change, and nothing that runs.
    case file
  }

  /// A finding's parts in words, each without a full stop.
  struct Words: Equatable, Sendable {
    /// What the figure is.
    let measure: String
    /// Why it matters.
    let why: String
    /// What to look at, or to do.
    let advice: String
  }

  private let place: Place

  init(for place: Place) { self.place = place }

  func words(for finding: Finding) -> Words {
    Words(
      measure: finding.evidence.measure, why: finding.reason,
      advice: place == .session ? finding.adviceInSession : finding.adviceOnFile)
  }

  /// The finding as a line: severity, code, channels, the figure with its threshold, why, and what to do.
  func line(for finding: Finding) -> String {
    let words = words(for: finding)
    let head = "\(finding.severity.rawValue.padded(to: 5)) \(finding.code.rawValue.padded(to: 3)) "
    return head + figures(of: finding) + ": \(words.why). Try: \(words.advice)."
  }

  /// The finding for a scene of a lesson, which says itself why and what to do: the longest text that such a line holds.
  func brief(for finding: Finding, columns: Int) -> String {
    let head = finding.severity.rawValue + " "
    let briefs = briefs(for: finding).dropFirst().map { head + $0 }
    return briefs.first { $0.count <= columns } ?? briefs.last ?? head
  }

  /// The channels, what the figure is, the figure, and its limit.
  func figures(of finding: Finding) -> String {
    "\(Self.channels(finding))\(finding.evidence.measure) \(Self.short(finding.figure)) (\(Self.bounds(of: finding)))"
  }

  /// The finding for a line with little room, from the longest to the shortest: the figure and its limit first, then what
  /// they are and why; without why; without the limit; without the channels.
  func briefs(for finding: Finding) -> [String] {
    let words = words(for: finding)
    let code = finding.code.rawValue
    let figure = Self.short(finding.figure)
    let channels = Self.channels(finding)
    let whole = "\(code) \(channels)\(figure), limit \(Self.short(finding.threshold)): \(words.measure)"
    return [
      "\(whole): \(words.why)", whole, "\(code) \(channels)\(figure): \(words.measure)",
      "\(code) \(figure): \(words.measure)",
    ]
  }

  /// All findings a line each, or that there are none.
  func lines(for findings: [Finding]) -> [String] {
    guard findings.isEmpty else { return findings.map(line) }
    return ["nothing found: \(Finding.Code.allCases.count) criteria looked at"]
  }

  private static func channels(_ finding: Finding) -> String {
    let channels = finding.channels
    guard !channels.isEmpty else { return "" }
    let shown = channels.prefix(8).map(String.init).joined(separator: ", ")
    let rest = channels.count > 8 ? " and \(channels.count - 8) more" : ""
    return "channel\(channels.count == 1 ? "" : "s") \(shown)\(rest): "
  }

  /// What the figure may be, where that is known, and its limit.
  private static func bounds(of finding: Finding) -> String {
    let limit = "limit \(short(finding.threshold))"
    guard let interval = finding.interval else { return limit }
    func rough(_ number: Double) -> String { NumberText.significant(number, digits: 2) }
    return "\(rough(interval.lowerBound)) to \(rough(interval.upperBound)), \(limit)"
  }

  private static func short(_ number: Double) -> String { NumberText.significant(number, digits: 4) }
}
