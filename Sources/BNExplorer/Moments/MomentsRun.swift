internal import Synchronization

import BNCore
import BNFiles
import Platform

/// Moments of one array, as far as they have been taken.
struct MomentsRun: Sendable {
  let array: MomentsArray
  private(set) var moments: MomentSummary
  /// How many chunks are in them.
  private(set) var chunks: Int
  private let plan: MomentsPlan

  /// The most memory for the moments of chunks that wait to be merged.
  private static let waitingBytes = 1 << 23

  /// Begins, or goes on behind so many chunks with the moments of them.
  init(_ array: MomentsArray, behind chunks: Int = 0, _ moments: MomentSummary? = nil) {
    self.array = array
    self.chunks = chunks
    self.moments = moments ?? MomentSummary(channels: array.layout.channels)
    plan = MomentsPlan(array.layout, size: array.pieceType.size)
  }

  var isDone: Bool { chunks >= plan.chunks }
  /// How many chunks there are in all.
  var allChunks: Int { plan.chunks }
  /// How many numbers are in the moments.
  var numbers: Int { plan.numbers(beforeChunk: chunks) }

  /// Goes on to the end, or until it is told to stop.
  ///
  /// - Parameters:
  ///   - threads: the most threads.
  ///   - chunksAtATime: how many chunks are taken before they are merged; as many as pays by default.
  ///   - watch: told from time to time what there is by now; false ends it. Nothing is lost: going on later makes the same bits.
  /// - Throws: ``FileError`` where the file cannot be read any more; what was taken before stays.
  mutating func run(
    threads: Int = SharedWork.threads, wave chunksAtATime: Int? = nil, watch: (MomentsRun) -> Bool = { _ in true }
  ) throws(FileError) {
    let bytes = MemoryLayout<MomentSummary.Channel>.stride * array.layout.channels
    let most = chunksAtATime ?? max(2 * threads, min(64, Self.waitingBytes / bytes))
    while !isDone {
      let wave = chunks..<min(plan.chunks, chunks + most)
      for summary in try summaries(wave, threads: threads) { moments.merge(summary) }
      chunks = wave.upperBound
      guard watch(self) else { return }
    }
  }

  /// The moments of some chunks, each by itself.
  private func summaries(_ wave: Range<Int>, threads: Int) throws(FileError) -> [MomentSummary] {
    let results = Mutex<(summaries: [MomentSummary?], failure: FileError?)>(
      (Array(repeating: nil, count: wave.count), nil))
    SharedWork.run(wave.count, threads: threads) { next in
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: MomentsPlan.largestPiece, alignment: 64)
      defer { buffer.deallocate() }
      let moments = PieceMoments(array.pieceType, channels: array.layout.channels)
      while let index = next() {
        do throws(FileError) {
          try add(chunk: wave.lowerBound + index, to: moments, buffer)
          let summary = moments.take()
          results.withLock { $0.summaries[index] = summary }
        } catch {
          results.withLock { $0.failure = $0.failure ?? error }
          return
        }
      }
    }
    let (summaries, failure) = results.withLock { ($0.summaries, $0.failure) }
    if let failure { throw failure }
    return summaries.compactMap(\.self)
  }

  private func add(
    chunk: Int, to moments: PieceMoments, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) {
    for index in plan.pieces(ofChunk: chunk) {
      let (start, box) = plan.piece(index)
      try array.read(start..<start + box.count, into: buffer) { moments.add($0, box) }
    }
  }
}
