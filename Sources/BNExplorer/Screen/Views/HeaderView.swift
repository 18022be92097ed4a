import TerminalKit
import BNFiles
import BNCore

/// The top of the screen: the formula of the step that is shown, or the caption of a demo.
enum HeaderView {
  static func rows(_ state: ScreenState, size: Size) -> Int {
    let width = max(1, size.columns - 2)
    if let tour = state.tour {
      return lines(of: tour, state, width: width, rows: size.rows).count + (hasFormula(rows: size.rows) ? 1 : 0)
    }
    return CaptionView.isShown(state) ? CaptionView.rows(state, columns: size.columns) : 1
  }

  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    if let tour = state.tour {
      draw(tour, state, in: area, of: &frame)
    } else if CaptionView.isShown(state) {
      CaptionView.draw(state, in: area, of: &frame)
    } else {
      drawFormula(state, in: area, of: &frame)
    }
  }

  /// What the layer does, in plain words where they fit beside its formula.
  private static let plainWords = "batch normalization: channels to mean 0, variance 1"

  private static func drawFormula(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let isPreview = state.arrangement.layout == .story || state.isScrubbing
    let room = area.columns - 1
    let texts = formulas(state.session, isPreview: isPreview)
    let text = (texts.first { $0.count <= room } ?? texts.last ?? "").cut(to: room, ascii: state.glyphs == .ascii)
    let used = frame.write(text, column: area.column + 1, row: area.row, limit: room, Style(.title, .bold))
    guard state.session.configuration.training, used + 2 + plainWords.count <= room else { return }
    frame.write(
      plainWords, column: area.column + 3 + used, row: area.row, limit: room - used - 2, Style(.faint))
  }

  /// The formula first, and below it the tour.
  private static func draw(_ tour: Tour, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    let width = max(1, area.columns - 2)
    let long = spelled(tour.text(state), state).wrapped(to: width)
    let isLong = long.count <= area.rows
    let lines = isLong ? long : spelled(tour.brief(state), state).wrapped(to: width)
    let (top, rest) = area.splitRows(at: lines.count < area.rows ? 1 : 0)
    if !top.isEmpty { drawFormula(state, in: top, of: &frame) }
    for (row, line) in lines.prefix(rest.rows).enumerated() {
      frame.write(line, column: rest.column + 1, row: rest.row + row, limit: rest.columns - 1, Style(.accent))
    }
  }

  private static func spelled(_ text: String, _ state: ScreenState) -> String { state.glyphs.spelled(text) }

  /// Whether there is room for the formula above the tour.
  private static func hasFormula(rows: Int) -> Bool { rows >= 20 }

  /// In few rows the tour says only what to press, so that there is still something to see.
  private static func lines(of tour: Tour, _ state: ScreenState, width: Int, rows: Int) -> [String] {
    let lines = spelled(tour.text(state), state).wrapped(to: width)
    return lines.count * 6 <= rows ? lines : spelled(tour.brief(state), state).wrapped(to: width)
  }

  /// What the step that is shown computed, or the next one where none has been taken.
  ///
  /// Where the next one will compute something else, the step is named, so that nobody takes the one for the other.
  /// The story shows what would come out now, and so does its formula.
  ///
  /// - Returns: the formula, where there is more to say in several ways from the longest to the shortest.
  static func formulas(_ session: Session, isPreview: Bool = false) -> [String] {
    let configuration = session.configuration
    let options = configuration.options
    let epsilon = session.implementation.map { options.epsilonInForce(by: $0, dimensions: session.rank) }
    let next = options.formulaText(isTraining: configuration.training, epsilon: epsilon ?? options.epsilon)
    guard !isPreview, let step = session.lastStep else { return [next] }
    let isTraining = step.mode == .training
    let shown = step.options.formulaText(
      isTraining: isTraining,
      epsilon: step.options.epsilonInForce(by: step.implementation, dimensions: step.shape.count))
    guard shown != next else { return [shown] }
    let name = "step \(session.step)"
    return [
      "\(name), \(isTraining ? "training" : "inference"): \(shown)", "\(name) was: \(shown)", "\(name): \(shown)",
    ]
  }
}

extension String {
  /// Broken at blanks into lines of at most so many columns; a word longer than that is cut.
  func wrapped(to columns: Int) -> [String] {
    var lines: [String] = []
    var (line, width) = ("", 0)
    for word in split(whereSeparator: \.isWhitespace) {
      var (rest, count) = (word, word.count)
      if width > 0, width + 1 + count > columns {
        lines.append(line)
        (line, width) = ("", 0)
      }
      while count > columns {
        let end = rest.index(rest.startIndex, offsetBy: columns)
        lines.append(String(rest[..<end]))
        (rest, count) = (rest[end...], count - columns)
      }
      line += (width == 0 ? "" : " ") + rest
      width += (width == 0 ? 0 : 1) + count
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
