import Platform
import TerminalKit
import BNFiles
import BNCore

/// What changed in a session, in sentences for somebody who hears them or reads them on a line of braille.
struct Narration: Sendable {
  /// What is wrong now, and was said.
  private var alarms: [Finding.Code] = []

  /// What became of a session: one sentence if anything changed, and one for each alarm that came or went.
  mutating func sentences(from before: Session, to after: Session) -> [String] {
    let place = Self.place(before, after)
    let variables = Self.variables(before, after)
    var parts = place + Self.parameters(before, after) + variables
    guard !parts.isEmpty else { return [] }
    if !parts[0].hasPrefix("step ") { parts.insert("step \(after.step)", at: 0) }
    parts.insert(after.configuration.training ? "training" : "inference", at: 1)
    if !place.isEmpty || !variables.isEmpty { parts += Self.distance(after) }
    return [parts.joined(separator: ", ").sentence] + news(of: after)
  }

  private static func place(_ before: Session, _ after: Session) -> [String] {
    var parts: [String] = []
    if after.step != before.step || after.branches.current != before.branches.current {
      parts.append("step \(after.step)")
    }
    if after.branches.current != before.branches.current { parts.append("branch \(after.branches.current)") }
    if after.sourceName != before.sourceName || after.batchShape != before.batchShape {
      let shape = after.batchShape.map(shapeText) ?? ""
      parts.append("batches \(after.sourceName)" + (after.sourceName.hasSuffix(shape) ? "" : " \(shape)"))
    }
    return parts
  }

  private static func parameters(_ before: Session, _ after: Session) -> [String] {
    Parameter.listed.compactMap { parameter in
      let (old, new) = (parameter.text(in: before.configuration), parameter.text(in: after.configuration))
      return old == new ? nil : "\(parameter.rawValue) is \(new)"
    }
  }

  /// Variables that something else than a step changed.
  private static func variables(_ before: Session, _ after: Session) -> [String] {
    guard let old = before.layer, let new = after.layer, before.step == after.step else { return [] }
    return new.names.filter { old.values(of: $0) != new.values(of: $0) }.map { "\($0.rawValue) changed" }
  }

  /// How far the moving statistics are from those of the last batch, where they are farthest.
  private static func distance(_ session: Session) -> [String] {
    let pairs: [(VariableName, StepPart, String)] = [
      (.movingMean, .batchMean, "moving mean"), (.movingVariance, .batchVariance, "moving variance"),
    ]
    return pairs.compactMap { name, part, words in
      guard let moving = session.layer?.values(of: name), let batch = session.lastStep?.numbers(part),
        moving.count == batch.count
      else { return nil }
      let gaps = zip(moving, batch).map { ($0 - $1).magnitude }
      if let channel = gaps.firstIndex(where: \.isNaN) { return "\(words) is not a number in channel \(channel)" }
      guard let widest = gaps.max(), let channel = gaps.firstIndex(of: widest) else { return nil }
      let place = gaps.count > 1 ? " in channel \(channel)" : ""
      return "\(words) \(NumberText.significant(widest, digits: 3)) off the batch's\(place)"
    }
  }

  private mutating func news(of session: Session) -> [String] {
    let findings = ((try? session.diagnosis()) ?? []).filter { $0.severity != .info }
    let gone = alarms.filter { code in !findings.contains { $0.code == code } }
    let new = findings.filter { !alarms.contains($0.code) }
    alarms = findings.map(\.code)
    let text = FindingText(for: .session)
    return gone.map { "Alarm \($0.rawValue) is over: \($0.words)." }
      + new.map { "Alarm \($0.code.rawValue), \($0.code.words): \(text.words(for: $0).why)." }
  }
}

extension Finding.Code {
  /// The criterion's name in words.
  fileprivate var words: String {
    "\(self)".reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
  }
}

extension String {
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
