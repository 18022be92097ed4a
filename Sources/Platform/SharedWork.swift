internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Work that several threads share out among themselves.
package enum SharedWork {
  /// As many threads as the machine runs at once.
  package static var threads: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Does every piece of some work, on several threads; each takes the next piece when it is done with one.
  ///
  /// - Parameters:
  ///   - count: how many pieces there are.
  ///   - threads: the most threads to use.
  ///   - worker: called once on each thread, with what hands out the numbers of pieces until there are no more.
  package static func run(_ count: Int, threads: Int, _ worker: @Sendable (() -> Int?) -> Void) {
    let next = Atomic(0)
    @Sendable func piece() -> Int? {
      let piece = next.add(1, ordering: .relaxed).oldValue
      return piece < count ? piece : nil
    }
    guard min(threads, count) > 1 else { return worker(piece) }
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in worker(piece) }
  }
}
