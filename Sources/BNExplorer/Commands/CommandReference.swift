/// The command reference as Markdown, drawn from the command table.
enum CommandReference {
  static var markdown: String {
    var lines = [
      "# Commands", "",
      "One vocabulary serves the screen, the prompt, scripts and lessons. This page is made by `bnexplorer reference`.",
      "", "## Lines", "",
      "One command a line, `;` between two on one line. `#` starts a comment. Words are separated by blanks; text with",
      "blanks stands in double quotes (`\\\"`, `\\\\`, `\\n`). Options are `key=value` in any order behind the plain",
      "words. Switches are `on` or `off`; lists are `[1, 2.5, 3]`, nested for matrices; a shape is `64x4`; `none` is the",
      "absent value. At a prompt a command may be shortened while it is unambiguous; in scripts it may not.", "",
      "## Keys of the screen", "", "| key | what it types |", "| --- | --- |",
    ]
    lines += KeyBinding.inHelpOrder.map { "| `\($0.label)` | `\($0.line)` |" }
    for verb in Verb.allCases {
      let entry = verb.entry
      lines += ["", "## \(verb.rawValue)", "", "    \(entry.usage)", "", "\(entry.summary.capitalizedFirst)."]
      if !entry.details.isEmpty { lines += ["", "```"] + entry.details + ["```"] }
      lines += ["", "Example: `\(entry.example)`"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
