package import TerminalKit

/// A frame as text for people to read and tests to compare: first what it says, then how it looks.
///
/// The first line is the size and the cursor's place. Then come the rows, and behind a line of dashes, for each row that
/// is not plain, its runs of columns of one style: `3: 0-27 border; 30 title+bold`.
package enum FrameText {
  package static func text(_ frame: Frame) -> String {
    let cursor = frame.cursor.map { "cursor \($0.column),\($0.row)" } ?? "no cursor"
    let styles = (0..<frame.size.rows).compactMap { row in
      let runs = runs((0..<frame.size.columns).compactMap { frame[$0, row]?.style })
      return runs.isEmpty ? nil : "\(row): " + runs.joined(separator: "; ")
    }
    let lines = ["\(frame.size.columns)x\(frame.size.rows), \(cursor)"] + frame.text + ["----"] + styles
    return lines.joined(separator: "\n") + "\n"
  }

  private static func runs(_ styles: [Style]) -> [String] {
    var runs: [String] = []
    var start = 0
    for end in 1..<max(1, styles.count + 1) where end == styles.count || styles[end] != styles[start] {
      defer { start = end }
      guard start < styles.count, styles[start] != Style() else { continue }
      runs.append((end == start + 1 ? "\(start) " : "\(start)-\(end - 1) ") + name(styles[start]))
    }
    return runs
  }

  private static func name(_ style: Style) -> String {
    let emphases: [(Style.Emphasis, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.reverse, "reverse"), (.underline, "underline"),
    ]
    return (["\(style.role)"] + emphases.filter { style.emphasis.contains($0.0) }.map(\.1)).joined(separator: "+")
  }

  /// The first lines in which two texts differ, for a message that people can act upon.
  package static func difference(_ actual: String, from expected: String) -> String {
    let actual = actual.lines
    let expected = expected.lines
    let places = (0..<max(actual.count, expected.count)).filter { index in
      !actual.indices.contains(index) || !expected.indices.contains(index) || actual[index] != expected[index]
    }
    let shown = places.prefix(6).map { index in
      let was = expected.indices.contains(index) ? expected[index] : "(nothing)"
      let now = actual.indices.contains(index) ? actual[index] : "(nothing)"
      return "line \(index + 1)\n  recorded: \(was)\n  drawn:    \(now)"
    }
    return "\(places.count) lines differ\n" + shown.joined(separator: "\n")
  }
}
