/// What was found in one tensor of a file.
package struct TensorCheck: Sendable {
  package let name: String
  package let shape: [Int]
  package let type: String
  /// How many elements it has, and how many bytes they take; 0 for what holds no numbers.
  package internal(set) var count = 0
  package internal(set) var bytes = 0
  package internal(set) var tally = ElementTally()
  /// What is wrong with its bytes, and where.
  package internal(set) var damage: String?
  /// Why nobody looked at its numbers.
  package internal(set) var unread: String?

  init(_ tensor: StoredTensor) {
    name = tensor.name
    shape = tensor.shape
    type = tensor.type
  }
}

extension FileCheck {
  /// The sum of something over all tensors; a damaged file may say that it has more than can be counted.
  package func sum(_ number: (TensorCheck) -> Int) -> Int {
    tensors.reduce(0) { sum, tensor in
      let (next, overflow) = sum.addingReportingOverflow(number(tensor))
      return overflow ? .max : next
    }
  }
}

/// What was found in a whole file: every tensor, and what the file keeps besides.
package struct FileCheck: Sendable {
  package let path: String
  package let format: String
  /// In the order of the file.
  package internal(set) var tensors: [TensorCheck]
  /// What is wrong with parts that are not one tensor's: members of an archive that hold others, or several tensors.
  package internal(set) var damagedParts: [String] = []
  /// What a person should know of a file of data as a whole.
  package internal(set) var remarks: [FileRemark] = []
  /// Whether somebody ended it before all was seen.
  package internal(set) var isInterrupted = false
}
