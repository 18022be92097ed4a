import Foundation
import Testing

@testable import BNExplorer

/// `output_float64` in inference, where the moving statistics that a history has kept show.
///
/// The recorded file has momentum 0.5, with which all histories weigh alike. With 0.99 its training steps stay as recorded,
/// and the expected output of inference follows from them in a few lines of double precision.
@Suite("A history in float64")
struct Float64HistoryTests {
  /// How a history is kept.
  struct History: Sendable {
    var weight = Double(Float(1 - 0.99))
    /// What a moving statistic is stored as.
    var store: @Sendable (Double) -> Double = { $0 }
    /// The factor of a batch's variance on its way into the moving variance.
    var correction = 1.0
  }

  private static let mixed: @Sendable (Double) -> Double = { Double(Float($0)) }
  private static let bessel = 16.0 / 15

  private func replay(_ history: History, fused: Bool = false) throws -> CaseResult {
    var file = try GoldenFile("p48_large_mean_small_variance")
    try file.replace("layer/momentum", by: "0.99")
    if fused {
      try file.replace("input_shape", by: "[4, 2, 2, 2]")
      try file.replace("fused_used", by: "true")
    }
    for step in 0..<3 { try file.replace("steps/\(step)/variables_after", by: nil) }
    try file.replace("steps/2/output", by: nil)
    let output = Self.output(in: try Self.inputs(file), history).map { "\($0)" }.joined(separator: ", ")
    try file.replace("steps/2/output_float64", by: "[\(output)]")
    return try file.replay()
  }

  private static func inputs(_ file: GoldenFile) throws -> [[Double]] {
    let steps = try #require(file.json["steps"] as? [[String: Any]])
    return try steps.map { step in
      // The digits name numbers in float32.
      try #require(step["input"] as? [NSNumber]).map { Double(Float($0.doubleValue)) }
    }
  }

  /// The output of the third step, in inference, after two in training; two channels, 16 numbers each.
  private static func output(in inputs: [[Double]], _ history: History) -> [Double] {
    var (mean, variance) = ([0.0, 0.0], [1.0, 1.0])
    for input in inputs.prefix(2) {
      for channel in 0..<2 {
        let values = stride(from: channel, to: input.count, by: 2).map { input[$0] }
        let batchMean = values.reduce(0, +) / 16
        let batchVariance = values.map { ($0 - batchMean) * ($0 - batchMean) }.reduce(0, +) / 16 * history.correction
        mean[channel] = history.store(mean[channel] - (mean[channel] - batchMean) * history.weight)
        variance[channel] = history.store(
          variance[channel] - (variance[channel] - batchVariance) * history.weight)
      }
    }
    return inputs[2].enumerated().map { ($1 - mean[$0 % 2]) / (variance[$0 % 2] + 1e-3).squareRoot() }
  }

  @Test("is kept in float64 from the first step on, with TensorFlow's weights or exact ones")
  func float64() throws {
    for weight in [Double(Float(1 - 0.99)), 1 - 0.99] {
      let result = try replay(History(weight: weight))
      #expect(result.passed, "\(result.place)")
      #expect(result.worst["output_float64"] != nil)
    }
  }

  @Test("of a fused layer has the biased variance, since nothing is fused in float64, or the layer's own")
  func fused() throws {
    for correction in [1, Self.bessel] {
      let result = try replay(History(correction: correction), fused: true)
      #expect(result.passed, "\(result.place)")
    }
  }

  @Test("does not mix in moving statistics in float32, nor a variance that the layer does not have")
  func mixed() throws {
    for (history, fused) in [
      (History(store: Self.mixed), false), (History(store: Self.mixed), true),
      (History(store: Self.mixed, correction: Self.bessel), true), (History(correction: Self.bessel), false),
      (History(weight: Double(Float(1) - Float(0.99))), false),
    ] {
      let result = try replay(history, fused: fused)
      #expect((result.worst["output_float64"] ?? 0) > 1)
      #expect(result.place.hasPrefix("step 2: output_float64["), "\(result.place)")
    }
  }
}
