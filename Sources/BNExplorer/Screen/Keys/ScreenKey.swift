import TerminalKit

/// A row of the screen's table of keys: what its keys do, what hints and help say of them, and when they can do it.
///
/// Handling, the line of hints and the page of help all read these rows. Rows for keys that type a line are made from
/// the command table, which the palette reads, too.
struct ScreenKey: Sendable {
  typealias Action = @Sendable (inout ScreenState) -> [ScreenState.Action]

  /// Keys that do the same.
  struct Press: Sendable {
    let keys: [Key]
    let action: Action

    init(_ keys: Key..., action: @escaping Action) {
      self.keys = keys
      self.action = action
    }
  }

  /// The row's keys; none where a line being typed has them (`LineEditor`), or the palette.
  let presses: [Press]
  /// The keys as hints show them.
  let label: @Sendable (ScreenState) -> String
  /// What the keys do in a word, for the line of hints; `nil` where they have no place in it.
  let hint: @Sendable (ScreenState) -> String?
  let help: Help?
  let isPossible: @Sendable (ScreenState) -> Bool
  /// Whether the keys type a line; such a line says itself why it is not possible.
  private(set) var typesLine = false

  /// A row whose keys and hint depend on how things stand.
  init(
    _ presses: [Press], label: @escaping @Sendable (ScreenState) -> String,
    hint: @escaping @Sendable (ScreenState) -> String?, help: Help? = nil,
    when isPossible: @escaping @Sendable (ScreenState) -> Bool = { _ in true }
  ) {
    self.presses = presses
    self.label = label
    self.hint = hint
    self.help = help
    self.isPossible = isPossible
  }

  /// A row whose hint is always the same, by default for its keys as they stand on the keyboard.
  init(
    _ presses: [Press], label: String? = nil, hint: String? = nil, help: Help? = nil,
    when isPossible: @escaping @Sendable (ScreenState) -> Bool = { _ in true }
  ) {
    let label = label ?? presses.flatMap(\.keys).map(\.label).joined(separator: " ")
    self.init(presses, label: { _ in label }, hint: { _ in hint }, help: help, when: isPossible)
  }

  /// A row for keys of the command table: each types its line; the hint is by default the one that stands there.
  init(
    typing keys: Key..., label: String? = nil, hint: String? = nil,
    when isPossible: @escaping @Sendable (ScreenState) -> Bool = { _ in true }
  ) {
    let bindings = keys.compactMap { key in KeyBinding.all.first { $0.key == key } }
    self.init(bindings.map(\.press), label: label, hint: hint ?? bindings.first?.hint, when: isPossible)
    typesLine = true
  }

  /// A row without a place among the hints, for a key of the command table.
  init(_ binding: KeyBinding) {
    self.init([binding.press])
    typesLine = true
  }

  /// What a key of this row does now; `nil` if it is none of them, or cannot be done.
  func action(of key: Key, in state: ScreenState) -> Action? {
    guard let press = presses.first(where: { $0.keys.contains(key) }) else { return nil }
    return typesLine || isPossible(state) ? press.action : nil
  }
}

extension KeyBinding {
  fileprivate var press: ScreenKey.Press {
    let line = line
    return ScreenKey.Press(key) { $0.submit(line) }
  }
}

extension ScreenKey {
  /// What a key does where the person is; `nil` if it does nothing there.
  static func action(of key: Key, in state: ScreenState) -> Action? {
    layers(state).lazy.joined().compactMap { $0.action(of: key, in: state) }.first
  }

  /// Presses a key of a pane's own; any other does nothing.
  static func press(_ key: Key, on pane: Pane, of state: inout ScreenState) -> [ScreenState.Action] {
    let action = own(pane).lazy.compactMap { [state] in $0.action(of: key, in: state) }.first
    return action?(&state) ?? []
  }

  /// The rows that count where the person is, those that are asked first at the front.
  private static func layers(_ state: ScreenState) -> [[ScreenKey]] {
    if state.overlay != nil { return [page] }
    let asked = state.isAsked ? question : []
    if state.demo?.phase == .ended { return [asked, demoEnd] }
    if state.browser != nil { return [asked, ofDemo(state), browser] }
    if state.differences != nil { return [asked, ofDemo(state), differences] }
    return [
      asked, ofDemo(state), state.tour == nil ? [] : tour, own(state.focusedPane), first, everywhere,
    ]
  }

  /// The rows that hints are shown for where the person is, in the order of the hints.
  static func hinted(_ state: ScreenState) -> [ScreenKey] {
    if state.editor != nil { return prompt }
    if state.palette != nil { return palette }
    if state.finder != nil { return finding }
    if state.overlay != nil { return page }
    if state.browser?.editor != nil { return filtering }
    let asked = state.isAsked ? question : []
    if let player = state.demo, player.phase != .working { return asked + (player.phase == .ended ? demoEnd : demo) }
    if state.browser != nil { return asked + ofDemo(state) + browser }
    if state.differences != nil { return asked + ofDemo(state) + differences }
    return asked + ofDemo(state) + first + own(state.focusedPane) + everywhere
  }

  /// The rows of a demo; while the person is at a task the others are theirs.
  private static func ofDemo(_ state: ScreenState) -> [ScreenKey] {
    guard state.demo != nil else { return state.isWorking ? task : [] }
    return state.isWorking ? task + demoTask : demo
  }
}
