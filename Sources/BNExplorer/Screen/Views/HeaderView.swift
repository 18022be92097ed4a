import TerminalKit
import BNFiles
import BNCore

/// The top of the screen: the formula of the step that is shown, or the caption of a demo.
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
      let text = formula(state.session, isPreview: state.arrangement.layout == .story).cut(
        to: area.columns - 1, ascii: state.glyphs == .ascii)
      frame.write(text, column: area.column + 1, row: area.row, limit: area.columns - 1, Style(.title, .bold))
    }
  }

  /// In few rows the tour says only what to press, so that there is still something to see.
  private static func lines(of tour: Tour, width: Int, rows: Int) -> [String] {
    let lines = tour.text.wrapped(to: width)
    return lines.count * 6 <= rows ? lines : tour.brief.wrapped(to: width)
  }

  /// What the step that is shown computed, or the next one where none has been taken.
  ///
  /// Where the next one will compute something else, the step is named, so that nobody takes the one for the other.
  /// The story shows what would come out now, and so does its formula.
  static func formula(_ session: Session, isPreview: Bool = false) -> String {
    let configuration = session.configuration
    let next = formula(
      configuration.options, isTraining: configuration.training, isFused: session.implementation?.isFused == true)
    guard !isPreview, let step = session.lastStep else { return next }
    let isTraining = step.mode == .training
    let shown = formula(step.options, isTraining: isTraining, isFused: step.implementation.isFused)
    return shown == next ? shown : "step \(session.step), \(isTraining ? "training" : "inference"): \(shown)"
  }

  private static func formula(_ options: BatchNormalizationOptions, isTraining: Bool, isFused: Bool) -> String {
    let epsilon = NumberText.significant(isFused ? max(options.epsilon, FusedChoice.epsilonFloor) : options.epsilon)
    let statistics = isTraining ? ("batch_mean", "batch_variance") : ("moving_mean", "moving_variance")
    var text = "y = (x - \(statistics.0)) / sqrt(\(statistics.1) + \(epsilon))"
    if options.renorm, isTraining { text = "y = (\(text.dropFirst(4)) * r + d)" }
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
