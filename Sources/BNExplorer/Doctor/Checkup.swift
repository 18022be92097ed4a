import BNFiles
internal import Synchronization

/// An examination that is made when somebody asks for it first, and kept.
///
/// Copies of a model share it: what a file says does not change while it is open.
final class Checkup: Sendable {
  private let result = Mutex<Result<Examination, FileError>?>(nil)

  /// The findings of a model, of all but its means where it is so large that predicting those would be waited for.
  ///
  /// - Throws: ``FileError`` where the file does not hold the numbers.
  func examination(path: String, _ model: FoundModel, _ captured: CapturedRun?) throws(FileError) -> Examination {
    try result.withLock { result in
      if let result { return result }
      let made = Result { () throws(FileError) in
        try Examination(path: path, model, captured, mostPredicted: Self.mostPredicted)
      }
      result = made
      return made
    }.get()
  }

  /// So many numbers are gone through in about a second.
  private static let mostPredicted = 1 << 25
}
