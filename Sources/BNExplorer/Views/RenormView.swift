/// Renorm's r and d over the steps, with the limits that clip them.
enum RenormView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
  }
}
