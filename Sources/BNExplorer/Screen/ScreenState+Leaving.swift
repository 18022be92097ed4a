import TerminalKit

// What would be lost, and what another program has left.
extension ScreenState {
  /// Offers a session that was left unsaved, until the next key.
  mutating func offer(_ summary: String) {
    isLeftOffered = true
    message = Message(text: "\(summary): r takes it up, d drops it", staysUntilKey: true)
  }

  /// Takes the key behind an offer; any but two do what they always do, and the offer comes again at the next start.
  ///
  /// - Returns: what is to be done; `nil` where the key means something else.
  mutating func answerOffer(_ key: Key) -> [Action]? {
    guard isLeftOffered else { return nil }
    isLeftOffered = false
    message = nil
    switch key {
    case "r":
      message = Message(text: "taking it up; Ctrl-C stops")
      return [.takeUpLeft]
    case "d":
      message = Message(text: "dropped")
      return [.forgetLeft]
    default: return nil
    }
  }

  /// Ends the program; where work would be lost it is said first, once.
  mutating func leave() -> [Action] {
    let unsaved = session.log.unsavedWork.count
    guard demo == nil, unsaved >= SessionLog.worthAWord, unsaved != linesWarnedOf else { return [.quit] }
    linesWarnedOf = unsaved
    message = Message(
      text: "\(unsaved) lines are not saved: :save FILE keeps them, q again drops them", staysUntilKey: true)
    return []
  }
}
