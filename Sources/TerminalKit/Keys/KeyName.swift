extension Key {
  /// The key's name as people write it: `Ctrl-C`, `Alt-x`, `F5`, `up`.
  package var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .control(" "): "Ctrl-space"
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .alt("\u{7f}"): "Alt-backspace"
    case .alt(" "): "Alt-space"
    case .alt(let character): "Alt-\(character)"
    case .function(let number): "F\(number)"
    case .paste(let text): "paste(\(text.count))"
    case .enter: "enter"
    case .escape: "escape"
    case .tab: "tab"
    case .backTab: "back-tab"
    case .backspace: "backspace"
    case .delete: "delete"
    case .up: "up"
    case .down: "down"
    case .left: "left"
    case .right: "right"
    case .controlLeft: "Ctrl-left"
    case .controlRight: "Ctrl-right"
    case .controlDelete: "Ctrl-delete"
    case .home: "home"
    case .end: "end"
    case .pageUp: "page-up"
    case .pageDown: "page-down"
    }
  }
}
