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
    Histogram(
      title: "batch x\(suffix)", values: pass.values(pass.input, state.session.channels), style: Style(.input)
    )
    .draw(in: left, of: &frame, glyphs: state.glyphs)
    Histogram(
      title: "output y\(suffix)", values: pass.values(pass.output, state.session.channels), style: Style(.output)
    )
    .draw(in: right, of: &frame, glyphs: state.glyphs)
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
