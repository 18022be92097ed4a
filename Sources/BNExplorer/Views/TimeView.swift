/// The bar of recorded time, with marks where parameters changed.
enum TimeView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
  }
}
