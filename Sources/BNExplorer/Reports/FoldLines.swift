import BNCore
import BNFiles

/// A model's batch norms folded, as JSON lines: every key in every line, null where there is nothing.
enum FoldLines {
  /// A line for each layer, the one that quantization leaves least of first.
  static func layers(_ fold: ModelFold) -> [JSONText] { fold.norms.map { line($0, fold.settings) } }

  private static func line(_ norm: FoldedNorm, _ settings: FoldedNorm.Settings) -> JSONText {
    let front = try? norm.front.get()
    let why: JSONText = if case .failure(let obstacle) = norm.front { .string(obstacle.words) } else { .null }
    let members: [(String, JSONText)] = [
      ("layer", .string(norm.layer.name)), ("channels", .integer(norm.norm.channels)),
      ("epsilon", .double(norm.norm.epsilon)), ("epsilon_source", .string(norm.layer.epsilonSource.rawValue)),
      ("into", front.map { .string($0.kernel.name) } ?? .null), ("bias", front.map { .string($0.biasName) } ?? .null),
      ("known_by", front.map { .string($0.basis.rawValue) } ?? .null), ("why_not", why),
      ("likely", norm.suggestion.map { .string($0.kernel.name) } ?? .null), ("bits", .integer(settings.bits)),
      ("range", .double(settings.reach)), ("scale", .doubles(norm.scale)), ("shift", .doubles(norm.shift)),
      ("output", quantized(norm.output)), ("weights", norm.weights.map(quantized) ?? .null),
    ]
    return .object(members.map { JSONText.Member(name: $0.0, value: $0.1) })
  }

  private static func quantized(_ channels: QuantizedChannels) -> JSONText {
    [
      "least": .doubles(channels.least), "greatest": .doubles(channels.greatest),
      "step": .double(channels.grid.step), "zero_point": .integer(channels.grid.zeroPoint),
      "effective_bits": .doubles(channels.bits), "steps": .doubles(channels.ownGrids.map(\.step)),
      "zero_points": .array(channels.ownGrids.map { .integer($0.zeroPoint) }),
      "own_effective_bits": .doubles(channels.ownBits),
      "costly": .array((channels.costly?.channels ?? []).map(JSONText.integer)),
      "gain": channels.costly.map { .double($0.gain) } ?? .null,
    ]
  }

  /// The last line.
  static func summary(_ fold: ModelFold, _ check: FoldCheck?, out: String?) -> JSONText {
    [
      "file": .string(fold.path), "format": .string(fold.format), "layers": .integer(fold.norms.count),
      "folded": .integer(fold.folded), "scale_and_shift": .integer(fold.affine),
      "left_out": .array(fold.leftOut.map { .string($0.name) }), "out": out.map(JSONText.string) ?? .null,
      "roundings": check.map { .double($0.roundings) } ?? .null,
      "deviations": check.map { .double($0.deviations) } ?? .null,
    ]
  }
}
