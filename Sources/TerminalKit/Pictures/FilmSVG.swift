/// A film as a moving picture that needs no script: SVG with the animations of CSS, over and over.
///
/// Each row of the screen has its own strip, on which everything that it ever shows stands once, one below the other; an
/// animation moves the strip behind a window of one row. Where less motion is wanted the last picture stands still.
package enum FilmSVG {
  /// How long the last picture stands before it all begins again, in milliseconds.
  package static let rest = 2_000

  /// The picture.
  ///
  /// - Parameters:
  ///   - film: what to show.
  ///   - name: its class, with which the names of its animations begin, so that several can stand in one page.
  ///   - isPlayedWhenAsked: whether what shows it lets it stand still until somebody asks; then it moves for those, too, who want
  ///     less motion.
  /// - Returns: SVG; the same film gives the same bytes.
  package static func encode(_ film: Film, name: String = "f", isPlayedWhenAsked: Bool = false) -> String {
    let width = film.size.columns * FrameSVG.cellWidth
    let height = film.size.rows * FrameSVG.cellHeight
    let strips = (0..<film.size.rows).map { Strip(row: $0, of: film) }
    let total = max(1, film.duration + rest)
    let moving = strips.filter(\.moves)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" class=\"\(name)\" role=\"img\">",
      "<title>\(film.title.map { FrameSVG.escape($0) }.joined())</title>",
      "<style>\(style(moving, name, total) + (isPlayedWhenAsked ? "" : standingStill(moving, name)))</style>",
      FrameSVG.ground(width: width, height: height, theme: film.theme),
    ]
    for strip in strips { lines += strip.elements(name, width: width, film) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private static func style(_ moving: [Strip], _ name: String, _ total: Int) -> String {
    let text = ".\(name) text{\(FrameSVG.textStyle)}"
    guard !moving.isEmpty else { return text }
    return text + moving.map { $0.rules(name, total) }.joined()
  }

  /// The style for those who want less motion.
  private static func standingStill(_ moving: [Strip], _ name: String) -> String {
    guard !moving.isEmpty else { return "" }
    let all = moving.map { ".\(name)\($0.row)" }.joined(separator: ",")
    return "@media (prefers-reduced-motion:reduce){\(all){animation:none}}"
  }

  /// All that a row of the screen shows.
  private struct Strip {
    let row: Int
    /// What stands on it, from its top: places among the film's rows.
    private(set) var pictures: [Int] = []
    /// When which of the pictures is to be seen.
    private var turns: [(time: Int, picture: Int)] = []

    init(row: Int, of film: Film) {
      self.row = row
      var known: [Int: Int] = [:]
      for shot in film.shots {
        let place = shot.rows[row]
        let picture = known[place] ?? pictures.count
        if known.updateValue(picture, forKey: place) == nil { pictures.append(place) }
        if turns.last?.picture != picture { turns.append((shot.time, picture)) }
      }
    }

    var moves: Bool { turns.count > 1 }

    /// The animation, as percentages of the whole; each picture stands until the next is due.
    func rules(_ name: String, _ total: Int) -> String {
      let steps = turns.map { turn in
        "\(FilmSVG.percent(turn.time, of: total)){transform:translateY(\(offset(turn.picture))px)}"
      }
      return ".\(name)\(row){animation:\(name)\(row) \(Asciicast.seconds(total))s step-end infinite}"
        + "@keyframes \(name)\(row){\(steps.joined())}"
    }

    private func offset(_ picture: Int) -> Int { -picture * FrameSVG.cellHeight }

    func elements(_ name: String, width: Int, _ film: Film) -> [String] {
      let y = row * FrameSVG.cellHeight
      guard moves else {
        return pictures.first.map { FrameSVG.elements(ofRow: film.rows[$0], y: y, theme: film.theme) } ?? []
      }
      let last = turns.last.map { offset($0.picture) } ?? 0
      let drawn = pictures.enumerated().flatMap { index, place in
        FrameSVG.elements(ofRow: film.rows[place], y: index * FrameSVG.cellHeight, theme: film.theme)
      }
      return [
        "<svg y=\"\(y)\" width=\"\(width)\" height=\"\(FrameSVG.cellHeight)\"><g class=\"\(name)\(row)\" transform=\"translate(0,\(last))\">"
      ]
        + drawn + ["</g></svg>"]
    }
  }

  /// A part of a whole with four digits behind the point, which tell milliseconds apart in a film of a quarter of an hour.
  private static func percent(_ part: Int, of total: Int) -> String {
    let parts = (part * 2_000_000 + total) / (2 * total)
    let digits = String(10_000 + parts % 10_000).dropFirst()
    return parts % 10_000 == 0 ? "\(parts / 10_000)%" : "\(parts / 10_000).\(digits)%"
  }
}
