import Platform
import TerminalKit
import BNFiles
import BNCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures kernels beside those of other libraries, one case at a time, all programs in turn.
///
/// What a machine does besides changes within seconds. A ratio is of two turns of some milliseconds in the same round.
struct PeerBench {
  /// The peers' paths.
  let programs: [String]
  var cases: [BenchCase]
  var rounds = 7
  /// How long a turn lasts; a pass that takes longer is measured three times.
  var milliseconds = 30
  var patience = PeerWorker.Patience()
  var progress: (_ what: String) -> Void = { _ in }
  /// Is told of a peer that is left out, in one line.
  var complain: (_ line: String) -> Void = { _ in }

  /// Threads of OpenMP are looking for work for some time after a turn.
  private static let rest: UInt32 = 5_000

  /// The peers that `scripts/bench-peers` has installed in the repository that a program was built in.
  ///
  /// - Throws: ``BenchFailure`` where there are none.
  static func installed(beside executable: String) throws(BenchFailure) -> [String] {
    guard let scripts = RepositoryScripts.folder(above: executable) else {
      throw BenchFailure(
        "no scripts are in a folder above \(executable); start bnexplorer where it was built, or give --peer")
    }
    let folder = "\(scripts.dropLast("scripts".count)).build/bench-peers/programs"
    let names = DiskFiles().fileNames(in: folder)
    guard !names.isEmpty else {
      throw BenchFailure("no peer is installed; scripts/bench-peers installs some, and --peer names others")
    }
    return names.map { "\(folder)/\($0)" }
  }

  /// Measures all cases, those of one number of threads after the other: a library may ask for that once.
  ///
  /// - Parameter each: is given each case when it is measured.
  /// - Throws: ``BenchFailure`` where there is no room for files, and where no peer is left to measure beside.
  func run(each: (PeerRow) -> Void) throws(BenchFailure) {
    let folder = try BenchFolder()
    let memory = BenchMemory(count: cases.map(\.shape.count).max() ?? 0)
    for threads in cases.map(\.threads).uniqued() {
      var workers = start(threads: threads, folder)
      for which in cases where which.threads == threads {
        // Figures of ours alone are what `bench` is for.
        guard !workers.isEmpty else { throw BenchFailure("no peer is left to measure beside") }
        each(row(which, memory, &workers))
      }
    }
  }

  private func start(threads: Int, _ folder: BenchFolder) -> [PeerWorker] {
    programs.enumerated().compactMap { index, program -> PeerWorker? in
      let name = String(program.split(separator: "/").last ?? "")
      progress("starting \(name)")
      let errors = "\(folder.path)/errors-\(threads)-\(index)"
      folder.adopt([errors])
      do throws(PeerFailure) {
        return try PeerWorker(program, threads: threads, errors: errors, patience: patience)
      } catch {
        complain("\(name) with \(counted(threads, "thread")) \(error); it is left out")
        return nil
      }
    }
  }

  // MARK: A case

  private func row(_ which: BenchCase, _ memory: BenchMemory, _ workers: inout [PeerWorker]) -> PeerRow {
    progress("\(which.text), checking")
    let kernel = BenchKernel(
      which, on: memory.arrays(which.shape.count), channels: .init(varied: which.shape.channels))
    let check = PeerCheck(kernel)
    var measured = trying(workers, which, &workers) { worker throws(PeerFailure) in
      if let complaint = check.complaint(about: try worker.values(of: which)) {
        throw PeerFailure(complaint, isOfCase: true)
      }
    }
    var own: [Double] = []
    var seconds: [ObjectIdentifier: [Double]] = [:]
    // One more, in which nothing counts: caches and clock come to what they stay at.
    for round in 0...rounds {
      progress("\(which.text), round \(round) of \(rounds)")
      let time = BenchTurn.seconds(lasting: Double(milliseconds) * 1e-3) { kernel.run() }
      if round > 0 { own.append(time) }
      measured = trying(measured, which, &workers) { worker throws(PeerFailure) in
        let time = try worker.turn(milliseconds: milliseconds)
        if round > 0 { seconds[ObjectIdentifier(worker), default: []].append(time) }
        if which.threads > 1 { usleep(Self.rest) }
      }
    }
    return PeerRow(
      which: which, seconds: own,
      peers: measured.map { PeerRow.Peer(name: $0.name, seconds: seconds[ObjectIdentifier($0)] ?? []) })
  }

  /// Does something with each of some workers, and says of whom it fails with.
  ///
  /// - Parameters:
  ///   - some: the workers.
  ///   - which: the case that it is done for.
  ///   - all: loses those with which there is no more to be done.
  ///   - body: what is done.
  /// - Returns: those with which it went well.
  private func trying(
    _ some: [PeerWorker], _ which: BenchCase, _ all: inout [PeerWorker],
    _ body: (PeerWorker) throws(PeerFailure) -> Void
  ) -> [PeerWorker] {
    some.filter { worker in
      do throws(PeerFailure) {
        try body(worker)
        return true
      } catch {
        let end = error.isOfCase ? "it is not measured here" : "it is left out from here on"
        complain("\(worker.name), \(which.text): \(error); \(end)")
        if !error.isOfCase { all.removeAll { $0 === worker } }
        return false
      }
    }
  }
}

/// The time of a pass within a turn of some milliseconds, taken as the peers take theirs.
enum BenchTurn {
  /// The median over passes; short ones are timed several at once.
  static func seconds(lasting duration: Double, _ work: () -> Void) -> Double {
    work()
    let group = min(max(1, Int(20e-6 / max(Stopwatch.seconds(work), 1e-9))), 1000)
    let end = ContinuousClock.now + .seconds(duration)
    var times: [Double] = []
    while times.count < 3 || ContinuousClock.now < end {
      times.append(Stopwatch.seconds { for _ in 0..<group { work() } } / Double(group))
    }
    return times.median
  }
}

extension BenchCase {
  /// In one line: what, of which shape, with how many threads.
  var text: String { "\(operation.rawValue) \(shape.text) with \(counted(threads, "thread"))" }
}
