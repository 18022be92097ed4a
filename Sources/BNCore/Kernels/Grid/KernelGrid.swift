internal import Dispatch
internal import Synchronization

/// How work is divided: into pieces that follow from the shape alone, so that any number of threads makes the same bits.
package enum KernelGrid {
  /// A piece is at least this large.
  static let smallestPiece = 1 << 20
  /// More pieces than this are not needed to keep a machine busy.
  static let mostPieces = 32
  /// Below this size one thread is done before a second one has woken up.
  package static let smallestShared = 2 << 20

  /// How many pieces data of this size is cut into.
  static func pieces(bytes: Int) -> Int { max(1, min(mostPieces, bytes / smallestPiece)) }

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
  static func forEach(_ pieces: Int, bytes: Int, threads: Int?, _ body: (Int) -> Void) {
    let threads = min(threads ?? pieces, pieces)
    guard threads > 1, bytes >= smallestShared else {
      for piece in 0..<pieces { body(piece) }
      NonTemporalStore.finish(bytes: bytes)
      return
    }
    // The compiler has a check of this closure told the length of this file's path, which -file-prefix-map does not shorten
    // (Swift 6.3.1): without a name of our own, what is built would depend on the folder that it is built in.
    #sourceLocation(file:"pieces of KernelGrid",line:1)
    withoutActuallyEscaping(body) { body in
      let body = Piecework(body: body)
      let next = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while true {
          let piece = next.add(1, ordering: .relaxed).oldValue
          guard piece < pieces else { return NonTemporalStore.finish(bytes: bytes) }
          body.body(piece)
        }
      }
    }
    #sourceLocation()
  }

  /// A body that several threads call at once, on pieces that do not overlap.
  private struct Piecework: @unchecked Sendable {
    let body: (Int) -> Void
  }
}
