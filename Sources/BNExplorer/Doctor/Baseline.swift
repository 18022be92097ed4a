import BNCore
import BNFiles
import Platform

/// Findings that are known already: a line each, code and layer.
struct Baseline: Sendable {
  private let known: Set<String>

  /// Reads a file that ``text(of:)`` made.
  ///
  /// - Throws: ``FileError`` where it cannot be read, or has a line that is no finding.
  init(path: String, files: any FileAccess) throws(FileError) {
    let text = String(decoding: try files.read(path), as: UTF8.self)
    var known: Set<String> = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.hasSuffix("\r") ? line.dropLast() : line
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      guard line.split(separator: " ", maxSplits: 1).first?.first == "A" else {
        throw FileError(
          "\(path):\(index + 1)",
          "is no finding; expected lines such as \"A27 features.3\", as --write-baseline writes them")
      }
      known.insert(String(line))
    }
    self.known = known
  }

  func holds(_ finding: LayerFinding) -> Bool { known.contains(Self.line(of: finding)) }

  /// A file of these findings, those that are no more than information left out.
  static func text(of findings: [LayerFinding]) -> String {
    let lines = Set(findings.filter { $0.finding.severity != .info }.map(line)).sorted()
    return (["# Findings that bnexplorer doctor --baseline passes over: code and layer"] + lines).joined(
      separator: "\n")
      + "\n"
  }

  private static func line(of finding: LayerFinding) -> String {
    "\(finding.finding.code.rawValue) \(finding.layer.escapingControls)"
  }
}
