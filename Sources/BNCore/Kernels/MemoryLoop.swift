#if arch(x86_64)
  import CLevels
#endif

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
/// work by the same lines, non-temporal stores and instructions as the kernels; some ask ahead as kernels do, others leave that to
/// the processor.
package enum MemoryLoop: String, CaseIterable, Sendable {
  /// Reads x from one end to the other.
  case readInOrder
  /// Reads x from one end to the other and asks for what comes.
  case readAskingAhead
  /// Reads eight pages of x in turn.
  case readByPages
  /// Reads x and u at the same places.
  case readTwo
  /// Reads x and u at the same places and asks for what comes.
  case readTwoAskingAhead
  /// Reads x and then u.
  case readOneAfterTheOther
  /// Copies x to y, line by line.
  case copy
  /// Copies past the cache.
  case copyNonTemporal
  /// Copies past the cache and asks for what comes.
  case copyNonTemporalAskingAhead
  /// Copies four pages in turn, past the cache.
  case copyNonTemporalByPages
  /// The C library's `memcpy`.
  case memcpy
  /// Writes x + u to y.
  case add
  /// Writes x + u to y past the cache.
  case addNonTemporal
  /// Writes x + u to y past the cache and asks for what comes.
  case addNonTemporalAskingAhead

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
  package func run(_ arrays: Arrays, threads: Int, level: InstructionSet = .widest) {
    let pages = arrays.count / Self.page
    KernelGrid.forEach(threads, bytes: arrays.count * 4, threads: threads) { piece in
      let range = KernelGrid.range(piece, of: threads, count: pages)
      let end = piece == threads - 1 ? arrays.count : range.upperBound * Self.page
      level.run(MemoryWork(loop: self, arrays: arrays, range: range.lowerBound * Self.page..<end))
    }
  }

  @inline(__always)
  fileprivate func go(_ arrays: Arrays, _ range: Range<Int>) {
    switch self {
    case .readInOrder: Self.read(arrays.x, arrays, range)
    case .readAskingAhead: Self.read(arrays.x, arrays, range, ahead: Self.far)
    case .readByPages: Self.read(arrays.x, arrays, range, pages: 8)
    case .readTwo: Self.readTwo(arrays, range, ahead: 0)
    case .readTwoAskingAhead: Self.readTwo(arrays, range, ahead: Self.near)
    case .readOneAfterTheOther:
      Self.read(arrays.x, arrays, range)
      Self.read(arrays.u, arrays, range)
    case .copy: Self.copy(arrays, range, nonTemporal: false)
    case .copyNonTemporal: Self.copy(arrays, range)
    case .copyNonTemporalAskingAhead: Self.copy(arrays, range, ahead: Self.far)
    case .copyNonTemporalByPages: Self.copy(arrays, range, pages: 4)
    case .memcpy: memmove(arrays.y + range.lowerBound, arrays.x + range.lowerBound, range.count * 4)
    case .add: Self.add(arrays, range, nonTemporal: false)
    case .addNonTemporal: Self.add(arrays, range)
    case .addNonTemporalAskingAhead: Self.add(arrays, range, ahead: Self.far)
    }
  }

  /// So many elements ahead, as the kernels ask for what they read alone or write; and for two arrays that are only read.
  private static var far: Int { 112 * 16 }
  private static var near: Int { 20 * 16 }

  @inline(__always)
  private static func copy(
    _ arrays: Arrays, _ range: Range<Int>, pages: Int = 1, nonTemporal: Bool = true, ahead: Int = 0
  ) {
    write(arrays, range, pages: pages, nonTemporal: nonTemporal) { index in
      if ahead > 0 { Prefetch.line(arrays.x + (index &+ ahead)) }
      return .load(arrays.x, index)
    }
  }

  @inline(__always)
  private static func add(
    _ arrays: Arrays, _ range: Range<Int>, nonTemporal: Bool = true, ahead: Int = 0
  ) {
    write(arrays, range, pages: 1, nonTemporal: nonTemporal) { index in
      if ahead > 0 {
        Prefetch.line(arrays.x + (index &+ ahead))
        Prefetch.line(arrays.u + (index &+ ahead))
      }
      return .load(arrays.x, index) + .load(arrays.u, index)
    }
  }

  /// Takes the sum over an array: four lines at a time, so that no addition waits for the one before.
  @inline(__always)
  private static func read(
    _ x: UnsafePointer<Float>, _ arrays: Arrays, _ range: Range<Int>, pages: Int = 1, ahead: Int = 0
  ) {
    var sums = (Line(repeating: 0), Line(repeating: 0))
    forEachSegment(range, pages: pages) { index in
      if ahead > 0 { for line in stride(from: 0, to: 64, by: 16) { Prefetch.line(x + (index &+ ahead &+ line)) } }
      sums.0 = sums.0 + Line.load(x, index)
      sums.1 = sums.1 + Line.load(x, index &+ 16)
      sums.0 = sums.0 + Line.load(x, index &+ 32)
      sums.1 = sums.1 + Line.load(x, index &+ 48)
    }
    keep(sums.0 + sums.1, arrays)
  }

  @inline(__always)
  private static func readTwo(_ arrays: Arrays, _ range: Range<Int>, ahead: Int) {
    var sums = (Line(repeating: 0), Line(repeating: 0))
    forEachSegment(range, pages: 1) { index in
      for line in stride(from: 0, to: 64, by: 16) {
        if ahead > 0 {
          Prefetch.line(arrays.x + (index &+ ahead &+ line))
          Prefetch.line(arrays.u + (index &+ ahead &+ line))
        }
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

/// A part of a loop, and all that it takes.
///
/// As ``KernelWork`` is for the kernels of a layer: it is compiled once for each ``InstructionSet``.
struct MemoryWork {
  let loop: MemoryLoop
  let arrays: MemoryLoop.Arrays
  let range: Range<Int>

  /// Does the work that stands at an address.
  @inline(__always)
  static func run(_ work: UnsafeRawPointer) {
    let work = work.assumingMemoryBound(to: MemoryWork.self).pointee
    work.loop.go(work.arrays, work.range)
  }
}

extension InstructionSet {
  /// Goes through memory with the instructions of this level.
  fileprivate func run(_ work: MemoryWork) {
    withUnsafePointer(to: work) { work in
      #if arch(x86_64)
        if self != .base { return Float.memoryFunctions(for: self).memory_loop(work) }
      #endif
      MemoryWork.run(work)
    }
  }
}
