import ArgumentParser
import BNFiles
import Platform

/// `bnexplorer merge PART... --out FILE`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put files of moments together, in any order, as exactly as if one program had seen all numbers.",
    discussion: """
      A part is what moments --out wrote, or merge itself. Arrays of one name are put together; a file that is in two \
      parts would count twice, and is an error. Exit status: 0; 64 wrong usage; 65 a part that cannot be read, is not \
      finished, or does not go with the others; 66 a part that is not there; 74 a file that cannot be written.
      """)

  @Argument(help: "Files of moments.")
  var parts: [String]

  @Option(help: ArgumentHelp("Write the moments of all to this file.", valueName: "file"))
  var out: String

  @Flag(help: "Show every channel.")
  var all = false

  @Flag(help: "Print one JSON object for each array, then one for the spread over parts.")
  var json = false

  func run() throws {
    do throws(FileError) {
      try merge()
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
  }

  private func merge() throws(FileError) {
    let disk = DiskFiles()
    var items: [MomentsItem] = []
    for path in parts {
      let part = try MomentsPart(path: path, files: disk)
      if let open = part.items.lazy.flatMap(\.sources).first(where: { !$0.isDone }) {
        throw FileError(
          path,
          "is not finished: \(open.path.escapingControls) is at \(100 * open.chunks / max(1, open.of)) %; go on with "
            + "bnexplorer moments --resume \(path.escapingControls)")
      }
      items += part.items
    }
    let pooled = try MomentsItem.pooled(items)
    try disk.write(MomentsPart(pooled).bytes, to: out)
    let printer = MomentsPrinter(json: json, all: all)
    for item in pooled {
      printer.show(item)
      printer.show(MomentsSpread(items.filter { $0.name == item.name }.map(\.moments)), name: item.name)
    }
    if !json {
      Console.note(
        "wrote \(out.escapingControls): \(counted(pooled.count, "array")) of \(counted(parts.count, "part"))")
    }
  }
}
