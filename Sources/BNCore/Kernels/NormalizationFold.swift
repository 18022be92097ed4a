import CLevels

/// (x − mean) / √(variance + epsilon) · gamma + beta as (x − shift) · scale + offset, for every channel.
///
/// Folded in double precision:
///
///     shift = mean, rounded
///     scale = gamma / √(variance + epsilon)
///     offset = beta − (mean − shift) · scale
///
/// Subtracting the rounded mean first is exact where x is near it, and what the rounding left out is in the offset: so
/// the output is right to the last digits however far the mean lies from 0.
struct NormalizationFold<Scalar: KernelScalar>: KernelWork {
  typealias Number = Scalar.Number

  let channels: Int
  let mean: UnsafePointer<Double>
  let variance: UnsafePointer<Double>
  let epsilon: Double
  let gamma: UnsafePointer<Double>?
  let beta: UnsafePointer<Double>?
  /// Where to write.
  let shifts: UnsafeMutablePointer<Number>
  let scales: UnsafeMutablePointer<Number>
  let offsets: UnsafeMutablePointer<Number>

  static func function(_ functions: bncore_functions) -> bncore_function { functions.fold }

  @inline(__always)
  func run() {
    var channel = 0
    while channel &+ WideLine.width <= channels {
      let folded = fold(
        mean: .load(mean, channel), variance: .load(variance, channel), gamma: gamma.map { .load($0, channel) },
        beta: beta.map { .load($0, channel) })
      Number.store(folded.shift, shifts, channel)
      Number.store(folded.scale, scales, channel)
      Number.store(folded.offset, offsets, channel)
      channel = channel &+ WideLine.width
    }
    while channel < channels {
      let folded = fold(
        mean: WideLine(repeating: mean[channel]), variance: WideLine(repeating: variance[channel]),
        gamma: gamma.map { WideLine(repeating: $0[channel]) }, beta: beta.map { WideLine(repeating: $0[channel]) })
      shifts[channel] = Number(folded.shift[0])
      scales[channel] = Number(folded.scale[0])
      offsets[channel] = Number(folded.offset[0])
      channel = channel &+ 1
    }
  }

  /// Eight channels' shift, scale and offset, not yet rounded to what is computed in but for the shift.
  @inline(__always)
  private func fold(
    mean: WideLine, variance: WideLine, gamma: WideLine?, beta: WideLine?
  ) -> (shift: WideLine, scale: WideLine, offset: WideLine) {
    let scale = (gamma ?? WideLine(repeating: 1)) / (variance + WideLine(repeating: epsilon)).roots
    let shift = Number.roundedToFit(mean)
    // A moving mean may be infinite; then nothing was left out.
    let left = (mean - shift).replacing(with: 0, where: mean .== shift)
    return (shift, scale, (beta ?? WideLine(repeating: 0)) - left * scale)
  }
}
