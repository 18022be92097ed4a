import ArgumentParser
import BNFiles
import Platform

/// `bnexplorer moments FILE... [--axis N] [--json] [--out PART]`.
struct MomentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moments",
    abstract: "Take count, mean, variance, extremes of each channel, in one pass over files of any size.",
    discussion: """
      Files are those that load and layers read, and what capture recorded; of a file with several arrays each is taken. \
      The mean is kept as a sum of two doubles, so that parts can be put together exactly (merge). With --out the moments \
      are written to a small file, from time to time while they are taken; --resume goes on where such a file stopped. \
      It may be there already if it is a file of moments; other files are not written over. Exit status: 0; 64 wrong usage; \
      65 a file that cannot be read, has no such array or axis, or does not go with the others; 66 a file that is not \
      there; 74 a file that cannot be written; 130, 143, 129 ended by Ctrl-C (SIGINT), SIGTERM, SIGHUP, with what was taken \
      in the file of --out.
      """)

  @Argument(help: "Files of arrays.", completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "The axis of the channels, from 0 or from the end; none for all numbers as one channel. By default the last one, of a single dimension none.",
      valueName: "n"))
  var axis: String?

  @Option(help: ArgumentHelp("Take this array of a file that has several; may be given again.", valueName: "name"))
  var member: [String] = []

  @Option(help: ArgumentHelp("bfloat16: what elements of two raw bytes (<V2) in .npy files are.", valueName: "type"))
  var dtype: String?

  @Option(help: ArgumentHelp("Write the moments to this file.", valueName: "part"), completion: .file())
  var out: String?

  @Option(help: ArgumentHelp("Go on where this file stopped, and write to it.", valueName: "part"), completion: .file())
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Use at most so many threads, from 1 to \(MomentsCommand.mostThreads); by default one for each processor. The moments are the same bits.",
      valueName: "n"))
  var threads: Int?

  @Flag(help: "Show every channel.")
  var all = false

  @Flag(help: "Print one JSON object for each array of each file, then one for the spread over files.")
  var json = false

  /// More is a slip of the hand.
  private static let mostThreads = 1024

  func validate() throws {
    guard resume != nil || !files.isEmpty else { throw ValidationError("moments needs a file, or --resume PART") }
    if resume != nil, !(files.isEmpty && axis == nil && member.isEmpty && out == nil) {
      throw ValidationError(
        "--resume takes files, axis and arrays from its part; leave FILE, --axis, --member and --out out")
    }
    if let axis, MomentsArray.Axis(axis) == nil {
      throw ValidationError("--axis needs a whole number such as 1 or -1, or none, not \(axis.quoted())")
    }
    if let threads, !(1...Self.mostThreads ~= threads) {
      throw ValidationError("--threads needs a whole number from 1 to \(Self.mostThreads), not \(threads)")
    }
    if let dtype, dtype != "bfloat16" { throw ValidationError("--dtype can be bfloat16 alone, not \(dtype.quoted())") }
  }

  func run() throws {
    let signal: Int32?
    do throws(FileError) {
      signal = try take()
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    if let signal { throw ExitCode(128 + signal) }
  }

  /// Takes and prints the moments.
  ///
  /// - Returns: the signal that stopped it; `nil` where nothing did.
  private func take() throws(FileError) -> Int32? {
    let disk = DiskFiles()
    var job =
      if let resume {
        try MomentsJob(resuming: resume, isBFloat16: dtype != nil, files: disk)
      } else {
        try MomentsJob(
          paths: files, members: member, axis: axis.flatMap(MomentsArray.Axis.init), isBFloat16: dtype != nil, out: out,
          files: disk)
      }
    let interrupt = InterruptFlag(isForEnding: true)
    let progress = MomentsProgress()
    var kept = ContinuousClock.now
    defer { progress.clear() }
    try job.run(threads: threads ?? SharedWork.threads) { run in
      progress.show(run)
      if interrupt.isRaised { return .stop }
      guard ContinuousClock.now - kept > .seconds(2) else { return .goOn }
      kept = .now
      return .keep
    }
    progress.clear()
    if !job.isDone, let signal = interrupt.signal {
      let what = job.out.map { "go on with bnexplorer moments --resume \($0.escapingControls)" }
      Console.note("stopped; \(what ?? "without --out nothing is kept")")
      return signal
    }
    try MomentsPrinter(json: json, all: all).show(job.items)
    if let out = job.out, !json {
      Console.note(MomentsText.written(out, arrays: job.items.count, of: counted(job.fileCount, "file")))
    }
    return nil
  }
}
