/// The lowest and the highest of the finite values, and how many are not finite.
///
/// Without a finite value `low` is infinity and `high` its negative.
struct FiniteBounds: Hashable, Sendable {
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  private(set) var notFinite = 0

  init(_ values: some Collection<Double>) {
    let isDone: Void? = values.withContiguousStorageIfAvailable { scan($0) }
    if isDone == nil { Array(values).withUnsafeBufferPointer { scan($0) } }
  }

  /// Eight values at a time: a comparison a value, but no waiting for the one before.
  private mutating func scan(_ values: UnsafeBufferPointer<Double>) {
    let lanes = 8
    var lows = SIMD8<Double>(repeating: .infinity)
    var highs = -lows
    var finite = SIMD8<Int64>.zero
    let whole = values.count / lanes * lanes
    let bytes = UnsafeRawBufferPointer(values)
    for start in stride(from: 0, to: whole, by: lanes) {
      let group = bytes.loadUnaligned(fromByteOffset: start * MemoryLayout<Double>.stride, as: SIMD8<Double>.self)
      // What is not a number compares false, and what is infinite lies outside.
      let isFinite = (group .>= -.greatestFiniteMagnitude) .& (group .<= .greatestFiniteMagnitude)
      lows.replace(with: group, where: isFinite .& (group .< lows))
      highs.replace(with: group, where: isFinite .& (group .> highs))
      finite.replace(with: finite &+ 1, where: isFinite)
    }
    low = lows.min()
    high = highs.max()
    notFinite = whole - Int(finite.wrappedSum())
    for value in values[whole...] {
      if value.isFinite {
        low = min(low, value)
        high = max(high, value)
      } else {
        notFinite += 1
      }
    }
  }
}
