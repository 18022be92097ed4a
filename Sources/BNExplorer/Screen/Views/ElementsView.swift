import TerminalKit
import BNCore

/// The elements of the batch as it came in, of the output, or of the output for the second pipeline's batch.
enum ElementsView {
  static func draw(_ pane: Pane, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    guard let step = state.shownStep(of: pane) else {
      let (top, rest) = area.splitRows(at: 1)
      PaneTitle.draw(name(of: pane), in: top, state.glyphs, of: &frame)
      frame.write(
        "no batch yet: s takes a step, Space runs".cut(to: rest.columns - 1, ascii: state.glyphs == .ascii),
        column: rest.column + 1, row: rest.row + rest.rows / 2, limit: rest.columns - 1, Style(.faint))
      return
    }
    if view(of: pane, state) == .histogram {
      let shown = Histogrammed(pane, step, state)
      draw(shown.histogram, shown.title, in: area, state.glyphs, of: &frame)
    } else {
      let place = DrawnElements(pane, step, state).draw(in: area, of: &frame, state.glyphs)
      if let place, pane == state.focusedPane, state.overlay == nil { frame.cursor = place }
    }
  }

  /// How a pane is drawn: as the person chose, but never as a histogram while an element of it is explained.
  static func view(of pane: Pane, _ state: ScreenState) -> PaneView {
    if state.isScrubbing { return .histogram }
    let chosen = state.arrangement.view(of: pane)
    return chosen == .histogram && state.isExplaining && pane == state.focusedPane ? .numbers : chosen
  }

  fileprivate static func name(of pane: Pane) -> String {
    switch pane {
    case .batch: "batch x"
    case .eval: "eval y"
    default: "output y"
    }
  }

  /// What a histogram would show of its values by itself.
  static func ownRange(of pane: Pane, _ state: ScreenState) -> ValueRange? {
    state.shownStep(of: pane).map { Histogrammed(pane, $0, state).histogram.ownRange }
  }

  /// One histogram and what it is called.
  private struct Histogrammed {
    let title: String
    let histogram: Histogram

    init(_ pane: Pane, _ step: any TakenStep, _ state: ScreenState) {
      let part = pane == .batch ? BatchPart.input : .output
      let style = Style(pane == .batch ? .input : .output)
      let note = pane == .output ? modeNote(step.mode, state) : ""
      let channels = state.isScrubbing ? [state.chosenChannel] : state.shownChannels
      let shown = ShownElements(of: step.layout, channels: channels)
      // The numbers in the title are those of the values drawn; where these are a sample, it says so.
      let sampled = shown.isSample ? " (sample)" : ""
      var title = name(of: pane) + channelSuffix(channels) + sampled + note
      var histogram = Histogram(values: shown.values(of: part, in: step), style: style, digits: step.dtype.digits)
      if state.isScrubbing {
        histogram.range = state.steadyAxes?.ranges[pane]
        histogram.mark = Self.mark(pane, part, step, state)
        if pane == .output, let other = state.previewedSteps?.other {
          histogram.ghost = shown.values(of: part, in: other)
          title += state.glyphs.spelled(" ░\(other.mode == .training ? "training" : "inference")")
        }
      }
      self.title = title
      self.histogram = histogram
    }

    /// The chosen element, by the letter of the batch or of the output.
    private static func mark(
      _ pane: Pane, _ part: BatchPart, _ step: any TakenStep, _ state: ScreenState
    ) -> Histogram.Mark? {
      guard pane != .eval, step.layout.elementsPerChannel > 0, step.layout.channels > 0 else { return nil }
      let place = state.arrangement.element.settled(in: step.layout).place(in: step.layout)
      return Histogram.Mark(part == .input ? "x" : "y", at: step.elements(part, at: [place])[0])
    }
  }

  /// Title, mean and deviation share a line where it is wide enough, and have one each where not.
  private static func draw(
    _ histogram: Histogram, _ title: String, in area: Area, _ glyphs: GlyphLevel, of frame: inout Frame
  ) {
    let isWide = area.columns >= 44
    let (top, rest) = area.splitRows(at: isWide ? 0 : 1)
    frame.write(title, column: top.column, row: top.row, limit: top.rows == 0 ? 0 : top.columns, Style(.title, .bold))
    var histogram = histogram
    histogram.title = isWide ? title : ""
    histogram.draw(in: rest, of: &frame, glyphs: glyphs)
  }

  /// How the output came about, where `train` or `infer` took another way than the settings (and the formula) say.
  fileprivate static func modeNote(_ mode: Mode, _ state: ScreenState) -> String {
    guard (mode == .training) != state.session.configuration.training else { return "" }
    return mode == .training ? " (training)" : " (inference)"
  }

  /// Which channels a title speaks of; nothing for all of them.
  static func channelSuffix(_ channels: [Int]) -> String {
    channels.isEmpty ? "" : " ch \(channels.map(String.init).joined(separator: ","))"
  }
}

/// A batch's elements one by one, as shades or as numbers: channels across, examples down.
struct DrawnElements {
  private let view: PaneView
  private let matrix: NumberMatrix
  private let title: String
  private let cursor: MatrixCell?
  private let isFocused: Bool

  init(_ pane: Pane, _ step: any TakenStep, _ state: ScreenState) {
    let part = pane == .batch ? BatchPart.input : .output
    let layout = step.layout
    let shown = ShownElements(of: layout, channels: [])
    let all = shown.isSample ? nil : step.numbers(part == .input ? .input : .output)
    // Of a very large batch only what is in view is read, and what the histogram would show.
    let range = ValueRange(of: all ?? shown.values(of: part, in: step))
    matrix = NumberMatrix(rows: layout.elementsPerChannel, columns: layout.channels, range: range) { row, channel in
      let place = ElementCursor(row: row, channel: channel).place(in: layout)
      return all.map { $0[place] } ?? step.elements(part, at: [place])[0]
    }
    view = ElementsView.view(of: pane, state)
    title = ElementsView.name(of: pane) + (pane == .output ? ElementsView.modeNote(step.mode, state) : "")
    cursor = state.cursor(in: pane).map { MatrixCell(row: $0.row, column: $0.channel) }
    isFocused = pane == state.focusedPane || state.isExplaining
  }

  private var heatMap: HeatMap {
    var map = HeatMap(title: title, matrix: matrix)
    map.lowStyle = Style(.heatLow)
    map.highStyle = Style(.heatHigh)
    map.cursor = isFocused ? cursor : nil
    return map
  }

  private var grid: NumberGrid {
    var grid = NumberGrid(title: title, matrix: matrix)
    grid.cursor = isFocused ? cursor : nil
    return grid
  }

  /// Draws the elements.
  ///
  /// - Returns: where the chosen one is.
  func draw(in area: Area, of frame: inout Frame, _ glyphs: GlyphLevel) -> Position? {
    view == .heatmap
      ? heatMap.draw(in: area, of: &frame, glyphs: glyphs) : grid.draw(in: area, of: &frame, glyphs: glyphs)
  }

  /// The element at a place of the screen, for a mouse.
  func element(at position: Position, in area: Area) -> ElementCursor? {
    let layout = view == .heatmap ? heatMap.layout(in: area) : grid.layout(in: area)
    return layout.cell(at: position).map { ElementCursor(row: $0.row, channel: $0.column) }
  }
}

/// The elements that the histograms show: those of the chosen channels or of all, and of very many evenly spaced ones.
private struct ShownElements {
  /// More values than these would make drawing slow enough to be felt in the keys.
  private static let most = 1 << 17

  private let layout: AxisLayout
  private let channels: [Int]
  private let distance: Int

  init(of layout: AxisLayout, channels: [Int]) {
    self.layout = layout
    let chosen = channels.filter { $0 < layout.channels }
    self.channels = chosen.isEmpty ? Array(0..<layout.channels) : chosen
    let count = layout.elementsPerChannel * self.channels.count
    // An odd distance, so that no even number of channels is looked at in a few of them only.
    distance = count <= Self.most ? 1 : (count + Self.most - 1) / Self.most | 1
  }

  var isSample: Bool { distance > 1 }

  func values(of part: BatchPart, in step: any TakenStep) -> [Double] {
    if channels.count == layout.channels, !isSample { return step.numbers(part == .input ? .input : .output) ?? [] }
    return step.elements(part, at: places)
  }

  /// The elements' places in memory.
  private var places: [Int] {
    let count = layout.elementsPerChannel * channels.count
    return stride(from: 0, to: count, by: distance).map { place in
      let (run, inner) = place.quotientAndRemainder(dividingBy: layout.inner)
      let (outer, channel) = run.quotientAndRemainder(dividingBy: channels.count)
      return (outer * layout.channels + channels[channel]) * layout.inner + inner
    }
  }
}
