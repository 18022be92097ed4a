import Platform
import TerminalKit
import BNFiles

/// Measures how fast the program opens models, beside other programs where they are installed.
///
/// There is one file at a time, made for the measurement and deleted behind it.
struct ModelBench {
  /// How often everything is measured, and on what.
  struct Plan {
    var rounds = 15
    /// Programs in Python take seconds.
    var peerRounds = 5
    var kinds = ModelBenchKind.allCases
    var bytes = 100_000_000
    var layers = 50
    var channels = 256
    var many = (layers: 1000, channels: 500)
  }

  let executable: String
  let pythons: [String]
  var plan = Plan()
  var progress: (_ what: String) -> Void = { _ in }

  /// Takes all measurements.
  ///
  /// - Returns: the figures, and the kinds that could not be measured since a library is missing.
  /// - Throws: ``BenchFailure`` where files cannot be made, or this program fails on them.
  func run() throws(BenchFailure) -> (figures: [ModelFigure], leftOut: [ModelBenchKind]) {
    let folder = try BenchFolder()
    let tools = try ModelBenchTools(beside: executable, pythons: pythons, folder: folder)
    var figures: [ModelFigure] = []
    var leftOut: [ModelBenchKind] = []
    for kind in plan.kinds {
      let bench = ModelBenchOfKind(kind: kind, bench: self, folder: folder, tools: tools)
      if let measured = try bench.run() { figures += measured } else { leftOut.append(kind) }
    }
    return (figures, leftOut)
  }
}

/// The measurements of one kind of files.
struct ModelBenchOfKind {
  let kind: ModelBenchKind
  let bench: ModelBench
  let folder: BenchFolder
  let tools: ModelBenchTools

  private var plan: ModelBench.Plan { bench.plan }

  /// Takes them; `nil` where files of this kind cannot be made.
  func run() throws(BenchFailure) -> [ModelFigure]? {
    var figures: [ModelFigure] = []
    var small: [Double] = []
    let isMade = try with(plan.bytes, plan.layers, plan.channels) { path throws(BenchFailure) in
      let peer = tools.peer(kind.library)
      let runs = try layers(path, "a small file")
      small = runs.map(\.processorSeconds)
      figures.append(figure(.whole, runs.map(\.seconds)))
      if let peer { figures += try beside(path, peer) }
      figures += try inside(path, peer) + [try firstFrame(path)]
      figures += try check(path)
    }
    guard isMade else { return nil }
    _ = try with(kind.largeSize, plan.layers, plan.channels) { path throws(BenchFailure) in
      let runs = try layers(path, "a large file")
      figures.append(figure(.growth, runs.map(\.processorSeconds), small))
      figures.append(figure(.memory, runs.map { Double($0.memory) }))
    }
    _ = try with(plan.bytes, plan.many.layers, plan.many.channels) { path throws(BenchFailure) in
      figures.append(figure(.many, try layers(path, "many layers").map(\.seconds)))
    }
    return figures
  }

  private func figure(
    _ name: ModelFigure.Name, _ samples: [Double], _ others: [Double] = [], peer: String? = nil
  ) -> ModelFigure {
    ModelFigure(name: name, kind: kind, samples: samples, others: others, peer: peer)
  }

  /// Makes a file, lends it and deletes it; `false` where it cannot be made.
  private func with(
    _ bytes: Int, _ layers: Int, _ channels: Int, _ body: (String) throws(BenchFailure) -> Void
  ) throws(BenchFailure) -> Bool {
    bench.progress("\(kind.text), making a file of \(bytes / 1_000_000) MB")
    guard let file = try tools.makeFile(kind, bytes: bytes, layers: layers, channels: channels) else { return false }
    defer { folder.remove(file.all) }
    try body(file.path)
    return true
  }

  // MARK: The whole program

  /// Runs of this program and of the one in Python, in turn: each finds the processor's caches as the other left them.
  private func beside(_ path: String, _ peer: ModelBenchTools.Peer) throws(BenchFailure) -> [ModelFigure] {
    var own: [Double] = []
    var others: [Double] = []
    // One more, which brings its files from the disk.
    for round in 0...plan.peerRounds {
      bench.progress("\(kind.text), beside \(peer.text), \(round) of \(plan.peerRounds)")
      let seconds = try layers(path).seconds
      guard let other = tools.seconds(of: peer, path) else { return [] }
      if round > 0 {
        own.append(seconds)
        others.append(other)
      }
    }
    return plan.peerRounds > 0 ? [figure(.wholeRatio, own, others, peer: peer.text)] : []
  }

  /// Going through the whole file, in turn with only reading it, and with what does the same in Python.
  private func check(_ path: String) throws(BenchFailure) -> [ModelFigure] {
    let peer = kind.checker.flatMap { tools.peer($0) }
    var own: [Double] = []
    var reading: [Double] = []
    var others: [Double] = []
    for round in 0...plan.rounds {
      bench.progress("\(kind.text), checked, \(round) of \(plan.rounds)")
      let seconds = try measured(["check", path]).seconds
      guard let read = tools.secondsOfReading(path) else { throw BenchFailure("cat cannot read a \(kind.text) file") }
      let other = round <= plan.peerRounds ? peer.flatMap { tools.seconds(of: $0, path) } : nil
      guard round > 0 else { continue }
      own.append(seconds)
      reading.append(read)
      if let other { others.append(other) }
    }
    let ratio = others.isEmpty ? [] : [figure(.checkRatio, own, others, peer: peer?.text)]
    return [figure(.check, own), figure(.checkReading, own, reading, peer: "cat")] + ratio
  }

  private func layers(_ path: String, _ what: String) throws(BenchFailure) -> [MeasuredProcess] {
    _ = try layers(path)
    var runs: [MeasuredProcess] = []
    for round in 0..<plan.rounds {
      bench.progress("\(kind.text), \(what), round \(round + 1) of \(plan.rounds)")
      runs.append(try layers(path))
    }
    return runs
  }

  private func layers(_ path: String) throws(BenchFailure) -> MeasuredProcess { try measured(["layers", path]) }

  /// A run of this program.
  private func measured(_ arguments: [String]) throws(BenchFailure) -> MeasuredProcess {
    guard let run = MeasuredProcess(bench.executable, arguments, environment: folder.environment), run.status == 0
    else { throw BenchFailure("bnexplorer cannot open a \(kind.text) file") }
    return run
  }

  // MARK: In one process

  /// Rounds in a process of its own, whose memory is not counted to programs that are started later.
  private func inside(_ path: String, _ peer: ModelBenchTools.Peer?) throws(BenchFailure) -> [ModelFigure] {
    bench.progress("\(kind.text), warm")
    let output = try folder.add("inside", "")
    defer { folder.remove([output]) }
    let run = MeasuredProcess(
      bench.executable, ["bench", "models", "--inside", path, "--rounds", "\(plan.rounds)"],
      environment: folder.environment, output: output)
    guard run?.status == 0, let bytes = try? DiskFiles().read(output) else {
      throw BenchFailure("bnexplorer cannot open a \(kind.text) file")
    }
    let own = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { Double($0) }
    let others = peer.map { tools.warmSeconds(of: $0, path, rounds: plan.rounds) } ?? []
    let ratio = others.isEmpty ? [] : [figure(.insideRatio, own, others, peer: peer?.text)]
    return [figure(.inside, own)] + ratio
  }

  // MARK: The screen

  private func firstFrame(_ path: String) throws(BenchFailure) -> ModelFigure {
    var seconds: [Double] = []
    for round in 0...plan.rounds {
      bench.progress("\(kind.text), first frame, \(round) of \(plan.rounds)")
      let program = try ProgramOnTerminal(
        bench.executable, ["explore", path], size: Size(columns: 80, rows: 24), environment: folder.environment)
      let first = try program.waitForFrame(from: 0)
      seconds.append(program.startTime.duration(to: first.time).inSeconds)
    }
    return figure(.firstFrame, Array(seconds.dropFirst()))
  }
}
