import Platform
import TerminalKit
import BNFiles

/// The prompt without the screen: a line is read, carried out and answered.
///
/// From a pipe it is a script that goes on after a wrong line, and whose exit status is that of the last thing that went
/// wrong.
enum Repl {
  /// Runs until the end of the input.
  ///
  /// - Parameters:
  ///   - session: where it begins.
  ///   - commands: carried out first.
  ///   - plain: whether lines are only ever added, without an escape code, and what changes is said in words.
  /// - Returns: 0 on a terminal; from a pipe the status of the last failure, or 0.
  static func run(session: Session = Session(), commands: [Command] = [], plain: Bool = false) -> Int32 {
    let files = DiskFiles()
    let reader = LineReader(
      history: HistoryFile.load(files), completer: CommandCompleter.completer(paths: { files.paths(startingWith: $0) }),
      canEdit: !plain)
    let interrupt = InterruptFlag()
    let isTalk = reader.isInteractive || plain
    var conversation = Conversation(
      session: session, environment: .filming(files: files), interrupt: interrupt, isInteractive: isTalk)
    if plain { conversation.narration = Narration() }
    if isTalk { Console.result("bnexplorer: help lists the commands, quit or Ctrl-D ends.") }
    conversation.open(with: commands)
    // A pipe is a script, and can be run again.
    let journals = isTalk ? JournalFolder() : nil
    conversation.journal = journals.map { Journal(in: $0) }
    conversation.offer(journals?.left())
    var remembered = reader.history.total
    while true {
      reader.completer = CommandCompleter.completer(
        conversation.session.completionOffer, paths: { files.paths(startingWith: $0) })
      let answer = reader.readLine(prompt: conversation.prompt)
      if reader.isInteractive { HistoryFile.add(reader.history.lines(since: remembered)) }
      remembered = reader.history.total
      switch answer {
      case .end:
        if conversation.mayEnd(reader) { return conversation.end(reader) }
      case .terminated: return conversation.end(reader, isOrderly: false)
      case .interrupted:
        if plain { Console.result("") }
      case .line(let line):
        guard conversation.answer(line, reader) else { return conversation.end(reader) }
      }
    }
  }
}

extension Conversation {
  /// Ends the session.
  ///
  /// - Returns: the exit status, which only a pipe is interested in.
  fileprivate mutating func end(_ reader: LineReader, isOrderly: Bool = true) -> Int32 {
    leaveTask()
    finishFilm()
    // Whoever was ended finds the session again.
    if isOrderly { journal?.remove() }
    return reader.isConversation ? 0 : status
  }
}
