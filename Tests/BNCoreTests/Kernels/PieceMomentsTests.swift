import BNTestSupport
import Testing

@testable import BNCore

/// What goes through the pieces of a large array, against exact rational arithmetic.
@Suite("Moments of pieces")
struct PieceMomentsTests {
  /// An array, and how it is cut.
  struct Case: CustomTestStringConvertible, Sendable {
    var rows: Int
    var channels: Int
    var inner = 1
    var kind = Kind.normal

    enum Kind: CaseIterable, Sendable { case normal, far, outlier, ramp, holes }

    var testDescription: String { "\(rows) x \(channels) x \(inner), \(kind)" }

    /// The number at a place; some are not finite where the kind says so.
    func number(_ random: inout SplitMix, row: Int, channel: Int) -> Double {
      let noise = (0..<4).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &random) }
      switch kind {
      case .normal: return noise * Double(channel % 3 + 1) + Double(channel % 5)
      case .far: return 1e8 + noise * 1e-3
      case .outlier: return row < 3 ? 1e4 + noise : noise * 1e-2
      case .ramp: return Double(row) + noise
      case .holes:
        // The first channel has nothing, the second begins with NaN.
        if channel == 0 { return .nan }
        if channel == 1, row < 40 { return .nan }
        return row % 7 == channel % 7 ? [.nan, .infinity, -.infinity][row % 3] : 100 + noise
      }
    }
  }

  static let shapes = [
    Case(rows: 4000, channels: 1), Case(rows: 700, channels: 3), Case(rows: 300, channels: 8),
    Case(rows: 140, channels: 64), Case(rows: 145, channels: 77), Case(rows: 5, channels: 150),
    Case(rows: 40, channels: 5, inner: 4), Case(rows: 12, channels: 3, inner: 49),
    Case(rows: 1, channels: 2, inner: 4500), Case(rows: 1, channels: 1, inner: 33),
  ]
  static let cases = shapes.flatMap { shape in
    Case.Kind.allCases.map { kind in
      var shape = shape
      shape.kind = kind
      return shape
    }
  }

  @Test("are exact to 1e-12, whatever the layout and the type", arguments: cases, PieceType.allCases)
  func exact(_ shape: Case, _ type: PieceType) {
    let (bytes, numbers) = Self.array(shape, type)
    let moments = Self.moments(bytes, shape, type, pieces: 3)
    // The first, which may have nothing, and the last, whose eight columns may overlap others, and some between.
    for channel in Set([0, 1, 2, shape.channels / 2, shape.channels - 1]) where channel < shape.channels {
      let all = numbers[channel]
      let finite = all.filter(\.isFinite)
      let found = moments.channels[channel]
      #expect((found.count, found.nonFinite) == (finite.count, all.count - finite.count))
      guard let least = finite.min(), let greatest = finite.max() else { continue }
      #expect((found.minimum, found.maximum) == (least, greatest))
      let exact = ExactMoments(finite)
      guard exact.deviation > 0 else {
        #expect((found.meanHead, found.meanRest, found.squares) == (finite[0], 0, 0))
        continue
      }
      #expect(exact.meanError(found.meanHead, found.meanRest) < 1e-12)
      #expect(exact.squaresError(found.squaresHead, found.squaresRest) < 1e-12)
    }
  }

  @Test("are the same bits for newer processors", .enabled(if: InstructionSet.available.count > 1), arguments: cases)
  func sameBits(_ shape: Case) {
    for type in PieceType.allCases {
      let bytes = Self.array(shape, type).bytes
      let base = Self.moments(bytes, shape, type, pieces: 3, level: .base)
      for level in InstructionSet.available where level != .base {
        #expect(Self.moments(bytes, shape, type, pieces: 3, level: level) == base, "\(type), \(level)")
      }
    }
  }

  @Test("read no number beside a piece", arguments: GuardedMemory<UInt8>.Side.allCases)
  func guarded(_ side: GuardedMemory<UInt8>.Side) {
    for shape in Self.shapes {
      for type in PieceType.allCases {
        let memory = GuardedMemory(Self.array(shape, type).bytes, guarded: side)
        let moments = PieceMoments(type, channels: shape.channels)
        moments.add(
          UnsafeRawPointer(memory.start),
          PieceBox(rows: shape.rows, channels: 0..<shape.channels, inner: shape.inner))
        #expect(moments.take().channels[0].count == shape.rows * shape.inner)
      }
    }
  }

  @Test("of squares that leave the range are infinite and never NaN")
  func outOfRange() {
    let numbers = [Double](repeating: 0, count: 640).indices.map { $0 % 2 == 0 ? 3e200 : -1e200 }
    for inner in [1, 640] {
      let moments = PieceMoments(.float64, channels: 1)
      numbers.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        moments.add(start, PieceBox(rows: 640 / inner, channels: 0..<1, inner: inner))
      }
      let channel = moments.take().channels[0]
      #expect(channel.squares == .infinity)
      #expect(abs(channel.mean - 1e200) < 1e186)
    }
  }

  /// An array's bytes, and the numbers of each channel that they stand for.
  private static func array(_ shape: Case, _ type: PieceType) -> (bytes: [UInt8], numbers: [[Double]]) {
    var random = SplitMix(state: UInt64(shape.rows * 1000 + shape.channels))
    var bytes: [UInt8] = []
    var numbers = [[Double]](repeating: [], count: shape.channels)
    for row in 0..<shape.rows {
      for channel in 0..<shape.channels {
        for _ in 0..<shape.inner {
          let (bits, value) = encoded(shape.number(&random, row: row, channel: channel), type)
          for byte in 0..<type.size { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte))) }
          numbers[channel].append(value)
        }
      }
    }
    return (bytes, numbers)
  }

  /// A number's bits in a type, and what they stand for.
  private static func encoded(_ number: Double, _ type: PieceType) -> (bits: UInt64, value: Double) {
    switch type {
    case .float64: return (number.bitPattern, number)
    case .float32: return (UInt64(Float(number).bitPattern), Double(Float(number)))
    case .bfloat16:
      // Cut, not rounded: any bits will do.
      let bits = Float(number).bitPattern & 0xFFFF_0000
      return (UInt64(bits >> 16), Double(Float(bitPattern: bits)))
    case .float16:
      let half = Half16(number)
      return (UInt64(half.bits), half.value)
    }
  }

  private static func moments(
    _ bytes: [UInt8], _ shape: Case, _ type: PieceType, pieces: Int, level: InstructionSet = .widest
  ) -> MomentSummary {
    let moments = PieceMoments(type, channels: shape.channels, level: level)
    let rowBytes = shape.channels * shape.inner * type.size
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      for piece in 0..<pieces {
        let rows = shape.rows * piece / pieces..<shape.rows * (piece + 1) / pieces
        moments.add(
          start + rows.lowerBound * rowBytes,
          PieceBox(rows: rows.count, channels: 0..<shape.channels, inner: shape.inner))
      }
    }
    return moments.take()
  }
}

/// A number cut to what float16 holds of it, by the definition of the type.
private struct Half16 {
  let bits: UInt16
  let value: Double

  init(_ number: Double) {
    guard !number.isNaN else {
      (bits, value) = (0x7E00, .nan)
      return
    }
    let sign: UInt16 = number < 0 ? 0x8000 : 0
    let magnitude = number.magnitude
    guard magnitude < 65520 else {
      (bits, value) = (sign | 0x7C00, number < 0 ? -.infinity : .infinity)
      return
    }
    let exponent = max(-14, magnitude == 0 ? -14 : Int(magnitude.exponent))
    let unit = Double(sign: .plus, exponent: exponent - 10, significand: 1)
    let steps = min((magnitude / unit).rounded(.down), 2047)
    // A subnormal number has no leading one, and the lowest exponent.
    let field = steps < 1024 ? UInt16(steps) : UInt16(exponent + 15) << 10 | UInt16(steps - 1024)
    (bits, value) = (sign | field, (number < 0 ? -1 : 1) * steps * unit)
  }
}
