import TerminalKit

/// How the curves of one of the channels in a chart look, so that no two channels are taken for each other: a hue for each
/// channel, and for curves of one kind a stroke, too, where there is no colour.
struct ChannelLook: Sendable {
  /// `nil` for the mean over all channels.
  let channel: Int?
  /// The place among several channels; `nil` for one alone, whose curves have the hues of what they show.
  private let place: Int?

  /// The looks of the channels of a chart, of which there are four at most.
  static func looks(of channels: [Int?]) -> [ChannelLook] {
    channels.enumerated().map { ChannelLook(channel: $1, place: channels.count > 1 ? $0 : nil) }
  }

  func name(_ kind: String) -> String { place == nil ? kind : "\(kind) \(channel ?? 0)" }

  /// A style of a kind of curves in the channel's hue; what is bold stays bold.
  func style(_ style: Style) -> Style {
    place.map { Style(Self.roles[$0 % Self.roles.count], style.emphasis) } ?? style
  }

  var stroke: Stroke { place.map { Stroke.ofOneKind[$0 % Stroke.ofOneKind.count] } ?? .solid }

  private static let roles: [Role] = [.branch1, .branch2, .branch3, .branch4]
}
