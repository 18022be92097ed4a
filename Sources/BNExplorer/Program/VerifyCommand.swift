import Platform
import BNFiles
import ArgumentParser

/// `bnexplorer verify PATH... [--json]`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Replay golden files of TensorFlow 1.4 and compare every number.",
    discussion: """
      The table holds the worst error of each field as a fraction of the file's own tolerance: up to 1 agrees. What \
      is in a file and was not compared is counted as not checked, never as passed. Exit status: 0 no failure; \
      1 a failure; 65 a file that cannot be read; 66 a file that is not there.
      """)

  @Argument(help: "Golden files, or folders of them.", completion: .file())
  var paths: [String]

  @Flag(help: "Print one JSON object a case and one for the sum.")
  var json = false

  func run() throws {
    var results: [CaseResult] = []
    do throws(FileError) {
      for path in try Self.files(paths) {
        let result = GoldenReplay.run(try Self.read(path))
        results.append(result)
        if json { Console.result(VerifyReport.json(result).text) }
      }
    } catch {
      // What was compared before the file that can't be read is worth having.
      if !json, !results.isEmpty { Console.result(VerifyReport.table(results)) }
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    Console.result(json ? VerifyReport.jsonSummary(results).text : VerifyReport.table(results))
    if results.contains(where: \.failed) { throw ExitCode(1) }
  }

  private static func files(_ paths: [String]) throws(FileError) -> [String] {
    var files: [String] = []
    for path in paths {
      guard let entries = try DiskFiles().entries(of: path, endingIn: ".json") else {
        files.append(path)
        continue
      }
      guard !entries.isEmpty else { throw FileError(path, "the folder holds no .json files; name one that does") }
      files += entries
    }
    return files
  }

  private static func read(_ path: String) throws(FileError) -> GoldenCase {
    let bytes = try DiskFiles().read(path)
    do throws(GoldenFileError) {
      return try GoldenCase.decode(bytes)
    } catch {
      throw FileError(path, error.reason)
    }
  }
}
