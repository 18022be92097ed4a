import ArgumentParser

/// `bnexplorer [explore] [FILE]`: the screen.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "The screen: watch a layer normalize, and turn its parameters while it runs.",
    discussion: """
      Without FILE it opens with 8x8 handwritten digits in batches of 32. Without a terminal it is the prompt of \
      bnexplorer repl.
      """)

  @Argument(help: "Data (CSV, .npy, IDX, .gz) or a script (.bn).")
  var file: String?

  @Option(help: "Carry out a script first.")
  var script: String?

  @OptionGroup var look: ScreenOptions

  func run() throws {
    var request = ScreenFrontEnd.Request(options: look.terminalOptions)
    let commands: [Command]
    do throws(CommandError) {
      commands = try startingCommands()
      request.commands = commands
      request.demo = try scriptThatSpeaks()
    } catch {
      // A mistyped subcommand arrives here as a file that is not there.
      let known = BNExplorer.configuration.subcommands.compactMap { $0.configuration.commandName }
      let meant = file.flatMap { error.exitStatus == 66 ? nearest($0, among: known) : nil }
      Console.error(error.message + (meant.map { "; did you mean the command \($0)?" } ?? ""))
      throw ExitCode(error.exitStatus)
    }
    try FrontEnd.open(request) {
      // `run` would step for ever where nobody sees it.
      Repl.run(commands: commands.filter { $0 != .run })
    }
  }

  /// A script with captions is played as a demo: its scenes, pauses and pace.
  private func scriptThatSpeaks() throws(CommandError) -> Script? {
    let isScript = file?.hasSuffix(".bn") == true
    guard let path = isScript ? file : script, file == nil || isScript && script == nil else { return nil }
    let read = try Script.read(path, DiskFiles())
    let speaks = read.lines.contains { line in if case .say = line.command { true } else { false } }
    return speaks ? read : nil
  }

  private func startingCommands() throws(CommandError) -> [Command] {
    // A file is read once before the screen opens, so that what is wrong with it is said on a sane terminal.
    let files = DiskFiles()
    var commands: [Command] = []
    var probe = Session()
    let scripts = [file.flatMap { $0.hasSuffix(".bn") ? $0 : nil }, script].compactMap { $0 }
    if let file, !file.hasSuffix(".bn") {
      let load = Command.load(LoadRequest(path: file, batch: 32))
      _ = try probe.apply(load, in: SessionEnvironment(files: files))
      commands.append(load)
    }
    for path in scripts { commands += try Script.read(path, files).lines.map(\.command) }
    return commands.isEmpty ? [.load(.digits), .run] : commands
  }
}

/// How the screen looks.
struct ScreenOptions: ParsableArguments {
  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Option(help: "Draw with braille, block or ascii; by default with the best that the terminal has.")
  var glyphs: GlyphLevel?

  @Option(help: "Colour: auto, always or never. auto heeds NO_COLOR.")
  var color = ColourChoice.auto

  var terminalOptions: TerminalOptions {
    var options = TerminalOptions()
    options.colour = color
    options.glyphs = ascii ? .ascii : glyphs
    return options
  }
}

/// Chooses between the screen and what does without one.
enum FrontEnd {
  /// Opens the screen.
  ///
  /// - Parameters:
  ///   - request: what to show.
  ///   - fallback: carried out instead where there is no terminal that can show it; returns the exit status.
  /// - Throws: the exit status, if it is not 0.
  static func open(_ request: ScreenFrontEnd.Request, otherwise fallback: () -> Int32) throws {
    let outcome = MainActor.assumeIsolated { () -> Result<Int32, TerminalUnavailable> in
      do throws(TerminalUnavailable) { return .success(try ScreenFrontEnd.run(request)) } catch {
        return .failure(error)
      }
    }
    let status: Int32
    switch outcome {
    case .success(let ended): status = ended
    case .failure(let reason):
      // Where nobody can see a screen nobody needs to hear why there is none.
      if Console.outputIsTerminal || Console.errorIsTerminal { Console.note("\(reason) Going on without it.") }
      status = fallback()
    }
    if status != 0 { throw ExitCode(status) }
  }
}
