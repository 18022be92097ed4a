import ArgumentParser
import Foundation
import Testing

@testable import BNExplorer
@testable import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A device on which the disk is always full.
private let fullDisk = "/dev/full"

@Suite("A result that cannot be written")
struct UnwrittenResultTests {
  /// How a subcommand is made to print something.
  struct Printing: Sendable {
    var arguments: [String]
    var input = ""
    /// The status where all can be written.
    var status: Int32 = 0

    init(_ arguments: String..., input: String = "", status: Int32 = 0) {
      (self.arguments, self.input, self.status) = (arguments, input, status)
    }

    /// Help, for what measures for minutes or needs a terminal: it is printed on the same way.
    static let help = Printing("--help")
  }

  /// A row for every subcommand, by the words that name it.
  private static let printings: [String: Printing] = [
    "explore": Printing(input: "show step\n"),
    "repl": Printing(input: "show step\n"),
    "run": Printing("make.bn"),
    "layers": Printing("layer.safetensors"),
    "diff": Printing("layer.safetensors", "layer.safetensors"),
    "series": Printing("layer.safetensors", "layer.safetensors"),
    "check": Printing("layer.safetensors"),
    "doctor": Printing("layer.safetensors"),
    "capture": Printing("--python"),
    "recalibrate": Printing(
      SmallNetwork.path("variance.safetensors"), "--captured", SmallNetwork.path("variance-training.npz")),
    "fold": Printing("layer.safetensors"),
    "moments": Printing("x.npy"),
    "merge": Printing("x.part", "--out", "merged.part"),
    "identify": Printing("x.npy", "y.npy"),
    "demo": Printing("--list"),
    "course": Printing(),
    "verify": Printing(GoldenTests.folder.appending(path: "p01_rank2_defaults.json").path),
    "bench": Printing("--rounds", "1", "--only", "infer 2d [64, 256]"),
    "bench screen": .help,
    "bench models": Printing("--inside", "layer.safetensors", "--rounds", "1"),
    "bench network": .help,
    "bench peers": .help,
    "reference": Printing("types"),
    "terminal-probe": .help,
  ]

  /// The program itself and all its subcommands, as its own configuration has them.
  private static let names: [String] = [""] + names(below: BNExplorer.self, "")

  private static func names(below command: any ParsableCommand.Type, _ prefix: String) -> [String] {
    command.configuration.subcommands.flatMap { below in
      let name = prefix + (below.configuration.commandName ?? "\(below)")
      return [name] + names(below: below, name + " ")
    }
  }

  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    let script = """
      batch [[1, 2], [3, 6]]
      set momentum 0
      train
      export variables layer.safetensors
      export x x.npy
      export y y.npy
      show moving_mean

      """
    try folder.write(script, to: "make.bn")
    #expect(try folder.run("run", "make.bn").status == 0)
    #expect(try folder.run("moments", "x.npy", "--out", "x.part").status == 0)
  }

  @Test("ends every subcommand with 74: a full disk in a line, a pipe that nobody reads in silence", arguments: names)
  func everySubcommand(_ name: String) throws {
    let printing = name.isEmpty ? Printing("--version") : try #require(Self.printings[name], "a row for \(name)")
    let words = name.split(separator: " ").map(String.init) + printing.arguments
    func run(_ results: ProgramFolder.Results) throws -> ProgramRun {
      try folder.start(
        words, input: printing.input, environment: ["XDG_STATE_HOME": folder.path], results: results
      ).wait()
    }
    let whole = try run(.kept)
    try #require(whole.status == printing.status && !whole.output.isEmpty, "\(whole)")
    let pipe = try Self.unreadPipe()
    defer { close(pipe) }
    let unread = try run(.descriptor(pipe))
    #expect(unread.status == 74 && !unread.errors.contains("standard output"))
    // What else it had to say before, it says.
    #expect(whole.errors.hasPrefix(unread.errors), "\(unread.errors)")
    guard access(fullDisk, W_OK) == 0 else { return }
    let full = try run(.file(fullDisk))
    #expect(full.status == 74)
    #expect(full.errors == unread.errors + "bnexplorer: standard output cannot be written: the disk is full\n")
  }

  @Test("ends a script there: nothing behind it is carried out")
  func script() throws {
    try folder.write("batch [[3], [7]]\ntrain\nshow x\ntrain 1000000000\n", to: "long.bn")
    let pipe = try Self.unreadPipe()
    defer { close(pipe) }
    #expect(try folder.start(["run", "long.bn"], results: .descriptor(pipe)).wait().status == 74)
  }

  @Test("a program started without standard output writes into no file in its place")
  func closed() throws {
    try folder.write("batch [[3], [7]]\ntrain\nexport y y.csv\nshow x\nexport x z.csv\n", to: "two.bn")
    let run = try folder.start(["run", "two.bn"], results: .closed).wait()
    #expect(run.status == 74 && run.errors == "bnexplorer: standard output cannot be written: Bad file descriptor\n")
    #expect(try folder.read("y.csv").split(separator: "\n").count == 2)
    #expect(!folder.exists("z.csv"))
  }

  @Test("waits for a reader that is slow, also where writing is asked not to wait")
  func slow() throws {
    // More than a pipe holds; its reader begins when it is full.
    try folder.write("generate normal shape=300x300 seed=1\ntrain\nshow x\n", to: "much.bn")
    let whole = try folder.run("run", "much.bn").output
    let pipe = try #require(Pipe())
    let program = try folder.start(["run", "much.bn"], results: .descriptor(pipe.writing))
    close(pipe.writing)
    defer { close(pipe.reading) }
    // A pipe of Linux holds 64 KiB.
    for _ in 0..<12_000 where Self.bytesWaiting(in: pipe.reading) < 1 << 16 { usleep(5000) }
    var printed: [UInt8] = []
    while true {
      _ = Descriptor.wait(for: [pipe.reading], milliseconds: 60_000)
      let bytes = Descriptor.read(from: pipe.reading)
      if bytes.isEmpty { break }
      printed += bytes
    }
    #expect(try program.wait().status == 0)
    let isWhole = printed == Array(whole.utf8)
    #expect(isWhole && printed.count > 1 << 19)
  }

  private static func bytesWaiting(in pipe: Int32) -> Int32 {
    var count: Int32 = 0
    return ioctl(pipe, UInt(FIONREAD), &count) == 0 ? count : 0
  }

  /// The end of a pipe whose reader has gone away.
  private static func unreadPipe() throws -> Int32 {
    let pipe = try #require(Pipe())
    close(pipe.reading)
    return pipe.writing
  }
}
