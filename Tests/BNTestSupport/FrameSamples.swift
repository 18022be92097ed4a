package import TerminalKit

extension LineChart {
  /// The chart alone on a frame.
  package func frame(_ columns: Int, _ rows: Int, _ glyphs: GlyphLevel = .ascii) -> Frame {
    Frame.drawing(columns, rows) { draw(in: $0, of: &$1, glyphs: glyphs) }.frame
  }
}

extension Frame {
  /// A frame all of which something is drawn on, and what comes of the drawing.
  package static func drawing<Result>(
    _ columns: Int, _ rows: Int, _ draw: (_ area: Area, _ frame: inout Frame) -> Result
  ) -> (frame: Frame, result: Result) {
    var frame = Frame(size: Size(columns: columns, rows: rows))
    let result = draw(frame.area, &frame)
    return (frame, result)
  }

  /// The styles as text: a letter per cell by what the test calls the style, `?` for any other.
  package func styles(_ names: [Style: Character]) -> [String] {
    (0..<size.rows).map { row in
      String((0..<size.columns).map { column in self[column, row].flatMap { names[$0.style] } ?? "?" })
    }
  }

  /// Every cell as a sign that no chart draws, so that a test sees which cells were written.
  package static func sentinels(columns: Int, rows: Int) -> Frame {
    var frame = Frame(size: Size(columns: columns, rows: rows))
    for row in 0..<rows {
      for column in 0..<columns { frame.put(sentinel, column: column, row: row) }
    }
    return frame
  }

  package static let sentinel = Cell("¤", Style(.key, [.bold, .underline]))
}
