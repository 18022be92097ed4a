import TerminalKit
import BNFiles
import BNCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A line of an earlier `bench --json`, as far as a comparison needs it.
struct BenchRecord: Decodable {
  var operation: String
  var layout: String?
  var dtype: String?
  var source: String?
  var shape: [Int]
  var threads: Int?
  /// `nil` in files from before there were levels.
  var level: String?
  var steps: Int?
  var kind: String?
  var seconds: Double
  var ratio: Double?
  var stepsPerSecond: Double?
  var cost: Double?

  private enum CodingKeys: String, CodingKey {
    case operation, layout, dtype, source, shape, threads, level, steps, kind, seconds, ratio, cost
    case stepsPerSecond = "steps_per_second"
  }

  /// Reads a file that `bench --json` printed.
  ///
  /// - Throws: ``FileError`` with the first line that is none of its objects.
  static func read(_ path: String) throws(FileError) -> [BenchRecord] {
    let text = String(decoding: try DiskFiles().read(path), as: UTF8.self)
    var records: [BenchRecord] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where line != "" {
      guard let record = try? JSONDecoder().decode(BenchRecord.self, from: Data(line.utf8)) else {
        throw FileError(
          path, at: .line(number + 1, column: 1), "not a line of bnexplorer bench --json; give a file that it printed")
      }
      records.append(record)
    }
    guard !records.isEmpty else { throw FileError(path, "holds no measurements; give what bench --json printed") }
    return records
  }
}

/// An earlier run to hold a new one against.
struct BenchBaseline {
  var records: [BenchRecord] = []

  func earlier(_ result: BenchResult) -> BenchRecord? {
    records.first {
      $0.operation == result.which.operation.rawValue && $0.layout == result.which.shape.layout.rawValue
        && $0.shape == result.which.shape.dimensions && $0.threads == result.which.threads
        && ($0.level ?? result.which.level.rawValue) == result.which.level.rawValue
    }
  }

  func earlier(_ result: ArithmeticBench.Result) -> BenchRecord? {
    records.first { $0.operation == "layer" && $0.dtype == result.dtype.rawValue && $0.shape == result.shape }
  }

  func earlier(_ result: RandomBench.Result) -> BenchRecord? {
    records.first { $0.operation == "batch" && $0.source == result.source && $0.shape == result.shape }
  }

  func earlier(_ result: NetworkBench.Result) -> BenchRecord? {
    records.first { $0.operation == "network" && $0.kind == result.kind.rawValue }
  }

  func earlier(_ result: TimeBench.Result) -> BenchRecord? {
    records.first { $0.operation == "time" && $0.shape == result.shape && $0.steps == result.steps }
  }

  func earlier(_ result: JournalBench.Result) -> BenchRecord? {
    records.first { $0.operation == "journal" && $0.shape == result.shape }
  }

  func earlier(_ result: FileBench.Result) -> BenchRecord? {
    records.first { $0.operation == "file" && $0.shape == [result.bytes] }
  }

  func earlier(_ result: SessionBench.Result) -> BenchRecord? {
    records.first {
      $0.operation == "session" && $0.source == result.source && $0.shape == result.shape
        && ($0.steps == 1_000_000) == (result.tenths != nil)
    }
  }
}
