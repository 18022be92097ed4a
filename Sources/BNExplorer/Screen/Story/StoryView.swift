import TerminalKit
import BNFiles
import BNCore

/// What batch normalization does, on one axis: every channel of the batch, and below it the same channels as training and
/// as inference give them out.
///
/// The outputs are what would come out now, so that a changed parameter is seen at once.
enum StoryView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    guard let preview = state.preview else { return drawNothing(state, in: area, of: &frame) }
    let layout = layout(state, preview, in: area)
    Drawing(state, preview, layout).draw(of: &frame)
  }

  /// The channel under a place of the pane, for a mouse.
  static func channel(at place: Position, in area: Area, _ state: ScreenState) -> Int? {
    state.preview.flatMap { layout(state, $0, in: area).channel(at: place) }
  }

  private static func layout(_ state: ScreenState, _ preview: Preview, in area: Area) -> StoryLayout {
    StoryLayout(
      area, channels: preview.training.layout.channels, chosen: state.chosenChannel,
      sentences: StorySentences.lines(state.session, preview, columns: area.columns - 2))
  }

  private static func drawNothing(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let (top, rest) = area.splitRows(at: 1)
    PaneTitle.draw("story", in: top, state.glyphs, of: &frame)
    let lines = absence(state.session).wrapped(to: max(1, rest.columns - 2))
    for (row, line) in lines.prefix(rest.rows).enumerated() {
      frame.write(
        line.cut(to: rest.columns - 1, ascii: state.glyphs == .ascii), column: rest.column + 1,
        row: rest.row + max(0, rest.rows - lines.count) / 2 + row, limit: rest.columns - 1, Style(.faint))
    }
  }

  /// Why there is nothing to be told.
  private static func absence(_ session: Session) -> String {
    if let refusal = session.previewRefusal { return "no step with this batch: \(refusal)" }
    return session.lastStep == nil
      ? "no batch yet: s takes a step, Space runs" : "this batch is too large to be shown in both modes; 2 shows curves"
  }

  /// One of the three blocks.
  private struct Part {
    let step: any TakenStep
    let part: BatchPart
    let title: String
    let role: Role
    let guides: [Double]
  }

  private struct Drawing {
    private let state: ScreenState
    private let preview: Preview
    private let layout: StoryLayout
    private let parts: [(Part, StoryLayout.Block)]
    private let spreads: [[SpreadSummary?]]
    private let scale: AxisScale
    private let sample: ChannelSample

    init(_ state: ScreenState, _ preview: Preview, _ layout: StoryLayout) {
      self.state = state
      self.preview = preview
      self.layout = layout
      let title = state.imagined == nil ? "batch x" : "batch x, one imagined"
      let batch = Part(step: preview.training, part: .input, title: title, role: .input, guides: [0])
      let training = Part(
        step: preview.training, part: .output, title: "training y now", role: .output, guides: [-1, 0, 1])
      let inference = Part(
        step: preview.inference, part: .output, title: "inference y now", role: .output, guides: [-1, 0, 1])
      let isTraining = state.session.configuration.training
      parts =
        layout.isWide
        ? [(batch, layout.batch), (training, layout.training), (inference, layout.inference)]
        : [(batch, layout.batch), (isTraining ? training : inference, layout.training)]
      let sample = ChannelSample(of: preview.training.layout)
      self.sample = sample
      spreads = parts.map { part, _ in
        layout.channels.map { SpreadSummary(sample.values(of: part.part, channel: $0, in: part.step)) }
      }
      scale = StoryScale.scale(of: spreads.flatMap { $0.compactMap(\.self) })
    }

    func draw(of frame: inout Frame) {
      for (index, (part, block)) in parts.enumerated() { draw(part, spreads[index], block, of: &frame) }
      for axis in layout.axes { StripAxis(scale).draw(in: axis, of: &frame, glyphs: state.glyphs) }
      BeliefView(state, preview, scale, labelColumns: layout.labelColumns).draw(in: layout.belief, of: &frame)
      drawSentences(of: &frame)
      if state.focusedPane == .story, state.overlay == nil, layout.channels.contains(state.chosenChannel) {
        let row = layout.batch.strips.row + state.chosenChannel - layout.channels.lowerBound
        frame.cursor = Position(column: layout.batch.strips.column, row: row)
      }
    }

    private func draw(
      _ part: Part, _ spreads: [SpreadSummary?], _ block: StoryLayout.Block, of frame: inout Frame
    ) {
      PaneTitle.draw(part.title + mark(part), in: block.title, state.glyphs, of: &frame)
      let style = Style(part.role)
      let values = sample.values(of: part.part, channel: state.chosenChannel, in: part.step)
      ColumnBars(values: values, scale: scale, style: style, guides: part.guides)
        .draw(in: block.bars, of: &frame, glyphs: state.glyphs)
      let strips = zip(layout.channels, spreads).map { channel, spread in
        StripChart.Strip("\(channel)", spread, isChosen: channel == state.chosenChannel)
      }
      StripChart(strips: strips, scale: scale, style: style, guides: part.guides)
        .draw(in: block.strips, labelColumns: layout.labelColumns, of: &frame, glyphs: state.glyphs)
    }

    /// Which of the two outputs the present settings give.
    private func mark(_ part: Part) -> String {
      guard layout.isWide, part.part == .output else { return "" }
      let mode: Mode = state.session.configuration.training ? .training : .inference
      return part.step.mode == mode ? state.glyphs == .ascii ? " <" : " ◂" : ""
    }

    private func drawSentences(of frame: inout Frame) {
      let area = layout.sentences
      for (row, line) in layout.lines.prefix(area.rows).enumerated() {
        frame.write(
          line.text, column: area.column + 1, row: area.row + row, limit: area.columns - 1,
          Style(line.isFirst ? .accent : .faint, line.isFirst ? .bold : []))
      }
    }
  }
}
