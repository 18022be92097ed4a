import BNCore

/// The batch as it came in and the output, as histograms beside each other with mean and standard deviation.
enum DistributionView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let (left, right) = area.halves
    guard let pass = state.session.lastPass else {
      let (top, rest) = area.splitRows(at: 1)
      PaneTitle.draw("batch and output", in: top, state.glyphs, of: &frame)
      frame.write(
        "no batch yet: s takes a step, Space runs", column: rest.column + 1, row: rest.row + rest.rows / 2,
        limit: rest.columns - 1, Style(.faint))
      return
    }
    let suffix = channelSuffix(state.session.channels)
    let input = pass.values(pass.input, state.session.channels)
    draw(input, "batch x\(suffix)", Style(.input), in: left, state.glyphs, of: &frame)
    let output = pass.values(pass.output, state.session.channels)
    draw(output, "output y\(suffix)\(modeNote(pass.mode, state))", Style(.output), in: right, state.glyphs, of: &frame)
  }

  /// Title, mean and deviation share a line where it is wide enough, and have one each where not.
  private static func draw(
    _ values: [Float], _ title: String, _ style: Style, in area: Area, _ glyphs: GlyphLevel, of frame: inout Frame
  ) {
    let isWide = area.columns >= 44
    let (top, rest) = area.splitRows(at: isWide ? 0 : 1)
    frame.write(title, column: top.column, row: top.row, limit: top.rows == 0 ? 0 : top.columns, Style(.title, .bold))
    Histogram(title: isWide ? title : "", values: values, style: style).draw(in: rest, of: &frame, glyphs: glyphs)
  }

  /// How the output came about, where `train` or `infer` took another way than the settings (and the formula) say.
  private static func modeNote(_ mode: Mode, _ state: ScreenState) -> String {
    guard (mode == .training) != state.session.configuration.training else { return "" }
    return mode == .training ? " (training)" : " (inference)"
  }

  /// Which channels a title speaks of; nothing for all of them.
  static func channelSuffix(_ channels: [Int]) -> String {
    channels.isEmpty ? "" : " ch \(channels.map(String.init).joined(separator: ","))"
  }
}

extension Pass<Float> {
  /// The elements of some channels, or all when none are named.
  fileprivate func values(_ tensor: Tensor<Float>, _ channels: [Int]) -> [Float] {
    let chosen = channels.filter { $0 < layout.channels }
    guard !chosen.isEmpty else { return tensor.scalars }
    var values: [Float] = []
    for outer in 0..<layout.outer {
      for channel in chosen {
        let start = (outer * layout.channels + channel) * layout.inner
        values += tensor.scalars[start..<start + layout.inner]
      }
    }
    return values
  }
}
