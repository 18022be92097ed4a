/// Draws the candidates of a completion, one a row: the text, what it means, and the chosen one reversed.
///
/// With more candidates than rows the list is scrolled so that the chosen one is in view.
package func drawCandidates(of editor: LineEditor, in area: Area, of frame: inout Frame) {
  let candidates = editor.candidates
  guard !area.isEmpty, !candidates.isEmpty else { return }
  let first = firstCandidate(shown: editor.selectedCandidate, of: candidates.count, rows: area.rows)
  let shown = candidates[first..<min(candidates.count, first + area.rows)]
  let widest = shown.map { $0.text.reduce(0) { $0 + $1.columns } }.max() ?? 0
  for (offset, candidate) in shown.enumerated() {
    let line = Area(column: area.column, row: area.row + offset, columns: area.columns, rows: 1)
    let chosen = first + offset == editor.selectedCandidate
    draw(candidate, textColumns: widest, chosen: chosen, in: line, of: &frame)
  }
}

/// The first row of a list so long that it scrolls: the chosen entry in the middle, no row empty.
private func firstCandidate(shown selected: Int?, of count: Int, rows: Int) -> Int {
  min(max(0, (selected ?? 0) - rows / 2), max(0, count - rows))
}

private func draw(
  _ candidate: Candidate, textColumns: Int, chosen: Bool, in line: Area, of frame: inout Frame
) {
  let emphasis: Style.Emphasis = chosen ? .reverse : []
  let gap = 2
  frame.blank(out: line, Style(.text, emphasis))
  frame.write(
    EditBuffer.printable(candidate.text), column: line.column, row: line.row, limit: line.columns,
    Style(.text, emphasis))
  let summary = line.splitColumns(at: textColumns + gap).right
  frame.write(
    EditBuffer.printable(candidate.summary), column: summary.column, row: summary.row, limit: summary.columns,
    Style(.faint, emphasis))
}

extension Frame {
  /// Fills an area with blanks of a style.
  package mutating func blank(out area: Area, _ style: Style = Style()) {
    fill(area, with: Cell(" ", style))
  }
}
