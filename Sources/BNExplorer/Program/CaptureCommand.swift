import ArgumentParser
import Platform

/// `bnexplorer capture --python`.
struct CaptureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Print the Python file that records what comes into the batch norms of a PyTorch or Keras model.",
    discussion: """
      bnexplorer capture --python > bn_capture.py, then in Python: from bn_capture import capture, and run the model inside \
      "with capture(model, \\"run.npz\\"):". It needs numpy and the framework alone. doctor --captured run.npz reads what it \
      wrote: moments of each layer, and a small sample, never whole activations.
      """)

  @Flag(help: "Print the file for Python.")
  var python = false

  func validate() throws {
    if !python { throw ValidationError("capture needs --python, the one language that it has a recorder for") }
  }

  func run() throws {
    Console.result(String(decoding: PackageResources.bn_capture_py, as: UTF8.self).withoutLastNewline)
  }
}

extension String {
  /// The console ends each result with a newline of its own.
  fileprivate var withoutLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
