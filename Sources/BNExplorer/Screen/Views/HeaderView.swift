import TerminalKit
import BNFiles
import BNCore

/// The top of the screen: the formula that the present settings compute, or the caption of a demo.
enum HeaderView {
  static func rows(_ state: ScreenState, size: Size) -> Int {
    let width = max(1, size.columns - 2)
    if let tour = state.tour { return lines(of: tour, width: width, rows: size.rows).count }
    return CaptionView.isShown(state) ? CaptionView.rows(state, columns: size.columns) : 1
  }

  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    if let tour = state.tour {
      let long = tour.text.wrapped(to: max(1, area.columns - 2))
      let lines = long.count <= area.rows ? long : tour.brief.wrapped(to: max(1, area.columns - 2))
      for (row, line) in lines.prefix(area.rows).enumerated() {
        frame.write(line, column: area.column + 1, row: area.row + row, limit: area.columns - 1, Style(.accent))
      }
    } else if CaptionView.isShown(state) {
      CaptionView.draw(state, in: area, of: &frame)
    } else {
      let text = formula(state.session).cut(to: area.columns - 1, ascii: state.glyphs == .ascii)
      frame.write(text, column: area.column + 1, row: area.row, limit: area.columns - 1, Style(.title, .bold))
    }
  }

  /// In few rows the tour says only what to press, so that there is still something to see.
  private static func lines(of tour: Tour, width: Int, rows: Int) -> [String] {
    let lines = tour.text.wrapped(to: width)
    return lines.count * 6 <= rows ? lines : tour.brief.wrapped(to: width)
  }

  /// What the next step computes, with the values of the present settings.
  static func formula(_ session: Session) -> String {
    let configuration = session.configuration
    let options = configuration.options
    let floored =
      session.implementation?.isFused == true ? max(options.epsilon, FusedChoice.epsilonFloor) : options.epsilon
    let epsilon = NumberText.significant(floored)
    let statistics = configuration.training ? ("batch_mean", "batch_variance") : ("moving_mean", "moving_variance")
    var text = "y = (x - \(statistics.0)) / sqrt(\(statistics.1) + \(epsilon))"
    if options.renorm, configuration.training { text = "y = (\(text.dropFirst(4)) * r + d)" }
    if options.scale { text += " * gamma" }
    if options.center { text += " + beta" }
    return text
  }
}

extension String {
  /// Broken at blanks into lines of at most so many columns; a word longer than that is cut.
  func wrapped(to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + 1 + word.count > columns {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
      while line.count > columns {
        lines.append(String(line.prefix(columns)))
        line = String(line.dropFirst(columns))
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
