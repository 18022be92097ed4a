import TerminalKit

/// A little picture of each channel, all on one axis: the moving mean with a standard deviation on either side, and where
/// the batch's own mean lies.
struct ChannelPictures {
  private let means: [Double]
  private let variances: [Double]
  private let batch: [Double]?
  private let glyphs: GlyphLevel
  private let scale: AxisScale

  static let columns = 13

  init(means: [Double], variances: [Double], batch: [Double]?, _ glyphs: GlyphLevel) {
    self.means = means
    self.variances = variances
    self.batch = batch
    self.glyphs = glyphs
    let ends = zip(means, variances).flatMap { mean, variance in
      [mean - max(0, variance).squareRoot(), mean + max(0, variance).squareRoot()]
    }
    scale = AxisScale(ValueRange(of: ends + (batch ?? [])) ?? .unit)
  }

  func text(of channel: Int) -> String {
    var cells = [Character](repeating: " ", count: Self.columns)
    let ascii = glyphs == .ascii
    guard means.indices.contains(channel), means[channel].isFinite else { return "not finite" }
    let deviation = max(0, variances[channel]).squareRoot()
    func column(_ value: Double) -> Int { min(max(0, scale.column(of: value, among: Self.columns)), Self.columns - 1) }
    if deviation.isFinite {
      for place in column(means[channel] - deviation)...column(means[channel] + deviation) {
        cells[place] = ascii ? "-" : "━"
      }
    }
    cells[column(means[channel])] = ascii ? "|" : "┃"
    if let batch, batch.indices.contains(channel), batch[channel].isFinite {
      let place = column(batch[channel])
      cells[place] = place == column(means[channel]) ? ascii ? "0" : "◉" : ascii ? "o" : "○"
    }
    return String(cells)
  }
}
