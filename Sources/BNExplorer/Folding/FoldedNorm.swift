import BNCore
import BNFiles
import Platform

/// A batch norm as a scale and a shift, and what quantization leaves of it.
struct FoldedNorm: Sendable {
  let layer: FoundLayer
  let norm: InferenceLayer
  /// gamma / sqrt(variance + epsilon).
  let scale: [Double]
  /// beta - mean scale.
  let shift: [Double]
  /// The layer that takes it up; why none does where it stays a scale and a shift.
  let front: Result<FoldFront, FoldObstacle>
  /// The layer that names point to, where a person would have to say that it is the one.
  let suggestion: FoldFront?
  /// What comes out, beta ± k gamma, on a grid of its own form: what is behind a ReLU is less.
  let output: QuantizedChannels
  /// The folded kernel; `nil` where there is none.
  let weights: QuantizedChannels?

  /// How a person wants the ranges.
  struct Settings: Sendable {
    /// Of how many bits the grid is.
    var bits = 8
    /// How many deviations the output's range goes to each side.
    var reach = 3.0
    /// Whether the layer that names point to is taken for the one in front.
    var takesLikely = false
  }

  /// Reads the kernel, where there is one.
  ///
  /// - Throws: ``FileError`` where the file does not hold it.
  init(_ layer: FoundLayer, _ norm: InferenceLayer, _ place: FoldPlace, _ settings: Settings) throws(FileError) {
    self.layer = layer
    self.norm = norm
    let channels = 0..<norm.channels
    scale = channels.map(norm.scale)
    let scale = scale
    shift = channels.map { norm.beta[$0] - norm.mean[$0] * scale[$0] }
    var resolved = place.resolved(takesLikely: settings.takesLikely)
    if let odd = channels.first(where: { !norm.isFinite($0) }) {
      resolved = .failure(FoldObstacle("its numbers are not finite in channel \(odd)"))
    }
    front = resolved
    suggestion = if case .likely(let front, _) = place, !settings.takesLikely { front } else { nil }
    output = QuantizedChannels(
      least: channels.map { norm.beta[$0] - settings.reach * norm.gamma[$0].magnitude },
      greatest: channels.map { norm.beta[$0] + settings.reach * norm.gamma[$0].magnitude },
      bits: settings.bits, form: .affine)
    guard case .success(let front) = resolved else {
      weights = nil
      return
    }
    let ranges = front.channels.ranges(of: front.channels.scaled(try front.weights(), by: scale))
    weights = QuantizedChannels(
      least: ranges.least, greatest: ranges.greatest, bits: settings.bits, form: .symmetric)
  }

  /// Whether all of its numbers are finite: others cannot be folded.
  var isFinite: Bool { (0..<norm.channels).allSatisfy(norm.isFinite) }

  /// What layers are ordered by: the median channel's bits of a grid for the whole output, or for all weights where these are
  /// fewer.
  var figure: Double { min(output.bits.usualBits, weights?.bits.usualBits ?? .infinity) }

  /// The bias of the folded layer, for the one that is there, or none.
  func foldedBias(_ bias: [Double]?) -> [Double] {
    scale.indices.map { shift[$0] + scale[$0] * (bias?[$0] ?? 0) }
  }
}

extension FoldFront {
  /// The weights, checked against the shape.
  ///
  /// - Throws: ``FileError`` where the file does not hold them.
  func weights() throws(FileError) -> [Double] {
    let numbers = try kernel.numbers()
    guard numbers.count == channels.count else {
      throw FileError(kernel.name, "holds \(numbers.count) numbers where its shape has \(channels.count)")
    }
    return numbers
  }
}

extension [Double] {
  /// The middle one of those that are numbers; NaN where none is.
  var usualBits: Double {
    let finite = filter { !$0.isNaN }.sorted()
    return finite.isEmpty ? .nan : finite[(finite.count - 1) / 2]
  }
}
