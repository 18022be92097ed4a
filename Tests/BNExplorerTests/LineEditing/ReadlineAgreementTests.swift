#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Testing

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
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Opened by name in a session of its own, the terminal becomes the shell's controlling one.
    for descriptor: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, terminal.path, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    // Tests run on threads that block every signal, and a child inherits that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let words = [Shell.path, "--norc", "--noprofile", "-c", script].map { (word: String) in strdup(word) }
    let settings = ["TERM=xterm", "INPUTRC=/dev/null", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"].map {
      (setting: String) in strdup(setting)
    }
    defer { for text in words + settings { free(text) } }
    var child = pid_t()
    try #require(posix_spawn(&child, Shell.path, &actions, &attributes, words + [nil], settings + [nil]) == 0)
    return child
  }
}
