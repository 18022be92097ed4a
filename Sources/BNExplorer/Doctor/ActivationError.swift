import BNFiles
import Platform

/// Why activations cannot be held against a model.
enum ActivationError: Error {
  /// A file cannot be read, or does not hold what it should.
  case file(FileError)
  /// What was asked for does not say which numbers, which layer or which axis.
  case usage(String)

  var description: String {
    switch self {
    case .file(let error): error.description
    case .usage(let text): text.escapingControls
    }
  }

  var exitStatus: Int32 {
    switch self {
    case .file(let error): error.exitStatus
    case .usage: 64
    }
  }
}
