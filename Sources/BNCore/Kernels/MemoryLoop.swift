#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Loops that go through memory and compute next to nothing: what a kernel's time is held against.
///
/// Several ways for the same traffic, because processors differ in which is the fastest; the best one is the limit. They
/// work by the same lines and non-temporal stores as the kernels, but leave fetching ahead to the processor.
package enum MemoryLoop: String, CaseIterable, Sendable {
  /// Reads x from one end to the other.
  case readInOrder
  /// Reads eight pages of x in turn.
  case readByPages
  /// Reads x and u at the same places.
  case readTwo
  /// Reads x and then u.
  case readOneAfterTheOther
  /// Copies x to y, line by line.
  case copy
  /// Copies past the cache.
  case copyNonTemporal
  /// Copies four pages in turn, past the cache.
  case copyNonTemporalByPages
  /// The C library's `memcpy`.
  case memcpy
  /// Writes x + u to y.
  case add
  /// Writes x + u to y past the cache.
  case addNonTemporal

  /// The arrays that loops go through, of as many elements each.
  package struct Arrays: @unchecked Sendable {
    package let x: UnsafePointer<Float>
    package let u: UnsafePointer<Float>
    package let y: UnsafeMutablePointer<Float>
    package let count: Int

    /// Takes arrays that begin on a line of the cache and stay alive while loops run.
    package init(
      x: UnsafePointer<Float>, u: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, count: Int
    ) {
      self.x = x
      self.u = u
      self.y = y
      self.count = count
    }
  }

  private typealias Line = SIMD16<Float>

  /// The elements of a page of 4 KiB.
  private static let page = 1024

  /// Goes through the arrays once, shared out evenly among threads.
  package func run(_ arrays: Arrays, threads: Int) {
    let pages = arrays.count / Self.page
    KernelGrid.forEach(threads, bytes: arrays.count * 4, threads: threads) { piece in
      let range = KernelGrid.range(piece, of: threads, count: pages)
      let end = piece == threads - 1 ? arrays.count : range.upperBound * Self.page
      go(arrays, range.lowerBound * Self.page..<end)
    }
  }

  private func go(_ arrays: Arrays, _ range: Range<Int>) {
    switch self {
    case .readInOrder: Self.read(arrays.x, arrays, range, pages: 1)
    case .readByPages: Self.read(arrays.x, arrays, range, pages: 8)
    case .readTwo: Self.readTwo(arrays, range)
    case .readOneAfterTheOther:
      Self.read(arrays.x, arrays, range, pages: 1)
      Self.read(arrays.u, arrays, range, pages: 1)
    case .copy: Self.write(arrays, range, pages: 1, nonTemporal: false) { .load(arrays.x, $0) }
    case .copyNonTemporal: Self.write(arrays, range, pages: 1, nonTemporal: true) { .load(arrays.x, $0) }
    case .copyNonTemporalByPages: Self.write(arrays, range, pages: 4, nonTemporal: true) { .load(arrays.x, $0) }
    case .memcpy: memmove(arrays.y + range.lowerBound, arrays.x + range.lowerBound, range.count * 4)
    case .add: Self.write(arrays, range, pages: 1, nonTemporal: false) { .load(arrays.x, $0) + .load(arrays.u, $0) }
    case .addNonTemporal:
      Self.write(arrays, range, pages: 1, nonTemporal: true) { .load(arrays.x, $0) + .load(arrays.u, $0) }
    }
  }

  /// Takes the sum over an array: four lines at a time, so that no addition waits for the one before.
  @inline(__always)
  private static func read(_ x: UnsafePointer<Float>, _ arrays: Arrays, _ range: Range<Int>, pages: Int) {
    var sums = (Line(repeating: 0), Line(repeating: 0))
    forEachSegment(range, pages: pages) { index in
      sums.0 = sums.0 + Line.load(x, index)
      sums.1 = sums.1 + Line.load(x, index &+ 16)
      sums.0 = sums.0 + Line.load(x, index &+ 32)
      sums.1 = sums.1 + Line.load(x, index &+ 48)
    }
    keep(sums.0 + sums.1, arrays)
  }

  @inline(__always)
  private static func readTwo(_ arrays: Arrays, _ range: Range<Int>) {
    var sums = (Line(repeating: 0), Line(repeating: 0))
    forEachSegment(range, pages: 1) { index in
      for line in stride(from: 0, to: 64, by: 16) {
        sums.0 = sums.0 + Line.load(arrays.x, index &+ line)
        sums.1 = sums.1 + Line.load(arrays.u, index &+ line)
      }
    }
    keep(sums.0 + sums.1, arrays)
  }

  @inline(__always)
  private static func write(
    _ arrays: Arrays, _ range: Range<Int>, pages: Int, nonTemporal: Bool, _ value: (_ index: Int) -> Line
  ) {
    forEachSegment(range, pages: pages) { index in
      for line in stride(from: 0, to: 64, by: 16) {
        if nonTemporal {
          NonTemporalStore.store(value(index &+ line), UnsafeMutableRawPointer(arrays.y + (index &+ line)))
        } else {
          value(index &+ line).store(arrays.y, index &+ line)
        }
      }
    }
  }

  /// Calls the body with where each 64 elements begin, in so many pages in turn.
  @inline(__always)
  private static func forEachSegment(_ range: Range<Int>, pages: Int, _ body: (_ index: Int) -> Void) {
    let group = pages * page
    var start = range.lowerBound
    while start &+ group <= range.upperBound {
      for offset in stride(from: 0, to: page, by: 64) {
        for turn in 0..<pages { body(start &+ turn &* page &+ offset) }
      }
      start = start &+ group
    }
    while start &+ 64 <= range.upperBound {
      body(start)
      start = start &+ 64
    }
  }

  /// Makes the result of a loop that writes nothing matter, or the compiler would leave the loop out.
  @inline(__always)
  private static func keep(_ line: Line, _ arrays: Arrays) {
    // No sum of ordinary numbers in float32 is this small.
    if line.wideSum == 0x1p-1000 { arrays.y[0] = 0 }
  }
}
