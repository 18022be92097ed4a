import BNFiles
import Testing

@testable import BNExplorer

@Suite("Layers of two models matched")
struct LayerMatchingTests {
  private func matches(_ a: [SampleNorm], _ b: [SampleNorm]) throws -> [String] {
    try ModelDifference(a, b).pairs.map { "\($0.a.name) \($0.b.name) \($0.matchedBy.rawValue)" }.sorted()
  }

  @Test(
    "by the same path in another dialect",
    arguments: [
      "layer1/0/bn1", "layer1_0_bn1", "module.layer1.0.bn1", "model.module.layer1.0.bn1", "_orig_mod.layer1.0.bn1",
      "layer1._orig_mod.0.bn1", "Layer1/0/bn1/BatchNormalization", "resnet/layer1/0/bn1/FusedBatchNormV3",
    ])
  func paths(_ name: String) throws {
    // Numbers that have nothing in common, and as many channels in the other layer.
    let prefix = name.hasPrefix("resnet") ? "resnet/" : ""
    let a = [SampleNorm("layer1.0.bn1", seed: 1), SampleNorm("layer2.0.bn1", seed: 2)]
    let b = [SampleNorm(prefix + "layer2.0.bn1", seed: 3), SampleNorm(name, seed: 4)]
    #expect(try matches(a, b).first == "layer1.0.bn1 \(name) path")
  }

  @Test("by numbers where files have them in another order, before order counts")
  func values() throws {
    let a = (0..<6).map { SampleNorm("a\($0)", seed: UInt64($0)) }
    let b = [3, 1, 5, 0, 2, 4].map { index in
      var norm = a[index].rounded(to: 11, type: "F16")
      norm.name = "other\(index)"
      return norm
    }
    #expect(try matches(a, b) == (0..<6).map { "a\($0) other\($0) values" })
  }

  @Test("by a number of channels that no other has, then by order")
  func shapes() throws {
    let channels = [4, 8, 8, 16, 8]
    let a = channels.enumerated().map { SampleNorm("a\($0.offset)x", channels: $0.element, seed: UInt64($0.offset)) }
    let b = channels.enumerated().map {
      SampleNorm("b\($0.offset)y", channels: $0.element, seed: 100 + UInt64($0.offset))
    }
    #expect(
      try matches(a, b)
        == [
          "a0x b0y channels", "a1x b1y order", "a2x b2y order", "a3x b3y channels", "a4x b4y order",
        ])
    let difference = try ModelDifference(a, Array(b.dropFirst(3)))
    #expect(difference.pairs.count == 2 && difference.onlyInB.isEmpty)
    // Nothing tells which of the three layers of 8 channels is the one that is left.
    #expect(difference.onlyInA.count == 3 && difference.onlyInA[0].name == "a0x")
  }

  @Test("names that a library counted mean nothing where the counts are others")
  func counted() throws {
    let a = (0..<3).map { SampleNorm("batch_normalization_\($0 + 1)", seed: UInt64($0)) }
    var b = a
    for index in 0..<3 { b[index].name = "batch_normalization_\(index + 2)" }
    #expect(try matches(a, b) == (1...3).map { "batch_normalization_\($0) batch_normalization_\($0 + 1) values" })
    // One that is missing is no other count.
    let fewer = try ModelDifference(a, [a[0], a[2]])
    #expect(fewer.pairs(.identical).count == 2 && fewer.onlyInA.map(\.name) == ["batch_normalization_2"])
  }

  @Test("by name, though the numbers of channels differ, which is said")
  func channels() throws {
    let pair = try #require(
      try ModelDifference([SampleNorm("bn", seed: 1)], [SampleNorm("bn", channels: 4, seed: 1)]).pairs.first)
    #expect(pair.comparison.unequalChannels == LayerComparison.Counts(a: 8, b: 4))
    #expect(pair.comparison.worst == .infinity && pair.comparison.verdict == .different)
  }

  @Test("look-alikes are never matched")
  func lookAlikes() throws {
    let norm = SampleNorm("bn", seed: 1)
    let layerNorm = norm.tensors.filter { $0.name.hasSuffix("weight") || $0.name.hasSuffix("bias") }
    let difference = try ModelDifference(tensors: norm.tensors, layerNorm)
    #expect(difference.pairs.isEmpty && difference.onlyInA.map(\.name) == ["bn"] && difference.onlyInB.isEmpty)
  }

  @Test("every layer once, whatever there is")
  func everyLayerOnce() throws {
    for seed in 0..<30 {
      func model(_ count: Int, _ word: String) -> [SampleNorm] {
        (0..<count).map {
          SampleNorm("\(word)\($0 * seed % 7)_\($0)", channels: 1 << ($0 * (seed + 3) % 3), seed: UInt64(seed + $0 * 2))
        }
      }
      let (a, b) = (model(5 + seed % 6, "a"), model(10 - seed % 7, seed.isMultiple(of: 2) ? "a" : "b"))
      let difference = try ModelDifference(a, b)
      #expect((difference.pairs.map(\.a) + difference.onlyInA).map(\.name).sorted() == a.map(\.name).sorted())
      #expect((difference.pairs.map(\.b) + difference.onlyInB).map(\.name).sorted() == b.map(\.name).sorted())
      #expect(difference.pairs.allSatisfy { $0.a.channels == $0.b.channels || $0.matchedBy == .name })
    }
  }
}
