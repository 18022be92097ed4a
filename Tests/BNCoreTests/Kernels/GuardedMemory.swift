#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers that lie against a page that nobody may touch: reading or writing one element too many ends the process.
final class GuardedMemory<Scalar> {
  /// Which side of the numbers is guarded.
  enum Side: CaseIterable { case before, behind }

  let start: UnsafeMutablePointer<Scalar>
  private let mapping: UnsafeMutableRawPointer
  private let length: Int

  init(_ scalars: [Scalar], guarded side: Side) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = scalars.count * MemoryLayout<Scalar>.stride
    let pages = max(1, (bytes + page - 1) / page)
    length = (pages + 2) * page
    guard let mapping = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), mapping != MAP_FAILED
    else { preconditionFailure("no memory for a test") }
    self.mapping = mapping
    mprotect(mapping, page, PROT_NONE)
    mprotect(mapping + (pages + 1) * page, page, PROT_NONE)
    let first = side == .before ? mapping + page : mapping + (pages + 1) * page - bytes
    start = first.bindMemory(to: Scalar.self, capacity: scalars.count)
    start.initialize(from: scalars, count: scalars.count)
  }

  deinit { munmap(mapping, length) }
}
