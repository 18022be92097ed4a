import TerminalKit

/// How a person has arranged the screen: what is focused, zoomed and hidden, and how each pane is drawn.
struct Arrangement: Equatable, Sendable {
  var focus = Pane.parameters {
    didSet { if focus != oldValue { focusBeforeFormula = nil } }
  }
  /// Whether the focused pane has the whole body.
  var isZoomed = false
  /// The quantity whose formula is shown with its numbers; `nil` shows none.
  var inspected: Quantity?
  /// The step at which the curves are read off; `nil` where nobody does.
  var chartStep: Int?
  /// The first line of a formula that is longer than its pane.
  var formulaLine = 0
  /// Which channels the table shows; `nil` is all.
  private(set) var channelFilter: ChannelFilter?
  /// What the table of channels is sorted by; `nil` is by channel.
  var channelOrder: SortedTable.Order?
  /// The chosen element of the batch.
  var element = ElementCursor() {
    didSet { isElementChosen = true }
  }
  /// Whether a person has moved the cursor, or had a number explained: from then on it stays where it is put.
  private var isElementChosen = false
  /// The channel that was found to vary most, for as long as it varies.
  private var livelyChannel: Int?
  /// The pane that a formula took the focus from, as long as the focus stays where it was taken to.
  private var focusBeforeFormula: Pane?
  private(set) var hidden: Set<Pane> = []
  /// What the screen as a whole is for.
  private(set) var layout = LayoutName.story
  /// Whether a person wants all parameters listed; `nil` where nobody has said so.
  private var listsAllParameters: Bool?
  /// The layout that the formula's takes the place of, and gives it back to when it is closed.
  private var layoutBeforeFormula = LayoutName.story
  private var views: [Pane: PaneView] = [:]
  private var axes: [Pane: YAxis] = [:]

  /// Whether all parameters are listed; story and formula have room for those that act at once.
  var showsAllParameters: Bool { listsAllParameters ?? (layout == .curves || layout == .channels) }

  func view(of pane: Pane) -> PaneView { views[pane] ?? .histogram }
  func yAxis(of pane: Pane) -> YAxis { axes[pane] ?? .linear }

  /// The panes that a session fills and that are not hidden, in the order of Tab.
  func panes(in session: Session) -> [Pane] {
    Pane.allCases.filter { isShown($0, in: session) }
  }

  /// The focused pane, or the first where that one has nothing to show any more.
  func settledFocus(in session: Session) -> Pane {
    if isShown(focus, in: session) { return focus }
    return panes(in: session).first ?? .parameters
  }

  private func isShown(_ pane: Pane, in session: Session) -> Bool {
    guard pane.isAvailable(in: session), !hidden.contains(pane) else { return false }
    if pane == .formula { return inspected != nil }
    return layout.panes.contains(pane) && (layout != .formula || belongsToFormula(pane))
  }

  /// Whether the formula's layout has a pane beside it: the curve of a moving statistic, the batch for all else.
  private func belongsToFormula(_ pane: Pane) -> Bool {
    let curve: Pane? =
      switch inspected {
      case .movingMean, .renormMean: .mean
      case .movingVariance, .renormStddev: .variance
      default: nil
      }
    return switch pane {
    case .mean, .variance: pane == curve
    case .batch: curve == nil
    default: true
    }
  }

  /// Carries out what a command asks for.
  ///
  /// - Returns: what there is to say about it.
  mutating func apply(_ request: ScreenRequest, in session: Session) -> String? {
    switch request {
    case .layout(let layout): return change(to: layout, in: session)
    case .filter(let filter): return apply(filter, in: session)
    case .fold(let isOn):
      listsAllParameters = isOn.map { !$0 } ?? !showsAllParameters
      return nil
    case .focus(let choice): return focus(on: choice, in: session)
    case .zoom(let isOn):
      isZoomed = isOn ?? !isZoomed
      return nil
    case .hide(let pane): return hide(pane ?? settledFocus(in: session), in: session)
    case .unhide:
      hidden = []
      return "all panes are shown again"
    case .only(let chosen):
      show(chosen, in: session)
      return nil
    case .view(let pane, let view):
      let pane = pane ?? settledFocus(in: session)
      guard !pane.views.isEmpty else { return "\(pane.rawValue) has one view only; focus batch or output" }
      views[pane] = view ?? pane.views.following(self.view(of: pane))
      return nil
    case .tour, .imagine: return nil
    case .inspect(let choice): return inspect(choice, in: session)
    case .yAxis(let pane, let kind):
      let pane = pane ?? settledFocus(in: session)
      guard pane.hasCurves else { return "\(pane.rawValue) has no curves; focus mean or variance, for example" }
      axes[pane] = kind ?? YAxis.allCases.following(yAxis(of: pane))
      return "y axis of \(pane.rawValue): \(yAxis(of: pane).rawValue)"
    }
  }

  private mutating func apply(_ filter: ChannelFilter?, in session: Session) -> String? {
    guard let filter else {
      channelFilter = nil
      return "all channels are shown again"
    }
    do throws(CommandError) {
      let matching = try session.channels(matching: filter)
      guard !matching.isEmpty else { return "no channel matches \(filter.text); the table stays as it is" }
      channelFilter = filter
      if !layout.panes.contains(.channels) { layout = .channels }
      focus = .channels
      element.channel = matching.contains(element.channel) ? element.channel : matching[0]
      return "\(matching.count) of \(session.layer?.channels ?? 0) channels match \(filter.text); filter off shows all"
    } catch {
      return error.message
    }
  }

  /// Goes to another layout; the formula's shows a formula, and the others close it.
  private mutating func change(to layout: LayoutName, in session: Session) -> String? {
    isZoomed = false
    guard layout == .formula else {
      self.layout = layout
      inspected = nil
      focusBeforeFormula = nil
      focus = layout == .channels && panes(in: session).contains(.channels) ? .channels : settledFocus(in: session)
      return nil
    }
    guard !session.inspectable.isEmpty else { return "no step has been taken yet; s takes one" }
    if self.layout != .formula { layoutBeforeFormula = self.layout }
    self.layout = .formula
    // One comes here to turn what stands in it.
    defer { focus = .formula }
    return inspected == nil ? inspect(.next, in: session) : nil
  }

  private mutating func focus(on choice: ScreenRequest.PaneChoice, in session: Session) -> String? {
    let shown = panes(in: session)
    switch choice {
    case .pane(let pane):
      guard pane.isAvailable(in: session) else { return "\(pane.rawValue) has nothing to show yet" }
      hidden.remove(pane)
      if pane == .formula, inspected == nil { _ = inspect(.next, in: session) }
      if pane != .formula, !isShown(pane, in: session) { layout = pane.home }
      focus = pane
    case .next: focus = shown.following(settledFocus(in: session)) ?? .parameters
    case .previous: focus = Array(shown.reversed()).following(settledFocus(in: session)) ?? .parameters
    }
    return nil
  }

  private mutating func inspect(_ choice: ScreenRequest.InspectChoice, in session: Session) -> String? {
    let quantities = session.inspectable
    guard choice == .off || !quantities.isEmpty else { return "no step has been taken yet; s takes one" }
    formulaLine = 0
    switch choice {
    case .off: closeFormula(in: session)
    case .next:
      if inspected == nil {
        leaveStillChannel()
        focusElements(in: session)
      }
      inspected = inspected.map { quantities.following($0) ?? .y } ?? Self.quantity(of: focus)
    case .quantity(let quantity): inspected = quantity
    }
    isElementChosen = true
    return nil
  }

  /// Closes the formula, and gives the focus back to the pane that it was taken from.
  mutating func closeFormula(in session: Session) {
    inspected = nil
    if layout == .formula {
      layout = layoutBeforeFormula
      focus = settledFocus(in: session)
    }
    defer { focusBeforeFormula = nil }
    guard let pane = focusBeforeFormula, panes(in: session).contains(pane) else { return }
    focus = pane
  }

  /// Finds out which channel varies most, and keeps to it while it varies; the story goes there from a channel that does
  /// not vary, where nobody has chosen one yet.
  ///
  /// Whatever the layout, so that all of them come to the same channel.
  mutating func settleLivelyChannel(variances: [Double]?) {
    guard !isElementChosen, let variances, !variances.isEmpty else { return }
    if livelyChannel.map({ !variances.indices.contains($0) || variances[$0] == 0 }) ?? true {
      livelyChannel =
        variances.indices.contains(element.channel) && variances[element.channel] != 0
        ? element.channel : variances.indices.max { variances[$0] < variances[$1] }
    }
    if layout == .story { leaveStillChannel() }
  }

  /// Goes to the channel that varies most, where nobody has chosen one yet: 0.0 = 0.0 explains nothing.
  private mutating func leaveStillChannel() {
    guard !isElementChosen, let livelyChannel else { return }
    element.channel = livelyChannel
    isElementChosen = false
  }

  /// Leaves the parameters for the output: the arrows choose the element that is explained, and change nothing meanwhile.
  private mutating func focusElements(in session: Session) {
    let shown = panes(in: session)
    guard settledFocus(in: session) == .parameters,
      let pane = [Pane.output, .story].first(where: shown.contains)
    else { return }
    focus = pane
    focusBeforeFormula = .parameters
  }

  /// What to begin with: a formula of what the focused pane shows.
  private static func quantity(of pane: Pane) -> Quantity {
    switch pane {
    case .mean: .movingMean
    case .variance: .movingVariance
    case .renorm: .r
    case .gamma: .gradGamma
    case .loss: .gradInput
    case .eval: .evalY
    case .parameters, .story, .example, .batch, .output, .figure, .channels, .formula: .y
    }
  }

  /// Shows these panes and no others, in a layout that has them; one of them has the focus.
  private mutating func show(_ chosen: [Pane], in session: Session) {
    hidden = Set(Pane.allCases).subtracting(chosen + [.formula])
    isZoomed = false
    let wanted = Set(chosen)
    if !wanted.isSubset(of: layout.panes), !hidden.isEmpty {
      layout = LayoutName.allCases.first { wanted.isSubset(of: $0.panes) } ?? chosen.first?.home ?? layout
    }
    if !panes(in: session).contains(focus) { focus = chosen.first { $0.isAvailable(in: session) } ?? focus }
  }

  private mutating func hide(_ pane: Pane, in session: Session) -> String {
    guard pane != .formula else {
      closeFormula(in: session)
      return "the formula is closed; e shows it again"
    }
    guard panes(in: session) != [pane] else { return "\(pane.rawValue) is the only pane left; X shows all again" }
    let next = panes(in: session).following(pane)
    hidden.insert(pane)
    if focus == pane { focus = next ?? .parameters }
    isZoomed = false
    return "\(pane.rawValue) is hidden; X shows all panes again"
  }
}

extension Arrangement {
  /// The arrangement as lines to be remembered, where an option gave one run its layout: that is not remembered, unless
  /// the person went to another.
  ///
  /// - Parameters:
  ///   - option: the layout that the run was started with.
  ///   - saved: what was remembered before.
  /// - Returns: the lines.
  func lines(openedWith option: LayoutName?, after saved: [String]) -> [String] {
    guard let option, option == layout else { return lines }
    return saved.filter(Self.isLayout) + lines.filter { !Self.isLayout($0) }
  }

  private static func isLayout(_ line: String) -> Bool { line.hasPrefix(Verb.layout.rawValue + " ") }

  /// The arrangement as lines of commands, to be remembered; none for the usual one.
  var lines: [String] {
    (layout == .story || layout == .formula ? [] : ["layout \(layout.rawValue)"])
      + (listsAllParameters.map { ["fold \($0 ? "off" : "on")"] } ?? [])
      + Pane.allCases.filter { $0 != .formula }.flatMap { pane in
        [
          hidden.contains(pane) ? "hide \(pane.rawValue)" : nil,
          views[pane].map { "view \(pane.rawValue) \($0.rawValue)" },
          axes[pane].map { "yaxis \(pane.rawValue) \($0.rawValue)" },
        ].compactMap(\.self)
      }
  }
}

extension Array where Element: Equatable {
  /// The element behind another one, around the end; the first for one that is not there.
  func following(_ element: Element) -> Element? {
    guard let index = firstIndex(of: element) else { return first }
    return self[(index + 1) % count]
  }
}
