/// All steps of a session in one row: where it stands, and where something was changed.
package struct ScrubBar: Sendable {
  package var first = 0
  package var last: Int
  package var present: Int
  /// Steps after which parameters were changed; several in a cell have a stronger mark.
  package var events: [Int] = []
  /// The step at which the branch began.
  package var branch: Int?

  package init(last: Int, present: Int, events: [Int] = [], branch: Int? = nil) {
    self.last = last
    self.present = present
    self.events = events
    self.branch = branch
  }

  /// Where the parts of the bar are in a row of the screen.
  package struct Layout: Hashable, Sendable {
    package let row: Area
    /// The cells that stand for steps.
    let track: Area
    let hasBrackets: Bool
    let hasEnds: Bool
    let hasPresent: Bool

    package init(row: Area, track: Area, hasBrackets: Bool, hasEnds: Bool, hasPresent: Bool) {
      self.row = row
      self.track = track
      self.hasBrackets = hasBrackets
      self.hasEnds = hasEnds
      self.hasPresent = hasPresent
    }
  }

  private var steps: ClosedRange<Int> { first...max(first, last) }
  private var firstText: String { "\(steps.lowerBound)" }
  private var lastText: String { "\(steps.upperBound)" }
  private var presentText: String { "step \(present)" }

  /// Brackets from 4 columns on, the first and the last step where 8 cells of track are left, the present one where 16 are.
  package func layout(in area: Area) -> Layout {
    let row = area.splitRows(at: 1).top
    let ends = firstText.columns + lastText.columns + 2
    let hasBrackets = row.columns >= 4
    let hasEnds = row.columns - ends - 2 >= 8
    let hasPresent = hasEnds && row.columns - ends - 2 - presentText.columns - 2 >= 16
    let left = (hasBrackets ? 1 : 0) + (hasEnds ? firstText.columns + 1 : 0)
    let right =
      (hasBrackets ? 1 : 0) + (hasEnds ? lastText.columns + 1 : 0) + (hasPresent ? presentText.columns + 2 : 0)
    let track = row.splitColumns(at: left).right
    return Layout(
      row: row, track: track.splitColumns(at: track.columns - right).left, hasBrackets: hasBrackets, hasEnds: hasEnds,
      hasPresent: hasPresent)
  }

  /// The cell of the track that a step has, from 0; the nearest end for one that is not of the session.
  package func cell(of step: Int, cells: Int) -> Int {
    guard cells > 1, step > steps.lowerBound, steps.upperBound > steps.lowerBound else { return 0 }
    guard step < steps.upperBound else { return cells - 1 }
    let part = (Double(step) - Double(steps.lowerBound)) / (Double(steps.upperBound) - Double(steps.lowerBound))
    return min(max(0, Int((part * Double(cells - 1)).rounded())), cells - 1)
  }

  /// The step for a column of the screen, for a mouse that drags: both ends are hit exactly, also beside the track.
  package func step(atColumn column: Int, in area: Area) -> Int {
    let track = layout(in: area).track
    guard track.columns > 1, column > track.column else { return steps.lowerBound }
    guard column < track.column + track.columns - 1 else { return steps.upperBound }
    let part = Double(column - track.column) / Double(track.columns - 1)
    let step = Double(steps.lowerBound) + part * (Double(steps.upperBound) - Double(steps.lowerBound))
    return Int(exactly: step.rounded()).map { min(max(steps.lowerBound, $0), steps.upperBound) } ?? steps.upperBound
  }

  /// Draws the bar into the first row of an area.
  ///
  /// - Returns: where the present step is, for the hardware cursor; `nil` if there is no room.
  @discardableResult
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) -> Position? {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return nil }
    let layout = layout(in: area)
    let track = layout.track
    if layout.hasEnds { frame.write(firstText, column: area.column, row: area.row, Style(.faint)) }
    if layout.hasBrackets {
      frame.put(Cell("[", Style(.border)), column: track.column - 1, row: area.row)
      frame.put(Cell("]", Style(.border)), column: track.column + track.columns, row: area.row)
    }
    if layout.hasEnds {
      var column = track.column + track.columns + 2
      column += frame.write(lastText, column: column, row: area.row, Style(.faint)) + 2
      if layout.hasPresent { frame.write(presentText, column: column, row: area.row, Style(.accent, .bold)) }
    }
    drawTrack(track, &frame, glyphs.scrub)
    guard !track.isEmpty else { return nil }
    return Position(column: track.column + cell(of: present, cells: track.columns), row: track.row)
  }

  private func drawTrack(_ track: Area, _ frame: inout Frame, _ pieces: ScrubGlyphs) {
    let here = cell(of: present, cells: track.columns)
    let start = branch.map { cell(of: $0, cells: track.columns) }
    var counts = [Int](repeating: 0, count: track.columns)
    for event in events where steps.contains(event) && !counts.isEmpty {
      counts[cell(of: event, cells: track.columns)] += 1
    }
    for (cell, count) in counts.enumerated() {
      let marks = count + (cell == start ? 1 : 0)
      // What has been is lit, what lies ahead is faint.
      let style = cell <= here ? Style(.text) : Style(.faint)
      let shown =
        if cell == here {
          Cell(marks > 0 ? pieces.presentOnMark : pieces.present, Style(.accent, .bold))
        } else if cell == start {
          Cell(pieces.branch, Style(.accent))
        } else {
          Cell(count > 1 ? pieces.events : count == 1 ? pieces.event : pieces.track, style)
        }
      frame.put(shown, column: track.column + cell, row: track.row)
    }
  }
}

/// What a bar of steps is drawn with.
struct ScrubGlyphs: Sendable {
  let track: Character
  let event: Character
  let events: Character
  let branch: Character
  let present: Character
  /// The present step where something was changed too.
  let presentOnMark: Character
}

extension GlyphLevel {
  var scrub: ScrubGlyphs {
    self == .ascii
      ? ScrubGlyphs(track: "-", event: "|", events: "+", branch: "Y", present: "o", presentOnMark: "O")
      : ScrubGlyphs(track: "─", event: "┼", events: "╬", branch: "╤", present: "■", presentOnMark: "█")
  }
}
