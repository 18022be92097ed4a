import Platform
import TerminalKit
import BNFiles
import ArgumentParser

/// `bnexplorer [explore] [FILE]`: the screen.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "The screen: watch a layer normalize, and turn its parameters while it runs.",
    discussion: """
      Without FILE it opens with 8x8 handwritten digits in batches of 32. Without a terminal it is the prompt of \
      bnexplorer repl.
      """)

  @Argument(help: "Data (CSV, .npy, IDX, .gz), a model file or a script (.bn).", completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp("What was recorded while the model ran, for what is found in its layers.", valueName: "file"),
    completion: .file())
  var captured: String?

  @Option(help: "Carry out a script first.", completion: .file(extensions: ["bn"]))
  var script: String?

  @OptionGroup var look: ScreenOptions

  func validate() throws {
    guard captured != nil, file == nil || file?.hasSuffix(".bn") == true else { return }
    throw ValidationError("--captured is what was recorded of a model; name the model's file, too")
  }

  func run() throws {
    let request: ScreenFrontEnd.Request
    do throws(CommandError) {
      request = try startingRequest()
    } catch {
      // A mistyped subcommand arrives here as a file that is not there.
      let known = BNExplorer.configuration.subcommands.compactMap { $0.configuration.commandName }
      let meant = file.flatMap { error.exitStatus == 66 ? nearest($0, among: known) : nil }
      Console.error(error.message + (meant.map { "; did you mean the command \($0)?" } ?? ""))
      throw ExitCode(error.exitStatus)
    }
    // `run` would step for ever where nobody sees it.
    let commands = request.commands.filter { $0 != .face(.run) }
    if look.plain {
      let status = Repl.run(session: request.session, commands: commands, plain: true)
      if status != 0 { throw ExitCode(status) }
      return
    }
    try FrontEnd.open(request) { Repl.run(session: request.session, commands: commands) }
  }

  /// Reads what was named before the screen opens, so that what is wrong with it is said on a sane terminal.
  private func startingRequest() throws(CommandError) -> ScreenFrontEnd.Request {
    let files = DiskFiles()
    var request = ScreenFrontEnd.Request(options: look.terminalOptions, layout: look.layout)
    let isScript = file?.hasSuffix(".bn") == true
    if let file, !isScript { request.commands = try begin(&request.session, with: file, files) }
    var scripts: [Script] = []
    for path in [isScript ? file : nil, script].compactMap({ $0 }) { scripts.append(try Script.read(path, files)) }
    request.commands += scripts.flatMap { $0.lines.map(\.command) }
    if file == nil, scripts.isEmpty {
      request.commands = [.session(.load(.digits)), .face(.run)]
      request.isPlainStart = true
    }
    // A single script with captions is played as a demo: its scenes, pauses and pace.
    if scripts.count == 1, file == nil || isScript, scripts[0].hasCaptions { request.demo = scripts[0] }
    return request
  }

  /// Takes batches from a file of data, or opens a model: its only batch norm becomes the session's layer, of several the
  /// list is shown.
  ///
  /// - Returns: what is to be carried out where it can be seen.
  private func begin(
    _ session: inout Session, with file: String, _ files: DiskFiles
  ) throws(CommandError) -> [Command] {
    let environment = SessionEnvironment(files: files)
    let isModel = try filing { () throws(FileError) in try ModelFormat.of(ModelCandidate(file, files: files)) != nil }
    guard isModel else {
      if captured != nil {
        throw CommandError("\(file) is no model file, and --captured is about the layers of one; leave it out")
      }
      _ = try session.apply(.load(LoadRequest(path: file, batch: LoadRequest.usualBatch)), in: environment)
      return []
    }
    var request = OpenRequest(path: file)
    request.captured = captured
    _ = try session.apply(.open(request), in: environment)
    // What was recorded shows among the layers.
    guard let model = session.viewer.model, model.batchNorms.count == 1, captured == nil else {
      return [.session(.layers(LayersRequest()))]
    }
    return [.session(.layer(LayerRequest(name: model.batchNorms[0].name)))]
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

  @Option(help: "Colours: colour-blind, dark, light, high-contrast or mono.")
  var theme: Theme.Name?

  @Option(help: "What the screen opens with: story, curves, channels or formula; by default what it had last.")
  var layout: LayoutName?

  @Flag(help: "Let the mouse point and scroll; Shift and dragging still selects text.")
  var mouse = false

  @Flag(help: "No screen: lines that are only added, without escape codes, for screen readers.")
  var plain = false

  var terminalOptions: TerminalOptions {
    var options = TerminalOptions()
    options.colour = color
    options.glyphs = ascii ? .ascii : glyphs
    options.theme = theme
    options.reportsMouse = mouse ? true : nil
    return options
  }
}

extension Theme.Name: ExpressibleByArgument {}
extension LayoutName: ExpressibleByArgument {}

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
