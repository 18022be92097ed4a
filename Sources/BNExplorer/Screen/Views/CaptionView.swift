import TerminalKit

/// What is said or asked, above the panes: it is shown whole, whatever else has to go for it.
enum CaptionView {
  private typealias Line = (text: String, style: Style)

  /// Whether there is anything to say.
  static func isShown(_ state: ScreenState) -> Bool {
    state.demo != nil || state.question != nil || state.exercise?.isDone == false
  }

  /// How many rows it would like to have.
  static func rows(_ state: ScreenState, columns: Int) -> Int {
    (state.demo == nil ? 0 : 1) + caption(state, columns: columns).count + shown(state).count
  }

  /// How many pages the caption takes on the present screen.
  static func pages(_ state: ScreenState) -> Int {
    let area = ScreenView.Layout(state, size: state.size).header
    return pages(of: caption(state, columns: area.columns), rows: area.rows).count
  }

  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let caption = caption(state, columns: area.columns)
    let pages = pages(of: caption, rows: area.rows)
    var lines = pages[min(state.demo?.page ?? 0, pages.count - 1)]
    let room = area.rows - lines.count
    if let demo = state.demo, pages.count == 1, room > 0 {
      lines.insert((demo.title, Style(.title, .bold)), at: 0)
      let printed = shown(state)
      // Of a table that is too long the beginning says what it is; of single lines the last is the news.
      lines += isTable(state) ? printed.prefix(room - 1) : printed.suffix(room - 1)
    }
    for (row, line) in lines.prefix(area.rows).enumerated() {
      frame.write(
        line.text.cut(to: area.columns - 1, ascii: state.glyphs == .ascii), column: area.column + 1,
        row: area.row + row, limit: area.columns - 1, line.style)
    }
  }

  private static func caption(_ state: ScreenState, columns: Int) -> [Line] {
    let width = max(1, columns - 2)
    func lines(_ text: String?, _ style: Style) -> [Line] { (text ?? "").wrapped(to: width).map { ($0, style) } }
    // The verdict names the answers; the pictures that were hidden need the room.
    let choices = state.isAsked ? state.question.map(\.question.choiceLines) ?? [] : []
    let text = state.demo?.scene.caption ?? state.question?.question.text ?? state.exercise?.exercise.text
    let hints = state.hintLines.flatMap { lines($0, Style(.accent)) }
    return lines(text, Style(.accent, .bold)) + choices.flatMap { lines($0, Style()) }
      + lines(state.question?.verdict, Style(.ok, .bold)) + lines(goal(state), Style()) + hints
      + lines(state.demo?.outcome?.text, Style(.ok, .bold))
  }

  /// What a task is to reach, and how many steps were taken for it.
  private static func goal(_ state: ScreenState) -> String? {
    guard let exercise = state.demo == nil ? state.exercise?.exercise : state.demo?.scene.exercise else { return nil }
    guard state.isWorking, let steps = state.exercise?.steps else { return exercise.goalLine }
    return "\(exercise.goalLine) (steps: \(steps))"
  }

  private static func shown(_ state: ScreenState) -> [Line] {
    let printed = state.demo?.shown ?? []
    return printed.suffix(isTable(state) ? 1 : 2).flatMap(\.lines).map { ($0, Style(.output)) }
  }

  /// Whether what was printed last has several lines.
  private static func isTable(_ state: ScreenState) -> Bool { state.demo?.shown.last?.contains("\n") == true }

  /// A caption's lines as so many rows hold them; where these are too few for all, the last of each page says how to go on.
  private static func pages(of caption: [Line], rows: Int) -> [[Line]] {
    guard caption.count > rows, rows > 0 else { return [caption] }
    let count = max(1, rows - 1)
    let starts = Array(stride(from: 0, to: caption.count, by: count))
    return starts.enumerated().map { page, start in
      let lines = Array(caption[start..<min(start + count, caption.count)])
      let note: Line = ("\(page + 1)/\(starts.count)  Page Down: more", Style(.faint))
      return rows > 1 && page + 1 < starts.count ? lines + [note] : lines
    }
  }
}

extension DemoPlayer.TaskOutcome {
  /// The outcome in words.
  fileprivate var text: String {
    switch self {
    case .byHand(let steps): Exercise.done(after: steps)
    case .shown: "This is how it can be done."
    case .failed: "This was to show how it can be done, but it failed."
    case .left: "Left undone."
    }
  }
}
