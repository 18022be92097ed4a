import Testing

@testable import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

private enum Shell {
  static let path = "/bin/bash"

  // macOS ships bash 3 with another line editor; Debian's is bash 5 with readline 8.
  static let hasReadline = access(path, X_OK) == 0 && access("/etc/debian_version", F_OK) == 0
}

/// Puts the table of readline's behaviour to readline itself, in the shell of this machine.
@Suite("The table of readline's behaviour", .enabled(if: Shell.hasReadline))
struct ReadlineAgreementTests {
  @Test("agrees with readline in bash")
  func agreement() throws {
    let terminal = try LinePseudoTerminal(columns: 200)
    let history = ReadlineCase.history.map { "'\($0)'" }.joined(separator: " ")
    let script = """
      set -o emacs; set -o history; HISTFILE=; stty -ixon
      bind 'set enable-bracketed-paste off'; bind 'set bell-style none'
      bind -x '"\\C-x\\C-p": printf "[%s|%s]\\001" "$READLINE_POINT" "$READLINE_LINE"'
      while :; do
        history -c; file=$(mktemp); printf '%s\\n' \(history) >"$file"; history -r "$file"; rm "$file"
        printf '\\005'; read -e -p ready: line || exit
      done
      """
    let child = try spawnBash(script, on: terminal)
    defer {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    for row in ReadlineCase.all {
      try terminal.wait(for: "\u{5}")
      try terminal.wait(for: "ready:")
      // Ctrl-L ends a search and changes nothing else.
      try terminal.type(row.keys + "<C-l><C-x><C-p>")
      let answer = try terminal.wait(for: "\u{1}")
      #expect(answer.hasSuffix("[\(row.cursor)|\(row.text)]"), "\(row.keys) gives \(answer)")
      try terminal.type("<Enter>")
    }
  }

  private func spawnBash(_ script: String, on terminal: LinePseudoTerminal) throws -> pid_t {
    var child = pid_t()
    let failure = TerminalPair.start(
      Shell.path, ["--norc", "--noprofile", "-c", script], on: terminal.path,
      environment: ["TERM": "xterm", "INPUTRC": "/dev/null", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
      identifier: &child)
    try #require(failure == 0)
    return child
  }
}
