import Platform
import BNFiles
import ArgumentParser

/// `bnexplorer check FILE... [--json] [--strict]`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for NaN, infinities, subnormal numbers and damage in every tensor of a file.",
    discussion: """
      Every number of a model file or a file of data is looked at, in little memory whatever its size, and what the file \
      keeps checksums of is compared with them: members of zip archives, tensors of TensorFlow's checkpoints. Exit \
      status: 0 nothing wrong; 1 NaN, an infinity or damage was found; 64 wrong usage; 65 a file that cannot be opened; \
      66 a file that is not there; 130 interrupted.
      """)

  @Argument(
    help:
      "Files of any kind that layers or load reads, a folder that is a model, or the beginning of the names of a checkpoint.",
    completion: .file())
  var files: [String]

  @Flag(help: "Print one JSON object a tensor, then one for each file.")
  var json = false

  @Flag(help: "Take subnormal numbers for something wrong, too.")
  var strict = false

  func run() throws {
    let interrupt = InterruptFlag()
    var refused: Int32?
    var isRight = true
    for file in files {
      let check: FileCheck
      do throws(FileError) {
        check = try look(into: file, interrupt)
      } catch {
        Console.error(error.description)
        refused = refused ?? error.exitStatus
        continue
      }
      if check.isInterrupted { throw ExitCode(130) }
      report(check)
      isRight = isRight && check.isRight(strict: strict)
    }
    if let status = refused ?? (isRight ? nil : 1) { throw ExitCode(status) }
  }

  private func look(into file: String, _ interrupt: InterruptFlag) throws(FileError) -> FileCheck {
    let progress = CheckProgress(file)
    defer { progress.clear() }
    return try FileCheck(file, files: DiskFiles()) { done, all in
      progress.show(done, of: all)
      return !interrupt.isRaised
    }
  }

  private func report(_ check: FileCheck) {
    if json {
      for line in CheckLines.tensors(check) + [CheckLines.summary(check, strict: strict)] { Console.result(line.text) }
    } else {
      for line in CheckText.lines(check) { Console.result(line) }
    }
    for remark in check.remarks { Console.note(remark.description(of: check.path)) }
  }
}
