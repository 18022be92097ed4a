import ArgumentParser
import BNFiles
import Platform

/// `bnexplorer merge PART... --out FILE`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put files of moments together, in any order, as exactly as if one program had seen all numbers.",
    discussion: """
      A part is what moments --out wrote, or merge itself. Arrays of one name are put together, channel by channel; a file \
      that is in two parts would count twice, and is an error, as are other columns, or channels along another axis. FILE \
      may be there already if it is a file of moments. Exit status: 0; 64 wrong usage; 65 a part that cannot be read, is not \
      finished, or does not go with the others; 66 a part that is not there; 74 a file that cannot be written.
      """)

  @Argument(help: "Files of moments.", completion: .file())
  var parts: [String]

  @Option(help: ArgumentHelp("Write the moments of all to this file.", valueName: "file"), completion: .file())
  var out: String

  @Flag(help: "Paths that two parts have are of different files, as on machines with a /data each.")
  var distinct = false

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
    try MomentsFileKind.checkReplaceable(out, files: disk)
    try checkParts(disk)
    var items: [MomentsItem] = []
    var tally = MomentsTally(files: disk)
    for path in parts {
      let part = try MomentsPart(path: path, files: disk)
      if let open = part.items.lazy.flatMap(\.sources).first(where: { !$0.isDone }) {
        throw FileError(
          path,
          "is not finished: \(open.path.escapingControls) is at \(100 * open.chunks / max(1, open.of)) %; go on with "
            + "bnexplorer moments --resume \(path.escapingControls)")
      }
      if !distinct { for item in part.items { try tally.add(item, of: path) } }
      items += part.items
    }
    let pooled = try MomentsItem.pooled(items)
    try disk.write(MomentsPart(pooled).bytes, to: out)
    let printer = MomentsPrinter(json: json, all: all)
    for item in pooled {
      printer.show(item)
      printer.show(MomentsSpread(items.filter { $0.name == item.name }.map(\.moments)), name: item.name)
    }
    if !json { Console.note(MomentsText.written(out, arrays: pooled.count, of: counted(parts.count, "part"))) }
  }

  /// One part given twice counts twice, whatever it was taken of.
  private func checkParts(_ files: DiskFiles) throws(FileError) {
    var seen: Set<String> = []
    for path in parts where !seen.insert(files.resolvedPath(path)).inserted {
      throw FileError(path, "is given twice, and would count twice; leave one out")
    }
  }
}
