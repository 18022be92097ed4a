import BNCore

// The chosen channel: one for charts, story, formula, table and cursor.
extension ScreenState {
  /// The channel that is looked at closely.
  var chosenChannel: Int {
    min(max(0, arrangement.element.channel), max(0, (session.layer?.channels ?? 1) - 1))
  }

  /// The channels of histograms and curves; none for all of them together.
  var shownChannels: [Int] {
    let channels = session.viewer.channels
    let isOfOne = arrangement.layout == .story || arrangement.layout == .formula
    return channels.isEmpty && isOfOne ? [chosenChannel] : channels
  }

  /// Follows a choice made by a command, and until there is one leaves a channel in which nothing varies.
  mutating func settleChannel(after before: Viewer?) {
    let channels = session.viewer.channels
    if channels != before?.channels, channels.count == 1 {
      arrangement.element.channel = channels[0]
    } else {
      arrangement.settleLivelyChannel(variances: preview?.training.numbers(.batchVariance))
    }
  }

  /// Chooses another channel, counted from the present one, but not past the ends.
  mutating func chooseChannel(by distance: Int) -> [Action] {
    let last = max(0, (session.layer?.channels ?? 1) - 1)
    return choose(channel: min(max(0, chosenChannel + distance), last))
  }

  mutating func choose(channel: Int) -> [Action] {
    message = nil
    arrangement.element.channel = channel
    // A choice made by a command stays one.
    return session.viewer.channels.isEmpty ? [] : submit("channel \(channel)")
  }
}
