/// How work is divided: into pieces that follow from the shape alone, so that any number of threads makes the same bits.
package enum KernelGrid {
  /// A piece is at least this large.
  static let smallestPiece = 1 << 20
  /// More pieces than this are not needed to keep a machine busy.
  static let mostPieces = 32
  /// Below this size one thread is done before a second one that is awake has done its part.
  package static let smallestShared = 1 << 20
  /// Below this size it is done before a second one has woken up.
  static let smallestAwaited = 2 << 20
  /// Several threads write pieces of at least this size.
  private static let smallestFill = 512 << 10
  /// So many of them, where those for sums are fewer.
  private static let mostFills = 8

  /// How many pieces data of this size is cut into.
  static func pieces(bytes: Int) -> Int { max(1, min(mostPieces, bytes / smallestPiece)) }

  /// How many pieces data of this size is cut into where each element is written on its own.
  ///
  /// No bit depends on it. So it is an even number, where there are few, for two threads to end together.
  static func fills(bytes: Int, threads: Int?) -> Int {
    let pieces = pieces(bytes: bytes)
    return threads == 1 ? pieces : max(pieces, min(mostFills, bytes / smallestFill) & ~1)
  }

  /// What falls to a piece when `count` things are shared out evenly.
  @inline(__always)
  static func range(_ piece: Int, of pieces: Int, count: Int) -> Range<Int> {
    // Not count · piece / pieces, which could overflow.
    func start(_ piece: Int) -> Int { count / pieces * piece + count % pieces * piece / pieces }
    return start(piece)..<start(piece + 1)
  }

  /// Does every piece, on several threads where that pays.
  ///
  /// - Parameters:
  ///   - pieces: how many there are.
  ///   - bytes: how much memory they go through together.
  ///   - threads: the most threads to use; `nil` for as many as the machine has.
  ///   - body: does one piece; pieces are independent of each other.
  static func forEach(_ pieces: Int, bytes: Int, threads: Int?, _ body: @escaping (Int) -> Void) {
    let threads = min(threads ?? pieces, pieces)
    guard threads > 1, bytes >= smallestShared else {
      for piece in 0..<pieces { body(piece) }
      NonTemporalStore.finish(bytes: bytes)
      return
    }
    HelperThreads.shared.share(pieces, helpers: threads - 1, wakes: bytes >= smallestAwaited) { piece in
      body(piece)
      NonTemporalStore.finish(bytes: bytes)
    }
  }
}
