import Platform
import TerminalKit
import BNCore

/// Whether a peer computes what we compute: some numbers of its result, held against ours before anything is timed.
struct PeerCheck {
  /// How many numbers of a result are looked at.
  static let places = 1024

  /// Ours, in the order in which a peer gives its own: of the result, then for gradients those by gamma and by beta.
  let expected: [Float]
  private let which: BenchCase
  private let fromResult: Int
  private let summands: Double

  /// Computes ours.
  init(_ kernel: BenchKernel) {
    which = kernel.which
    let sums = kernel.run()
    let result = Self.indices(of: which.shape.count).map { kernel.arrays.y[$0] }
    fromResult = result.count
    expected = result + [sums?.products, sums?.upstream].flatMap { $0 ?? [] }.map { Float($0) }
    summands = Double(which.shape.count / which.shape.channels)
  }

  /// The places in the memory of a result that are looked at: all over it, and not in step with channels.
  static func indices(of count: Int) -> [Int] { (0..<min(places, count)).map { $0 * 2_654_435_761 % count } }

  /// How far numbers of size 1 may lie apart.
  ///
  /// Some libraries add the numbers of a channel in float32 one after the other: each of n additions rounds the sum by up to
  /// 2^-24 of it, which moves mean and variance by up to n · 2^-24 of themselves. The 64 stand for the roundings behind them. A
  /// wrong layout moves numbers by about 1.
  var tolerance: Double { (summands + 64) * 0x1p-24 }

  /// What is wrong with a peer's numbers, in words; `nil` where they are ours.
  func complaint(about values: [Float]) -> String? {
    guard values.count == expected.count else {
      return "gave \(values.count) numbers of its result, where \(expected.count) were asked for"
    }
    for (index, (value, ours)) in zip(values, expected).enumerated() {
      // Sums become means, or they would be as large as there are numbers.
      let size = index < fromResult ? 1 : summands
      let (value, ours) = (Double(value) / size, Double(ours) / size)
      // Written so that NaN is wrong, too.
      guard abs(value - ours) <= tolerance * (1 + abs(ours)) else {
        let what =
          index < fromResult ? "the result" : "the gradients by gamma and beta, divided by the numbers of a channel,"
        return "computes something else: \(what) has \(text(value)) where ours has \(text(ours))"
      }
    }
    return nil
  }

  private func text(_ value: Double) -> String { NumberText.significant(value, digits: 6) }
}
