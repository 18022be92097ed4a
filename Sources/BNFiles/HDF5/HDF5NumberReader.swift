internal import Synchronization

import HDF5Wire
import Platform

/// Reads numbers that only HDF5's library can read, many arrays with one start of the program that has it.
///
/// Layers have many small vectors: the first one that is asked for brings those around it along.
final class HDF5NumberReader: Sendable {
  private let source: any ByteSource
  private let program: HDF5Program
  private let paths: [String]
  /// The batch of each small array.
  private let batches: [Int: Range<Int>]
  /// The small arrays, by their batches.
  private let small: [Int]
  private let known = Mutex<[Int: [Double]]>([:])

  /// Numbers of an array that is read on its own.
  private static let large = 1 << 14
  /// Numbers, arrays and bytes of paths of one batch.
  private static let numbersOfBatch = 1 << 20
  private static let arraysOfBatch = 1000
  private static let bytesOfBatch = 1 << 16

  init(source: any ByteSource, program: HDF5Program, datasets: [HDF5File.Dataset]) {
    self.source = source
    self.program = program
    paths = datasets.map(\.path)
    var small: [Int] = []
    var batches: [Int: Range<Int>] = [:]
    var start = 0
    var size = (numbers: 0, bytes: 0)
    func close() {
      for place in small[start...] { batches[place] = start..<small.count }
      start = small.count
      size = (0, 0)
    }
    for (place, dataset) in datasets.enumerated() {
      guard case .library = dataset.header.storage, dataset.header.element != .other,
        let count = elementCount(of: dataset.shape), count <= Self.large
      else { continue }
      let bytes = dataset.path.utf8.count + 1
      if small.count - start >= Self.arraysOfBatch || size.numbers + count > Self.numbersOfBatch
        || size.bytes + bytes > Self.bytesOfBatch
      {
        close()
      }
      small.append(place)
      size = (size.numbers + count, size.bytes + bytes)
    }
    close()
    self.small = small
    self.batches = batches
  }

  /// The numbers of an array, as many as its shape says.
  func numbers(at place: Int, count: Int) throws(FileError) -> [Double] {
    guard count <= HDF5Limits.numbers else {
      throw FileError(
        source.path,
        "array \(paths[place].quoted(limit: 100)) is kept in pieces and has \(count) numbers; at most "
          + "\(HDF5Limits.numbers) are read so; save it as one piece")
    }
    if let numbers = known.withLock({ $0[place] }) { return try checked(numbers, place, count) }
    // One array that the library cannot read, such as one that is packed in a way of its own, spoils the whole batch.
    if let batch = batches[place], batch.count > 1, let numbers = try? numbers(of: batch)[place] {
      return try checked(numbers, place, count)
    }
    // Not kept: a large one is wanted once, and would stay in memory.
    let arrays = try program.numbers(of: [paths[place]], in: source)
    return try checked(arrays.first ?? [], place, count)
  }

  /// The numbers of a batch, which are kept.
  private func numbers(of batch: Range<Int>) throws(FileError) -> [Int: [Double]] {
    let wanted = small[batch]
    let arrays = try program.numbers(of: wanted.map { paths[$0] }, in: source)
    let found = Dictionary(zip(wanted, arrays)) { first, _ in first }
    known.withLock { $0.merge(found) { first, _ in first } }
    return found
  }

  private func checked(_ numbers: [Double], _ place: Int, _ count: Int) throws(FileError) -> [Double] {
    guard numbers.count == count else {
      throw FileError(
        source.path, "array \(paths[place].quoted(limit: 100)) has \(numbers.count) numbers and \(count) were expected")
    }
    return numbers
  }
}
