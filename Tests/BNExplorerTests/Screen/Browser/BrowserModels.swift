import BNFiles
import BNTestSupport

@testable import BNExplorer
@testable import TerminalKit

/// Models for the browser, with faults that are known because they were put there.
enum BrowserModels {
  typealias Layer = (name: String, numbers: [String: [Float]])

  /// A layer of plain numbers that differ from channel to channel and from layer to layer.
  static func layer(_ name: String, channels: Int, seed: Int = 1) -> Layer {
    func numbers(_ base: Float, _ spread: Float, _ factor: Int) -> [Float] {
      (0..<channels).map { base + spread * Float(($0 * factor + seed * 17) % 101) / 101 }
    }
    return (
      name,
      [
        "weight": numbers(0.5, 1, 37), "bias": numbers(-0.5, 1, 53), "running_mean": numbers(-2, 4, 29),
        "running_var": numbers(0.1, 2, 71),
      ]
    )
  }

  static func changed(_ layer: Layer, _ role: String, _ channel: Int, to value: Float) -> Layer {
    var layer = layer
    layer.numbers[role]?[channel] = value
    return layer
  }

  /// Nine batch norms, four of them with a fault, and a LayerNorm.
  static let faulty: [Layer] = [
    layer("features.0.bn", channels: 4),
    changed(changed(layer("features.1.bn1", channels: 64), "running_var", 7, to: 1e-9), "weight", 7, to: 0),
    layer("features.1.bn2", channels: 64, seed: 2),
    changed(layer("features.2.bn1", channels: 128, seed: 3), "running_mean", 100, to: .nan),
    changed(layer("features.2.bn2", channels: 128, seed: 4), "running_var", 3, to: -0.5),
    changed(layer("head/bn1", channels: 512, seed: 5), "weight", 500, to: 40),
    layer("head/bn2", channels: 512, seed: 6),
    ("head/bn3", ["weight": ones, "bias": zeros, "running_mean": zeros, "running_var": ones]),
    layer("neck.deep.only.bn", channels: 16, seed: 8),
    ("norm", ["weight": ones, "bias": zeros]),
  ]

  private static let ones = [Float](repeating: 1, count: 8)
  private static let zeros = [Float](repeating: 0, count: 8)

  /// As many layers as a very deep network has.
  static let thousand = (0..<1_000).map {
    layer("stages.\($0 / 100).\($0 / 10 % 10).bn\($0 % 10)", channels: 8, seed: $0)
  }

  static func bytes(_ layers: [Layer]) throws -> [UInt8] {
    let arrays = layers.flatMap { layer in
      ["weight", "bias", "running_mean", "running_var"].compactMap { role in
        layer.numbers[role].map { NamedArray(name: "\(layer.name).\(role)", shape: [$0.count], values: $0) }
      }
    }
    return try ArrayFile.encode(arrays, path: "m.safetensors")
  }

  /// The screen with the browser of some layers on it.
  static func stage(
    _ layers: [Layer] = faulty, line: String = "layers", glyphs: GlyphLevel = .braille
  ) throws -> Stage {
    var stage = try Stage(glyphs: glyphs, layout: .story)
    stage.files = MemoryFiles(["/model.safetensors": try bytes(layers)])
    stage.carryOut(try Stage.commands("open /model.safetensors"))
    stage.carryOut(try Stage.commands(line))
    return stage
  }

  /// Fifty layers of 16 channels.
  static let fifty = (0..<50).map { layer("stage\($0 / 10).bn\($0 % 10)", channels: 16, seed: $0) }

  /// The screen with what differs between ``fifty`` and the same with one variance four times as large; the second may lack a
  /// layer.
  static func differenceStage(without missing: String? = nil, glyphs: GlyphLevel = .braille) throws -> Stage {
    let changed = fifty.filter { $0.name != missing }.map { entry in
      entry.name == "stage4.bn3"
        ? Self.changed(entry, "running_var", 5, to: 4 * (entry.numbers["running_var"]?[5] ?? 0)) : entry
    }
    var stage = try Stage(glyphs: glyphs, layout: .story)
    stage.files = MemoryFiles([
      "/before.safetensors": try bytes(fifty), "/after.safetensors": try bytes(changed),
    ])
    stage.carryOut(try Stage.commands("diff /before.safetensors /after.safetensors"))
    return stage
  }
}
