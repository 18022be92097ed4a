/// What the screen as a whole is for; the raw values are what the command `layout` calls them.
enum LayoutName: String, CaseIterable, Sendable {
  case story, curves, channels, formula

  /// What the layout shows, in a line.
  var summary: String {
    switch self {
    case .story: "every channel before and after on one axis, training beside inference"
    case .curves: "the batch and its output, and what moves over the steps"
    case .channels: "the numbers of every channel, as a table"
    case .formula: "how the chosen number came about"
    }
  }
}
