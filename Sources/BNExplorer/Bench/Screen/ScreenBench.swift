import TerminalKit
import BNFiles

/// Measures the real program on a terminal of the kernel's: how soon it answers, and how little it says for that.
struct ScreenBench {
  /// How often everything is measured.
  struct Plan {
    var starts = 15
    var frames = 60
    var keys = 100
    var escapes = 20
    /// How often the browser of layers is opened.
    var openings = 10
    /// What a crowded screen shows.
    var crowd = Crowd()
    /// Steps in memory when the memory is measured.
    var steps = 100_000
    var sizes = [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)]
  }

  let executable: String
  var plan = Plan()
  var progress: (_ what: String) -> Void = { _ in }

  private static let digits = "load builtin:digits batch=32 flatten=on"

  /// Takes all measurements, the figures of each size in the order of their names.
  ///
  /// - Throws: ``BenchFailure`` where the program can't be started or does not answer.
  func run() throws(BenchFailure) -> [ScreenFigure] {
    let folder = try BenchFolder()
    var figures: [ScreenFigure] = []
    for size in plan.sizes {
      figures.append(try starts(size, folder))
      figures += try session(size, folder)
      figures.append(try knob(size, folder))
      figures += try browser(size, folder)
      figures.append(try crowdedKeys(size, folder))
      figures += try memory(size, folder)
    }
    return figures
  }

  // MARK: Start

  private func starts(_ size: Size, _ folder: BenchFolder) throws(BenchFailure) -> ScreenFigure {
    // One more, whose program came from the disk.
    var seconds: [Double] = []
    for round in 0...plan.starts {
      progress("the start at \(text(size)), \(round) of \(plan.starts)")
      let program = try start([], size, folder)
      let first = try program.waitForFrame(from: 0)
      seconds.append(program.startTime.duration(to: first.time).inSeconds)
    }
    return ScreenFigure(name: .start, size: size, samples: Array(seconds.dropFirst()))
  }

  // MARK: A session

  private func session(_ size: Size, _ folder: BenchFolder) throws(BenchFailure) -> [ScreenFigure] {
    let script = try folder.add("run.bn", "\(Self.digits)\nspeed max\nrun\n")
    let program = try start(["explore", "--script", script], size, folder)
    progress("a moving screen at \(text(size))")
    var figures = try moving(program, size, speed: "max")
    progress("keys at \(text(size)), the engine busy")
    figures.append(ScreenFigure(name: .keyBusy, size: size, speed: "max", samples: try keys(program)))
    _ = try program.secondsToShow(":speed 20\r")
    progress("a moving screen at \(text(size)), 20 steps a second")
    figures += try moving(program, size, speed: "20")
    _ = try program.secondsToShow(" ")
    progress("an idle screen at \(text(size))")
    figures += try idle(program, size)
    progress("keys at \(text(size)), the engine idle")
    figures.append(ScreenFigure(name: .keyIdle, size: size, samples: try keys(program)))
    figures.append(ScreenFigure(name: .escape, size: size, samples: try escapes(program)))
    return figures
  }

  /// Frames that nobody asked for by a key.
  private func moving(
    _ program: ProgramOnTerminal, _ size: Size, speed: String
  ) throws(BenchFailure) -> [ScreenFigure] {
    // The first second has longer frames: axes and panes find their place.
    program.read(for: .seconds(1))
    let first = program.frames.count
    // The writes and the time of a frame are told behind the next one.
    _ = try program.waitForFrame(from: first + plan.frames + 1)
    let frames = program.frames[first...first + plan.frames + 1].map { $0 }
    let pairs = zip(frames, frames.dropFirst()).map { ($0.account, $1.account) }
    return [
      ScreenFigure(
        name: .frame, size: size, speed: speed,
        samples: pairs.dropLast().map { Double($1.nanoseconds - $0.nanoseconds) * 1e-9 }),
      ScreenFigure(
        name: .bytes, size: size, speed: speed, samples: frames.dropFirst().dropLast().map { Double($0.bytes) }),
      ScreenFigure(
        name: .writes, size: size, speed: speed, samples: pairs.dropFirst().map { Double($1.writes - $0.writes) }),
    ]
  }

  /// Keys at uneven distances, so that they do not fall into step with the engine's frames.
  private func keys(_ program: ProgramOnTerminal) throws(BenchFailure) -> [Double] {
    var seconds: [Double] = []
    for index in 0..<plan.keys {
      program.read(for: .milliseconds(2 + index * 7919 % 33))
      seconds.append(try program.secondsToShow("j"))
    }
    return seconds
  }

  /// From a key that changes epsilon to the frame that shows what it does to the outputs of 256 examples of 64 channels.
  private func knob(_ size: Size, _ folder: BenchFolder) throws(BenchFailure) -> ScreenFigure {
    progress("a parameter's effect at \(text(size))")
    let script = try folder.add("knob.bn", "generate normal mean=3 std=2 shape=256x64 seed=1\nstep 5\n")
    let program = try start(["explore", "--layout", "story", "--script", script], size, folder)
    try waitForQuiet(program)
    _ = try program.secondsToShow("jjj")
    var seconds: [Double] = []
    for index in 0..<plan.keys {
      program.read(for: .milliseconds(20 + index * 7919 % 33))
      let first = program.frames.count
      let start = ContinuousClock.now
      program.press(index.isMultiple(of: 2) ? "l" : "h")
      // The frame behind the key itself shows nothing new; the engine's answer does.
      let frame = try program.waitForFrame(from: first) { $0.bytes > 0 && $0.account.events >= program.eventsSent }
      seconds.append(start.duration(to: frame.time).inSeconds)
    }
    return ScreenFigure(name: .knob, size: size, samples: seconds)
  }

  /// The browser of a model of 1,000 layers: how soon it stands, and how swiftly it scrolls.
  private func browser(_ size: Size, _ folder: BenchFolder) throws(BenchFailure) -> [ScreenFigure] {
    progress("a browser of 1,000 layers at \(text(size))")
    let model = try folder.add("model-\(text(size)).safetensors", BenchModel.bytes(layers: 1_000))
    let script = try folder.add("browser.bn", "open \(quotedWord(model))\n")
    let program = try start(["explore", "--script", script], size, folder)
    try waitForQuiet(program)
    // What was said of the model goes with a key, which is not to be measured.
    _ = try program.secondsToShow("\u{1b}")
    var openings: [Double] = []
    for _ in 0..<plan.openings {
      let first = program.frames.count
      let start = ContinuousClock.now
      program.press("L")
      // The frame behind the key itself shows next to nothing new; the layers fill the screen.
      let frame = try program.waitForFrame(from: first) { $0.bytes > 5 * size.columns }
      openings.append(start.duration(to: frame.time).inSeconds)
      _ = try program.secondsToShow("\u{1b}")
    }
    program.press("L")
    try waitForQuiet(program)
    // From the middle of the list on, each key moves all of it.
    for _ in 0..<size.rows { _ = try program.secondsToShow("j") }
    let first = program.frames.count
    let seconds = try keys(program)
    let frames = program.frames[first...]
    let spent = zip(frames, frames.dropFirst()).map { Double($1.account.nanoseconds - $0.account.nanoseconds) * 1e-9 }
    return [
      ScreenFigure(name: .browserOpen, size: size, samples: openings),
      ScreenFigure(name: .browserKey, size: size, samples: seconds),
      ScreenFigure(name: .browserFrame, size: size, samples: spent),
      ScreenFigure(name: .browserBytes, size: size, samples: frames.map { Double($0.bytes) }),
    ]
  }

  /// Closes a page by an Escape that nothing follows, which takes longer: it may be the beginning of a longer key.
  private func escapes(_ program: ProgramOnTerminal) throws(BenchFailure) -> [Double] {
    var seconds: [Double] = []
    for _ in 0..<plan.escapes {
      _ = try program.secondsToShow("?")
      seconds.append(try program.secondsToShow("\u{1b}"))
    }
    return seconds
  }

  /// What a program does while nothing happens; wake-ups only where the kernel tells them.
  private func idle(_ program: ProgramOnTerminal, _ size: Size) throws(BenchFailure) -> [ScreenFigure] {
    try waitForQuiet(program)
    let bytes = program.byteCount
    let before = ProcessAccount(of: program.identifier)
    program.read(for: .seconds(1))
    let after = ProcessAccount(of: program.identifier)
    var figures = [ScreenFigure(name: .idleBytes, size: size, samples: [Double(program.byteCount - bytes)])]
    if let before, let after {
      figures.append(ScreenFigure(name: .idleWakeups, size: size, samples: [Double(after.waits - before.waits)]))
    }
    return figures
  }

  // MARK: Memory

  private func memory(_ size: Size, _ folder: BenchFolder) throws(BenchFailure) -> [ScreenFigure] {
    progress("memory at \(text(size)), \(plan.steps) steps")
    let script = try folder.add("memory.bn", "\(Self.digits)\ntrain \(plan.steps)\n")
    let program = try start(["explore", "--script", script], size, folder)
    _ = try program.waitForFrame(from: 1)
    // A debug build takes minutes for these steps.
    try waitForQuiet(program, patience: ProgramOnTerminal.patience * 10)
    guard let account = ProcessAccount(of: program.identifier) else { return [] }
    return [ScreenFigure(name: .memory, size: size, samples: [Double(account.residentBytes)])]
  }

  // MARK: Steps on the way

  func start(
    _ arguments: [String], _ size: Size, _ folder: BenchFolder
  ) throws(BenchFailure) -> ProgramOnTerminal {
    try ProgramOnTerminal(executable, arguments, size: size, environment: folder.environment)
  }

  /// Waits until nothing has come for half a second and, where the kernel tells it, nothing was computed.
  func waitForQuiet(
    _ program: ProgramOnTerminal, patience: Duration = ProgramOnTerminal.patience
  ) throws(BenchFailure) {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
      let before = (program.byteCount, ProcessAccount(of: program.identifier)?.nanoseconds)
      program.read(for: .milliseconds(500))
      if before == (program.byteCount, ProcessAccount(of: program.identifier)?.nanoseconds) { return }
    }
    throw BenchFailure("a paused program found no rest for \(patience)")
  }

  func text(_ size: Size) -> String { "\(size.columns)x\(size.rows)" }
}
