import TerminalKit
import BNCore

/// The arrays that kernels and loops are measured on: two that are read and one that is written, filled once and shared by
/// all measurements.
final class BenchMemory {
  private let buffer: UnsafeMutableBufferPointer<Float>
  let count: Int

  /// A page and a third of one: a processor tells what is loaded from what was just stored by the place in a page, and takes
  /// twice as long where lines that are read next stand at the places of lines that were written last.
  private static let spacing = 1024 + 336

  init(count: Int) {
    self.count = Self.rounded(count)
    let count = self.count
    let raw = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 3 * (count + Self.spacing) * MemoryLayout<Float>.stride, alignment: 4096)
    buffer = raw.bindMemory(to: Float.self)
    // Cheap to make, of spread 1 around 1, and none of them zero or subnormal.
    for array in 0..<3 {
      let factor = array == 1 ? BenchNumbers.upstream : BenchNumbers.batch
      let start = array * (count + Self.spacing)
      for index in 0..<count + Self.spacing {
        buffer.initializeElement(at: start + index, to: BenchNumbers.signed(index, factor))
      }
    }
  }

  deinit { UnsafeMutableRawBufferPointer(buffer).deallocate() }

  /// Loops go by 64 numbers, which are whole lines of the cache.
  private static func rounded(_ count: Int) -> Int { (count + 63) / 64 * 64 }

  /// The first so many numbers of the arrays, and as many more as fill the last line.
  func arrays(_ count: Int) -> MemoryLoop.Arrays {
    guard let start = buffer.baseAddress else { preconditionFailure("arrays of at least a page have an address") }
    let stride = self.count + Self.spacing
    return MemoryLoop.Arrays(
      x: UnsafePointer(start), u: UnsafePointer(start + stride), y: start + 2 * stride, count: Self.rounded(count))
  }
}
