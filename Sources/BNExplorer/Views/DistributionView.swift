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
    // The numbers in the title are those of the values drawn; where these are a sample, it says so.
    let sampled = input.count < pass.input.count && state.session.channels.isEmpty ? " (sample)" : ""
    draw(input, "batch x\(suffix)\(sampled)", Style(.input), in: left, state.glyphs, of: &frame)
    let output = pass.values(pass.output, state.session.channels)
    let title = "output y\(suffix)\(sampled)\(modeNote(pass.mode, state))"
    draw(output, title, Style(.output), in: right, state.glyphs, of: &frame)
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
  /// The elements of some channels, or all when none are named; of very many, evenly spaced ones.
  fileprivate func values(_ tensor: Tensor<Float>, _ channels: [Int]) -> [Float] {
    let chosen = channels.filter { $0 < layout.channels }
    guard !chosen.isEmpty else { return DistributionView.sample(tensor.scalars[...]) }
    let perRun = max(1, DistributionView.mostValues / max(1, layout.outer * chosen.count))
    let outers = stride(
      from: 0, to: layout.outer, by: max(1, layout.outer * chosen.count / DistributionView.mostValues))
    return outers.flatMap { outer in
      chosen.flatMap { channel in
        let start = (outer * layout.channels + channel) * layout.inner
        return DistributionView.sample(tensor.scalars[start..<start + layout.inner], most: perRun)
      }
    }
  }
}

extension DistributionView {
  /// More values than these would make drawing slow enough to be felt in the keys.
  static let mostValues = 1 << 17

  /// All values, or evenly spaced ones where there are more than that.
  fileprivate static func sample(_ values: ArraySlice<Float>, most: Int = mostValues) -> [Float] {
    guard values.count > most else { return Array(values) }
    // An odd distance, so that no even number of channels is looked at in a few of them only.
    let distance = (values.count + most - 1) / most | 1
    return stride(from: values.startIndex, to: values.endIndex, by: distance).map { values[$0] }
  }
}
