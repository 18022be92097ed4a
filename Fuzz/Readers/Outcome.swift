@testable import BNFiles

/// What may come of an input.
enum Outcome {
  private static let mostTensors = 64

  /// An error says something, in characters that a terminal shows as they are.
  static func check(_ error: any Error) {
    guard let error = error as? FileError else { return }
    precondition(!error.reason.isEmpty, "an error without a reason")
    precondition(error.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a control character in an error")
  }

  /// A model's numbers can be read, as many as it says, or are refused.
  static func check(_ model: ModelFile) {
    let own = model.layers.flatMap { [$0.gamma, $0.beta, $0.mean, $0.variance].compactMap(\.self) }
    for tensor in (own + model.tensors).prefix(mostTensors) { check(tensor) }
  }

  static func check(_ tensor: StoredTensor) {
    do {
      let numbers = try tensor.numbers()
      precondition(numbers.count == tensor.count, "another number of numbers than the shape says")
    } catch {
      check(error)
    }
  }

  /// The same for a table.
  static func check(_ array: StoredArray) throws {
    let numbers: [Float] = try array.numbers()
    precondition(numbers.count == array.count, "another number of numbers than the shape says")
    guard array.rowCount > 2 else { return }
    let rows: [Double] = try array.numbers(of: 1..<array.rowCount - 1)
    precondition(rows.count == (array.rowCount - 2) * array.rowSize, "another number of numbers than the rows have")
  }
}
