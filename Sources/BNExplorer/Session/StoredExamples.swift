import BNCore
import BNFiles
internal import Synchronization

/// Examples in a file that is read batch by batch.
final class StoredExamples: ExampleStore {
  let shape: [Int]
  private let array: StoredArray
  private let said = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - array: the data, its rows the examples.
  ///   - shape: the extents as the session sees them, of as many rows and elements.
  init(_ array: StoredArray, shape: [Int]) {
    self.array = array
    self.shape = shape
  }

  /// Whether single precision holds all numbers exactly.
  var fitsFloat: Bool { array.type.fitsFloat }

  func numbers(of examples: Range<Int>) throws(BatchSourceError) -> [Double] {
    do throws(FileError) {
      return try array.numbers(of: examples)
    } catch {
      throw .unreadable(error.description)
    }
  }

  /// Whether something has not been said of these numbers before; asked once for each batch.
  func isNew(_ note: String) -> Bool { said.withLock { $0.insert(note).inserted } }
}

extension StoredArray {
  /// The most elements of a file that are taken into memory when a batch is less than all of them: as many as are read and
  /// looked at within a few milliseconds.
  private static let mostResident = 1 << 19
  /// The same of what lies in memory anyway, unpacked: 64 MiB in single precision.
  private static let mostUnpacked = 1 << 24

  /// Whether the numbers are left where they are, and read batch by batch.
  var isTooLargeForMemory: Bool { count > (isOutsideMemory ? Self.mostResident : Self.mostUnpacked) }

  /// Whether all of the numbers would make an unwieldy batch.
  var isLarge: Bool { count > Self.mostResident }

  /// The numbers as a session of batches of a size keeps them, which are all examples without one.
  ///
  /// They are in memory while they are few or a batch is all of them, in the narrowest type that holds each exactly.
  func exampleData(shape: [Int], batchSize: Int?) throws(FileError) -> ExampleData {
    if isTooLargeForMemory, let batchSize, batchSize < shape[0] {
      return .stored(StoredExamples(self, shape: shape))
    }
    if type.fitsFloat { return .float32(Tensor(shape: shape, scalars: try numbers())) }
    let numbers: [Double] = try numbers()
    let fitsFloat = numbers.allSatisfy { Double(Float($0)) == $0 || $0.isNaN }
    return fitsFloat
      ? .float32(Tensor(shape: shape, scalars: numbers.map { Float($0) }))
      : .float64(Tensor(shape: shape, scalars: numbers))
  }
}

extension BatchNormalizationError {
  /// What kind of trouble it is for the one who asked for a step.
  var commandKind: CommandError.Kind {
    if case .unreadableInput = self { .file(status: 65) } else { .usage }
  }
}
