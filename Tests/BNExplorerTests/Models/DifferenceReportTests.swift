import BNFiles
import Foundation
import Testing

@testable import BNExplorer

@Suite("The difference of two models, printed")
struct DifferenceReportTests {
  private static let keys: Set<String> = [
    "a", "b", "scale_difference", "shift_difference", "only_in", "channel", "matched_by", "verdict", "precision",
    "by_epsilon_alone", "nonfinite", "nonfinite_in_both", "parameters", "same_numbers_as", "channels", "epsilons",
    "epsilon_sources", "file",
  ]

  private func text(_ difference: ModelDifference, width: Int = 80) -> String {
    DifferenceText(difference, width: width).text
  }

  /// The text without its breaks.
  private func flowing(_ difference: ModelDifference) -> String {
    text(difference).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Something of everything.
  private static func sample() throws -> ModelDifference {
    let long = "resnet.encoder.stages.3.layers.2.layer.0.normalization.of.a.name.that.fills.more.than.a.line"
    var a = [SampleNorm(long, seed: 1), SampleNorm("same", seed: 2), SampleNorm("half", seed: 3)]
    var b = a
    b[0].gamma[3] *= 2
    b[0].epsilon = nil
    b[2] = b[2].rounded(to: 11, type: "F16")
    a.append(SampleNorm("onlyA.a", channels: 5, seed: 4))
    b.append(SampleNorm("onlyB.b", channels: 6, seed: 5))
    var odd = SampleNorm("odd", channels: 3, seed: 6)
    a.append(odd)
    odd.mean[1] = .nan
    b.append(odd)
    odd.name = "both"
    return try ModelDifference(a + [odd], b + [odd])
  }

  @Test("fits 80 columns but for names, which are whole, with the worst first and a count of what is equal")
  func page() throws {
    let difference = try Self.sample()
    let name = difference.pairs[1].a.name
    for line in text(difference).split(separator: "\n") { #expect(line.count <= 80 || line == name) }
    let flowing = flowing(difference)
    let parts = [
      "a.pt: sample, 6 batch norms", "odd", "NaN or infinite in 1 channel of B", name, "gamma",
      "Only in A: onlyA.a (5 channels)", "Only in B: onlyB.b (6 channels)", "within the precision of float16: 1 layer",
      "Identical: 2 layers", "the same NaN or infinities in both, in 1 channel: not compared: both",
      "5 layers compared: 2 different, 1 equal within precision, 2 identical; 1 only in A, 1 only in B",
    ]
    var rest = flowing[...]
    for part in parts {
      let place = rest.ranges(of: part).first
      #expect(place != nil, "\(part) in its place in \(flowing)")
      if let place { rest = rest[place.upperBound...] }
    }
  }

  @Test("a difference by an assumed epsilon alone says how to set it")
  func epsilon() throws {
    let keras = KnownLayer.tensors(
      "bn.", gamma: "gamma", beta: "beta", mean: "moving_mean", variance: "moving_variance")
    let difference = try ModelDifference(tensors: keras, KnownLayer.tensors("bn."))
    let text = flowing(difference)
    #expect(text.contains("epsilon 0.001 (assumed) -> 1e-5 (assumed)") && text.contains("by epsilon alone"))
    #expect(text.contains("1 layer differs by epsilon alone, which neither file says") && text.contains("--epsilon"))
  }

  @Test("models without batch norms are said to be that")
  func nothing() throws {
    let text = flowing(try ModelDifference(tensors: [StoredTensor("conv.weight", [1, 2])], []))
    #expect(text.contains("A a.pt: sample, no batch norm") && text.contains("B b.onnx: sample, no batch norm"))
    #expect(
      text.hasSuffix("0 layers compared: 0 different, 0 equal within precision, 0 identical; 0 only in A, 0 only in B"))
  }

  @Test("every line has every key")
  func keys() throws {
    let difference = try Self.sample()
    let lines = try DifferenceLines.layers(difference).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.text.utf8)) as? [String: Any])
    }
    #expect(lines.count == 7 && lines.allSatisfy { Set($0.keys) == Self.keys })
    #expect(lines[0]["a"] as? String == "odd" && lines[0]["scale_difference"] as? String == "Infinity")
    #expect(lines[1]["scale_difference"] as? Double ?? 0 > 0.99)
    #expect(lines.map { $0["only_in"] as? String }.compactMap(\.self) == ["a", "b"])
    #expect(lines[5]["b"] is NSNull && lines[5]["scale_difference"] is NSNull && lines[5]["a"] as? String == "onlyA.a")
    let summary = DifferenceLines.summary(difference, within: 0.5).text
    #expect(summary.hasPrefix(#"{"a":"a.pt","b":"b.onnx","layers":7,"different":2,"within_precision":1,"identical":2"#))
    // The two that differ, and the two that are in one of them alone.
    #expect(summary.hasSuffix(#""within":0.5,"beyond":4}"#))
  }

  @Test("names cannot steer the terminal")
  func hostileNames() throws {
    var a = SampleNorm("a\u{1b}[2J\nb", seed: 1)
    let b = a
    a.gamma[0] += 1
    let all = try ModelDifference([a, SampleNorm("x\u{7}", channels: 2, seed: 2)], [b])
    #expect(!text(all).utf8.contains { $0 < 0x20 && $0 != 10 })
  }
}
