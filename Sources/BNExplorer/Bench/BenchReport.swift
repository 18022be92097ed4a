import TerminalKit
import BNCore

/// The results of `bench` as tables for a person.
struct BenchReport {
  var baseline = BenchBaseline()
  /// How wide a bar of 100 % is; 0 for none.
  var barWidth = 0
  var glyphs = GlyphLevel.block

  func kernels(_ results: [BenchResult]) -> String {
    guard !results.isEmpty else { return "" }
    let ones = Dictionary(
      results.filter { $0.which.threads == 1 }.map { ($0.which, $0.seconds) }, uniquingKeysWith: { first, _ in first })
    // The level goes without saying where it is everywhere the same.
    let levels = Set(results.map(\.which.level)).count > 1
    let heading =
      "operation".padded(to: 10) + "shape".padded(to: 23) + (levels ? " level" : "")
      + "threads".paddedLeft(to: 8) + "time".paddedLeft(to: 9)
      + "GB/s".paddedLeft(to: 6) + "limit".paddedLeft(to: 9) + "of limit".paddedLeft(to: 9) + "gain".paddedLeft(to: 6)
    let lines = results.map { result in
      let percent = NumberText.fixed(100 * result.ratio, digits: 0) + " %"
      let line =
        result.which.operation.rawValue.padded(to: 10) + result.which.shape.text.padded(to: 23)
        + (levels ? " " + result.which.level.rawValue.padded(to: 5) : "") + "\(result.which.threads)".paddedLeft(to: 8)
        + Self.time(result.seconds).paddedLeft(to: 9)
        + NumberText.fixed(result.gigabytesPerSecond, digits: 1).paddedLeft(to: 6)
        + Self.time(result.limit).paddedLeft(to: 9) + percent.paddedLeft(to: 9)
      return line + gain(result, over: ones[BenchCase(result.which, threads: 1)]) + notes(result)
    }
    return ([heading] + lines).map { $0.trimmingBlanks }.joined(separator: "\n")
  }

  /// How many times as fast several threads are as one.
  private func gain(_ result: BenchResult, over one: Double?) -> String {
    guard result.which.threads > 1, let one else { return String(repeating: " ", count: 6) }
    return NumberText.fixed(one / result.seconds, digits: 2).paddedLeft(to: 6)
  }

  private func notes(_ result: BenchResult) -> String {
    let earlier = baseline.earlier(result).map { earlier in
      let before = earlier.ratio.map { NumberText.fixed(100 * $0, digits: 0) + " %" } ?? "?"
      return "was \(Self.time(earlier.seconds)), \(before)"
    }
    return [bar(result.ratio), earlier ?? ""].filter { !$0.isEmpty }.map { "  " + $0 }.joined()
  }

  func arithmetic(_ results: [ArithmeticBench.Result]) -> String {
    let heading =
      "layer      " + "shape".padded(to: 25) + "fast".paddedLeft(to: 9) + "reference".paddedLeft(to: 12)
      + "times as fast".paddedLeft(to: 15)
    let lines = results.map { result in
      result.dtype.rawValue.padded(to: 11) + "\(result.shape)".padded(to: 25)
        + Self.time(result.fast).paddedLeft(to: 9) + Self.time(result.reference).paddedLeft(to: 12)
        + NumberText.fixed(result.ratio, digits: 1).paddedLeft(to: 15)
        + (baseline.earlier(result).map { "  was \(Self.time($0.seconds))" } ?? "")
    }
    return ([heading] + lines).joined(separator: "\n")
  }

  /// How long a random number takes.
  func batches(_ results: [RandomBench.Result]) -> String {
    let heading =
      "batch".padded(to: 9) + "shape".padded(to: 12) + "time".paddedLeft(to: 9) + "ns a number".paddedLeft(to: 13)
    let lines = results.map { result in
      result.source.padded(to: 9) + "\(result.shape)".padded(to: 12) + Self.time(result.seconds).paddedLeft(to: 9)
        + NumberText.fixed(result.nanosecondsEach, digits: 2).paddedLeft(to: 13)
        + (baseline.earlier(result).map { "  was \(Self.time($0.seconds))" } ?? "")
    }
    return ([heading] + lines).joined(separator: "\n")
  }

  func sessions(_ results: [SessionBench.Result]) -> String {
    let heading =
      "session  " + "shape".padded(to: 10) + "steps".paddedLeft(to: 10) + "steps/s".paddedLeft(to: 10)
      + "of TensorFlow 1.4".paddedLeft(to: 19) + "  first, last tenth"
    let lines = results.map { result in
      let times = NumberText.fixed(result.rate / SessionBench.tensorFlowRate, digits: 0)
      let ends = result.tenths.map { "  \(Self.rate($0.first)), \(Self.rate($0.last))" } ?? ""
      let earlier = baseline.earlier(result)?.stepsPerSecond.map { "  was \(Self.rate($0))" } ?? ""
      let line =
        (result.source == "normal" ? "fresh" : "fixed").padded(to: 9) + "\(result.shape)".padded(to: 10)
        + Self.rate(Double(result.steps)).paddedLeft(to: 10) + Self.rate(result.rate).paddedLeft(to: 10)
      // Its 2,000 runs a second are of a batch of 64 x 4.
      return line + (result.shape == [64, 4] ? "\(times) times" : "").paddedLeft(to: 19) + ends + earlier
    }
    return ([heading] + lines).map { $0.trimmingBlanks }.joined(separator: "\n")
  }

  /// What it costs that every step can be gone back to, beside the most that it may.
  func time(_ result: TimeBench.Result) -> String {
    let heading =
      "time     " + "shape".padded(to: 10) + "steps".paddedLeft(to: 10) + "steps/s".paddedLeft(to: 10)
      + "without".paddedLeft(to: 12) + "cost".paddedLeft(to: 7) + "at most".paddedLeft(to: 9)
    let earlier = baseline.earlier(result)?.cost.map { "  was \(Self.percent($0))" } ?? ""
    let line =
      "kept".padded(to: 9) + "\(result.shape)".padded(to: 10) + Self.rate(Double(result.steps)).paddedLeft(to: 10)
      + Self.rate(result.rate).paddedLeft(to: 10) + Self.rate(result.rateWithout).paddedLeft(to: 12)
      + Self.percent(result.cost).paddedLeft(to: 7) + Self.percent(TimeBench.limit).paddedLeft(to: 9)
    return heading + "\n" + line + earlier
  }

  /// What it costs that a session is written down while it steps, beside the most that it may.
  func journal(_ result: JournalBench.Result) -> String {
    let earlier = baseline.earlier(result)?.cost.map { "  was \(Self.tenths($0))" } ?? ""
    return "journal".padded(to: 9) + "\(result.shape)".padded(to: 10)
      + Self.rate(Double(result.steps)).paddedLeft(to: 10)
      + Self.rate(result.rate).paddedLeft(to: 10) + Self.rate(result.rateWithout).paddedLeft(to: 12)
      + Self.tenths(result.cost).paddedLeft(to: 7) + Self.tenths(JournalBench.limit).paddedLeft(to: 9) + earlier
  }

  private static func tenths(_ share: Double) -> String { NumberText.fixed(100 * share, digits: 1) + " %" }

  /// How soon a large file gives its first batch, from the start of the program on, beside a plain read of it.
  func file(_ result: FileBench.Result) -> String {
    let heading =
      "file".padded(to: 9) + "plain read".paddedLeft(to: 12) + "first batch".paddedLeft(to: 13)
      + "at most".paddedLeft(to: 10) + "no file".paddedLeft(to: 10) + "memory".paddedLeft(to: 10)
      + "at most".paddedLeft(to: 9)
    let limits = FileBench.Result.limits
    let earlier = baseline.earlier(result).map { "  was \(Self.time($0.seconds))" } ?? ""
    let line =
      Self.megabytes(result.bytes).padded(to: 9) + Self.time(result.read).paddedLeft(to: 12)
      + Self.time(result.first).paddedLeft(to: 13) + Self.time(limits.seconds).paddedLeft(to: 10)
      + Self.time(result.without).paddedLeft(to: 10)
      + Self.megabytes(max(0, result.memory)).paddedLeft(to: 10) + Self.megabytes(limits.memory).paddedLeft(to: 9)
    return heading + "\n" + line + earlier
  }

  /// A step of the networks of Figure 1, beside what the peers need where these were measured.
  func network(_ results: [NetworkBench.Result]) -> String {
    let shape = ([NetworkBench.batch] + NetworkBench.extents).map(String.init)
    let heading =
      "network \(shape[0]) x (\(shape.dropFirst().joined(separator: "-")))".padded(to: 34) + "time".paddedLeft(to: 9)
      + "peer".paddedLeft(to: 20) + "its time".paddedLeft(to: 11) + "times".paddedLeft(to: 7)
    let lines = results.map { result in
      let peer = result.peer.map {
        $0.name.paddedLeft(to: 20) + Self.time($0.seconds).paddedLeft(to: 11)
          + NumberText.fixed($0.ratio, digits: 2).paddedLeft(to: 7)
      }
      let earlier = baseline.earlier(result).map { "  was \(Self.time($0.seconds))" }
      return result.kind.text.padded(to: 34) + Self.time(result.seconds).paddedLeft(to: 9) + (peer ?? "")
        + (earlier ?? "")
    }
    let hasPeers = results.contains { $0.peer != nil }
    return ([hasPeers ? heading : String(heading.prefix(43))] + lines).joined(separator: "\n")
  }

  private static func megabytes(_ bytes: Int) -> String { NumberText.fixed(Double(bytes) * 1e-6, digits: 0) + " MB" }

  private static func percent(_ share: Double) -> String { NumberText.fixed(100 * share, digits: 0) + " %" }

  /// What to make of a run in which other work got in the way; `nil` for a quiet one.
  func warning(_ results: [BenchResult]) -> String? {
    let spread = results.map(\.spread).median
    guard spread > 0.1 else { return nil }
    return
      "Other work disturbed the measurement: half of a figure's rounds lie \(NumberText.fixed(100 * spread, digits: 0)) % "
      + "apart. Repeat it on a quiet machine."
  }

  private func bar(_ fraction: Double) -> String {
    guard barWidth > 0, fraction.isFinite else { return "" }
    let steps = glyphs.gaugeGlyphs
    let filled = min(Int((fraction * Double(barWidth * steps.count)).rounded()), barWidth * steps.count)
    let whole = String(repeating: steps[steps.count - 1], count: filled / steps.count)
    let part = filled % steps.count == 0 ? "" : String(steps[filled % steps.count - 1])
    return (whole + part).padded(to: barWidth)
  }

  static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-3: NumberText.fixed(seconds * 1e6, digits: seconds < 1e-5 ? 2 : 1) + " µs"
    case ..<1: NumberText.fixed(seconds * 1e3, digits: 2) + " ms"
    default: NumberText.fixed(seconds, digits: 2) + " s"
    }
  }

  /// A count with its thousands apart.
  static func rate(_ number: Double) -> String {
    Int(exactly: number.rounded(.toNearestOrEven)).map(NumberText.grouped) ?? NumberText.fixed(number, digits: 0)
  }
}

extension BenchCase {
  fileprivate init(_ which: BenchCase, threads: Int) {
    self = which
    self.threads = threads
  }
}
