/// The numbers of each channel, a row each.
enum ChannelsView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
  }
}
