package import TerminalKit

/// What a terminal sends for a key.
package enum KeyBytes {
  /// As xterm does in application mode, which ncurses asks for.
  package static func xterm(_ key: Key) -> [UInt8] {
    Array(text(key).utf8)
  }

  /// As a terminal of a type does, by its terminfo entry (`infocmp -1 TYPE`); what an entry lacks, as xterm does.
  package static func bytes(_ key: Key, on type: String) -> [UInt8] {
    let arrows: [Key: String] = [.up: "A", .down: "B", .right: "C", .left: "D"]
    // Those in which ncurses switches no application mode on.
    if ["linux", "vt220", "ansi"].contains(type), let final = arrows[key] { return Array("\u{1b}[\(final)".utf8) }
    switch (type, key) {
    case ("linux", .home), ("screen-256color", .home), ("tmux-256color", .home): return Array("\u{1b}[1~".utf8)
    case ("linux", .end), ("screen-256color", .end), ("tmux-256color", .end): return Array("\u{1b}[4~".utf8)
    case ("linux", .backTab): return Array("\u{1b}\t".utf8)
    case ("ansi", .home): return Array("\u{1b}[H".utf8)
    default: return xterm(key)
    }
  }

  private static func text(_ key: Key) -> String {
    switch key {
    case .character(let character): String(character)
    case .control(" "): "\0"
    case .control(let character): String(Unicode.Scalar((character.asciiValue ?? 0) & 0x1f))
    case .alt(let character): "\u{1b}\(character)"
    case .enter: "\r"
    case .escape: "\u{1b}"
    case .tab: "\t"
    case .backTab: "\u{1b}[Z"
    case .backspace: "\u{7f}"
    case .delete: "\u{1b}[3~"
    case .up: "\u{1b}OA"
    case .down: "\u{1b}OB"
    case .right: "\u{1b}OC"
    case .left: "\u{1b}OD"
    case .controlLeft: "\u{1b}[1;5D"
    case .controlRight: "\u{1b}[1;5C"
    case .controlDelete: "\u{1b}[3;5~"
    case .home: "\u{1b}OH"
    case .end: "\u{1b}OF"
    case .pageUp: "\u{1b}[5~"
    case .pageDown: "\u{1b}[6~"
    case .function(let number): function(number)
    case .paste(let text): "\u{1b}[200~\(text)\u{1b}[201~"
    }
  }

  private static func function(_ number: Int) -> String {
    let codes = ["OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~"]
    return codes.indices.contains(number - 1) ? "\u{1b}" + codes[number - 1] : ""
  }
}
