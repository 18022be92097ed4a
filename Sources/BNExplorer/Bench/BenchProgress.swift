import Platform
import TerminalKit

/// One line on the terminal that says what is being measured, or done otherwise; nothing where standard error is no terminal.
struct BenchProgress {
  let isShown = Console.errorIsTerminal
  private let verb: String

  init(verb: String = "measuring") { self.verb = verb }

  func show(_ text: String) {
    // Not longer than the terminal is wide, or the line could not be written over.
    let columns = TerminalGeometry.size(of: 2).columns
    write("\r\u{1B}[K" + String((verb + " " + text).prefix(max(0, columns - 1))))
  }

  func clear() { write("\r\u{1B}[K") }

  private func write(_ text: String) {
    if isShown { _ = writeAll(Array(text.utf8), to: 2) }
  }
}
