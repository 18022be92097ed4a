/// What a command asks of the screen alone; without a screen it is passed over.
enum ScreenRequest: Equatable, Sendable {
  case layout(LayoutName)
  /// Whether only the parameters that act at once are listed; `nil` is the other way round.
  case fold(Bool?)
  /// Which channels the table shows; `nil` is all.
  case filter(ChannelFilter?)
  case focus(PaneChoice)
  /// `nil` is the other way round.
  case zoom(Bool?)
  /// `nil` is the focused pane.
  case hide(Pane?)
  case unhide
  /// No panes but these.
  case only([Pane])
  /// `nil` is the focused pane, and the next view.
  case view(Pane?, PaneView?)
  case yAxis(Pane?, YAxis?)

  /// What the chosen element of the batch would be; `nil` is what it is.
  case imagine(Double?)
  case inspect(InspectChoice)
  case tour

  /// What the live formula is to be of.
  enum InspectChoice: Equatable, Sendable {
    /// The next quantity, or the first.
    case next
    case quantity(Quantity)
    case off
  }

  enum PaneChoice: Equatable, Sendable {
    case pane(Pane)
    case next
    case previous
  }
}

extension ScreenRequest {
  /// What a remembered line of an arrangement asks for; `nil` for one that is not understood, or is about anything else.
  static func remembered(in line: String) -> [ScreenRequest]? {
    guard let commands = try? CommandParser.commands(of: line), !commands.isEmpty else { return nil }
    let requests = commands.compactMap { if case .face(.screen(let request)) = $0.command { request } else { nil } }
    return requests.count == commands.count ? requests : nil
  }
}
