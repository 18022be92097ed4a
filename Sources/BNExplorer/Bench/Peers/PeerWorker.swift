import Platform

/// A peer that waits for its turns, with one number of threads.
final class PeerWorker {
  /// How long a peer may take, in seconds.
  struct Patience {
    /// To load its libraries.
    var start = 300.0
    /// To make the arrays of a case, and one pass.
    var first = 300.0
    /// Beyond the time that a turn is to last.
    var turn = 60.0
  }

  /// By what it calls itself.
  let name: String
  private let process: PeerProcess
  private let patience: Patience

  /// Starts a peer and hears its name.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - threads: how many it computes with.
  ///   - errors: the file that takes what it says of errors.
  ///   - patience: how long it may take.
  /// - Throws: ``PeerFailure`` where there is no such program, or it does not begin as it should.
  init(_ program: String, threads: Int, errors: String, patience: Patience) throws(PeerFailure) {
    process = try PeerProcess(
      program, ["\(threads)"], environment: Self.environment(threads: threads), errors: errors)
    name = try PeerProtocol.name(process.line(within: patience.start))
    self.patience = patience
  }

  /// Makes the arrays of a case and computes it once.
  ///
  /// - Returns: some numbers of the result.
  func values(of which: BenchCase) throws(PeerFailure) -> [Float] {
    try PeerProtocol.values(
      process.answer(to: PeerProtocol.request(which, places: PeerCheck.places), within: patience.first))
  }

  /// Seconds of a pass of the case, measured for some time.
  func turn(milliseconds: Int) throws(PeerFailure) -> Double {
    try PeerProtocol.seconds(
      process.answer(
        to: PeerProtocol.turn(milliseconds: milliseconds), within: patience.turn + Double(milliseconds) * 1e-3))
  }

  /// The same for every peer, and none of the variables by which a library is slowed down or talks.
  static func environment(threads: Int) -> [String: String] {
    ProgramStart.environment(inheriting: ["PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"]).merging([
      "OMP_NUM_THREADS": "\(threads)", "MKL_NUM_THREADS": "\(threads)", "CUDA_VISIBLE_DEVICES": "",
      // Threads of OpenMP wait for more work in a loop: from pass to pass, but not on into the next one's turn.
      "GOMP_SPINCOUNT": "10000", "KMP_BLOCKTIME": "2",
    ]) { $1 }
  }
}
