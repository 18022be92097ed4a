import BNCore

extension Session {
  /// The channels that a filter leaves, in their order.
  ///
  /// - Throws: why a claim is none about channels.
  func channels(matching filter: ChannelFilter) throws(CommandError) -> [Int] {
    let count = layer?.channels ?? 0
    switch filter {
    case .name(let text):
      return (0..<count).filter { channelName($0).has(text) || String($0) == text }
    case .condition(let claim, let text):
      let pair = try ExpressionValue.aligned(
        try claim.left.evaluated(with: value), try claim.right.evaluated(with: value), column: nil)
      guard pair.left.count == count else {
        throw CommandError(
          "\(text) is about \(pair.left.count) numbers, and there are \(count) channels; moving_mean and batch_variance,"
            + " for example, have one for each")
      }
      return zip(pair.left, pair.right).enumerated().filter { claim.holds($0.element.0, $0.element.1) }.map(\.offset)
    }
  }

  /// What a channel is called: as its column in the file, else by its number.
  func channelName(_ channel: Int) -> String {
    if let names = columnNames, names.indices.contains(channel) { return names[channel] }
    return String(channel)
  }
}

extension String {
  /// Whether a text is in it, capitals or not.
  fileprivate func has(_ text: String) -> Bool {
    text.isEmpty || lowercased().contains(text.lowercased())
  }
}
