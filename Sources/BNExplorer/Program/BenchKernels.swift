import ArgumentParser
import BNCore

// A command takes the options that it has in common with its subcommands before these look for them. Only a group of the same
// type is handed on, so what both know is here.

/// How often something is measured.
struct BenchRounds: ParsableArguments {
  @Option(
    name: .customLong("rounds"),
    help: ArgumentHelp(
      "How often everything is measured, usually 15 times, beside other programs 7; medians of fewer rounds say little.",
      valueName: "number"))
  var number: Int?

  func check() throws {
    guard (1...10_000).contains(number ?? 1) else {
      throw ValidationError("--rounds needs a whole number from 1 to 10000, not \(number ?? 0)")
    }
  }
}

/// Which kernels are measured.
struct BenchKernels: ParsableArguments {
  @Option(help: ArgumentHelp("Only the kernels whose line in the table has this text in it.", valueName: "text"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      "Kernels of this shape instead, such as 4096x64; may be given several times.", valueName: "shape"))
  var shape: [String] = []

  @Flag(help: "The shapes have their channels first, behind the examples.")
  var channelsFirst = false

  @Option(
    help: ArgumentHelp(
      "The instructions to compute with: \(levelsHere) on this machine; several times for all of them side by side.",
      valueName: "level"))
  var level: [InstructionSet] = []

  private static let levelsHere = InstructionSet.available.map(\.rawValue).joined(separator: " or ")

  func check() throws {
    _ = try shapes
    for level in level where !InstructionSet.available.contains(level) {
      throw ValidationError(
        "--level needs \(Self.levelsHere), which this machine and this build have, not \(level.rawValue)"
      )
    }
  }

  /// Whether nothing in particular was asked for.
  var isUsual: Bool { only == nil && shape.isEmpty }

  var levels: [InstructionSet] { level.isEmpty ? [.widest] : level.uniqued() }

  var shapes: [BenchShape] {
    get throws {
      if shape.isEmpty { return BenchShape.all }
      return try shape.map { text in
        let extents = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard let shape = BenchShape(extents.map { $0 ?? 0 }, channelsFirst: channelsFirst) else {
          throw ValidationError("--shape needs extents such as 4096x64, not \"\(text)\"")
        }
        return shape
      }
    }
  }

  /// Those of some cases that were asked for, and the shapes for which so many arrays would take more than half of the memory.
  func choose(_ cases: [BenchCase], arrays: Int) throws -> (measured: [BenchCase], leftOut: [BenchShape]) {
    let chosen = cases.filter { which in
      only.map { "\(which.operation.rawValue) \(which.shape.text) \(which.threads)".contains($0) } ?? true
    }
    guard !chosen.isEmpty else {
      throw ValidationError("no kernel has \"\(only ?? "")\" in its line; give part of one, such as train or [64, 256]")
    }
    let fits = { (which: BenchCase) in arrays * which.shape.bytes <= Machine.memory / 2 }
    return (chosen.filter(fits), chosen.filter { !fits($0) }.map(\.shape).uniqued())
  }
}

extension InstructionSet: ExpressibleByArgument {}
