internal import CLevels
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Threads that help with the pieces of kernels.
///
/// Kernels follow each other within microseconds, and a thread that sleeps takes longer than that to wake up. So a helper that is
/// done stays awake for a while, and gives way to whoever else wants the processor. Nobody waits for a helper that is not there
/// yet: who has pieces does them himself until there are none left, and waits only for those that helpers have begun.
final class HelperThreads: Sendable {
  /// Does the piece of this number.
  typealias Work = (_ piece: Int) -> Void

  /// One for each processor but the caller's.
  static let shared = HelperThreads(count: processors - 1)

  /// How long a helper stays awake without work, in nanoseconds: several steps of a session.
  private static let patience: UInt64 = 200_000
  /// How often a helper looks for work before it gives way once: for about a microsecond.
  private static let looks = 24

  private let count: Int
  /// The pieces that nobody has begun: the only word by which pieces are handed out.
  ///
  /// Who lowers it has begun a piece of the work that is there at that moment, whatever he has seen before; and this work does
  /// not go away before the piece is done.
  private let offer = Atomic<UInt64>(Offer.none.word)
  /// How many pieces helpers have done.
  private let done = Atomic(0)
  /// The address of a ``Job``; valid for who has begun a piece of it.
  private let job = Atomic<UInt>(0)
  /// Whether somebody is being helped: one at a time.
  private let isTaken = Atomic(false)
  /// When somebody was helped the last time, or would have been.
  private let last = Atomic<UInt64>(0)
  private let asleep = Atomic(0)
  private let alarm = DispatchSemaphore(value: 0)
  private let hasBegun = Atomic(false)

  init(count: Int) { self.count = min(max(0, count), Offer.most) }

  /// Does pieces together with helpers, in any order.
  ///
  /// - Parameters:
  ///   - pieces: how many there are.
  ///   - helpers: the most helpers that may take part.
  ///   - wakes: whether it is worth waking those that sleep, even if nothing else follows.
  ///   - work: does one piece; pieces are independent of each other.
  func share(_ pieces: Int, helpers: Int, wakes: Bool, _ work: @escaping Work) {
    let helpers = min(helpers, count)
    // Work within work, and that of another thread meanwhile, is done without help.
    guard helpers > 0, pieces > 1, pieces <= Offer.most, !isTaken.exchange(true, ordering: .acquiring) else {
      for piece in 0..<pieces { work(piece) }
      return
    }
    withUnsafePointer(to: Job(pieces: pieces, work: work)) { share($0, helpers: helpers, wakes: wakes) }
    isTaken.store(false, ordering: .releasing)
  }

  private func share(_ job: UnsafePointer<Job>, helpers: Int, wakes: Bool) {
    // Small work that comes at once after other work is likely to be followed by more.
    let now = DispatchTime.now().uptimeNanoseconds
    let wakes = wakes || now &- last.load(ordering: .relaxed) < Self.patience
    self.job.store(UInt(bitPattern: job), ordering: .relaxed)
    done.store(0, ordering: .relaxed)
    // What stands above is seen by who takes a piece. A helper that is about to sleep sees this, or is seen asleep below.
    offer.store(Offer(pieces: job.pointee.pieces, places: helpers).word, ordering: .sequentiallyConsistent)
    if wakes { wake(helpers) }
    var own = 0
    while let left = begin(places: 0) {
      job.pointee.work(job.pointee.pieces - left)
      own += 1
    }
    var looks = 0
    while done.load(ordering: .acquiring) < job.pointee.pieces - own { Self.pause(&looks) }
    last.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
  }

  /// Begins a piece, and takes so many places of helpers, if there is both: how many pieces there were before.
  private func begin(places: Int) -> Int? {
    var word = offer.load(ordering: .relaxed)
    while true {
      let offer = Offer(word: word)
      guard offer.pieces > 0, offer.places >= places else { return nil }
      let (exchanged, original) = self.offer.weakCompareExchange(
        expected: word, desired: Offer(pieces: offer.pieces - 1, places: offer.places - places).word,
        successOrdering: .acquiring, failureOrdering: .relaxed)
      if exchanged { return offer.pieces }
      word = original
    }
  }

  // MARK: - Helpers

  private func help() {
    while true {
      if let left = begin(places: 1), let job = UnsafePointer<Job>(bitPattern: job.load(ordering: .relaxed)) {
        help(with: job, left)
      } else {
        waitForWork()
      }
    }
  }

  /// Does the piece that has been begun and as many more as there are.
  private func help(with job: UnsafePointer<Job>, _ left: Int) {
    var left = left
    while true {
      job.pointee.work(job.pointee.pieces - left)
      // The next piece is begun before this one is said to be done: until then, it is one of the same work.
      let next = begin(places: 0)
      done.add(1, ordering: .releasing)
      guard let next else { return }
      left = next
    }
  }

  private func hasWork() -> Bool {
    let offer = Offer(word: offer.load(ordering: .sequentiallyConsistent))
    return offer.pieces > 0 && offer.places > 0
  }

  /// Waits for work, awake at first.
  private func waitForWork() {
    var start = DispatchTime.now().uptimeNanoseconds
    var looks = 0
    while !hasWork() {
      Self.pause(&looks)
      if looks == 0, DispatchTime.now().uptimeNanoseconds &- start > Self.patience {
        sleep()
        start = DispatchTime.now().uptimeNanoseconds
      }
    }
  }

  /// Leaves the processor alone for a moment, and gives way now and then.
  private static func pause(_ looks: inout Int) {
    bncore_pause()
    looks += 1
    if looks == Self.looks {
      sched_yield()
      looks = 0
    }
  }

  private func sleep() {
    asleep.add(1, ordering: .sequentiallyConsistent)
    // What is offered from now on wakes this one up; what was offered a moment ago may not have.
    if hasWork(), isUpAgain() { return }
    alarm.wait()
  }

  /// Takes a helper back from those that sleep; not if somebody is waking it already.
  private func isUpAgain() -> Bool {
    var sleepers = asleep.load(ordering: .relaxed)
    while sleepers > 0 {
      let (exchanged, original) = asleep.weakCompareExchange(
        expected: sleepers, desired: sleepers - 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      sleepers = original
    }
    return false
  }

  /// Wakes so many of those that sleep.
  private func wake(_ helpers: Int) {
    // Only who has taken the helpers gets here.
    if !hasBegun.exchange(true, ordering: .relaxed) { return begin() }
    var sleepers = asleep.load(ordering: .sequentiallyConsistent)
    while sleepers > 0 {
      let woken = min(sleepers, helpers)
      let (exchanged, original) = asleep.weakCompareExchange(
        expected: sleepers, desired: sleepers - woken, ordering: .sequentiallyConsistent)
      if exchanged {
        for _ in 0..<woken { alarm.signal() }
        return
      }
      sleepers = original
    }
  }

  private func begin() {
    for number in 1...count {
      // A serial queue has a thread of its own.
      DispatchQueue(label: "bncore.helper-\(number)", qos: .userInitiated).async { self.help() }
    }
  }

  /// Pieces, and what does them.
  private struct Job {
    let pieces: Int
    let work: Work
  }

  /// How many pieces nobody has begun yet, and how many helpers may come in still, as one word.
  private struct Offer {
    let word: UInt64

    /// The largest of either.
    static let most = 0x7FFF_FFFF
    static let none = Offer(pieces: 0, places: 0)

    init(word: UInt64) { self.word = word }

    init(pieces: Int, places: Int) { word = UInt64(places) << 32 | UInt64(pieces) }

    var pieces: Int { Int(word & 0xFFFF_FFFF) }
    var places: Int { Int(word >> 32) }
  }
}

extension HelperThreads {
  /// As many threads as this process may run at once.
  static var processors: Int {
    #if os(Linux)
      // Not all processors of the machine: a helper on the caller's own one would only be in his way.
      let allowed = Int(bncore_allowed_processors())
      if allowed > 0 { return allowed }
    #endif
    return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
