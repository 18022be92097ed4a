@testable import BNExplorer

extension Frame {
  /// The styles as text: a letter per cell by what the test calls the style, `?` for any other.
  func styles(_ names: [Style: Character]) -> [String] {
    (0..<size.rows).map { row in
      String((0..<size.columns).map { column in self[column, row].flatMap { names[$0.style] } ?? "?" })
    }
  }

  /// Every cell as a sign that no chart draws, so that a test sees which cells were written.
  static func sentinels(columns: Int, rows: Int) -> Frame {
    var frame = Frame(size: Size(columns: columns, rows: rows))
    for row in 0..<rows {
      for column in 0..<columns { frame.put(sentinel, column: column, row: row) }
    }
    return frame
  }

  static let sentinel = Cell("¤", Style(.key, [.bold, .underline]))
}
