import TerminalKit
import ArgumentParser

/// Shows what the program makes of this terminal, and the name of every key pressed.
struct TerminalProbe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terminal-probe", abstract: "Show what this terminal can do, and the keys it sends.",
    shouldDisplay: false)

  @Option(help: "What to draw with: braille, block or ascii. Default: what the locale allows.")
  var glyphs: GlyphLevel?

  @Option(help: "Use colour: auto, always or never.")
  var color = ColourChoice.auto

  func run() throws {
    let options = TerminalOptions(colour: color, glyphs: glyphs)
    let signal = try MainActor.assumeIsolated {
      let terminal = try Self.open(options)
      defer { terminal.close() }
      return Self.run(on: terminal)
    }
    // What a shell reports for a program that the signal ended.
    if let signal { throw ExitCode(128 + signal) }
  }

  @MainActor
  private static func open(_ options: TerminalOptions) throws -> NcursesTerminal {
    switch NcursesTerminal.open(options: options) {
    case .success(let terminal): return terminal
    case .failure(let reason): throw reason
    }
  }

  /// Runs until the person or a signal ends it.
  ///
  /// Returns the signal.
  @MainActor
  private static func run(on terminal: NcursesTerminal) -> Int32? {
    var report = TerminalReport(
      type: terminal.type, size: terminal.size, glyphs: terminal.glyphs, depth: terminal.theme.depth,
      colours: terminal.colours)
    while true {
      terminal.present(report.frame())
      for event in terminal.events(within: nil) {
        switch event {
        case .key(.character("q")), .key(.control("c")): return nil
        case .key(.control("z")): terminal.suspend()
        case .key(.control("l")): terminal.redraw()
        case .key(let key): report.keys = report.keys.suffix(15) + [key]
        case .resized(let size): report.size = size
        case .woken, .mouse: break
        case .terminated(let signal): return signal
        }
      }
    }
  }
}

extension GlyphLevel: ExpressibleByArgument {}
extension ColourChoice: ExpressibleByArgument {}
