import BNFiles

@testable import BNExplorer

/// The layer that every sample holds: four channels whose numbers differ in every role, so that a swapped one shows.
enum KnownLayer {
  static let gamma = [0.5, 1, 1.5, 2]
  static let beta = [-1.0, 0, 1, 2]
  static let mean = [10, -2, 0.25, 1000]
  static let variance = [4, 0.25, 1e-4, 9]

  /// Its four tensors under a library's names.
  static func tensors(
    _ prefix: String, gamma: String? = "weight", beta: String? = "bias", mean: String = "running_mean",
    variance: String = "running_var", shape: [Int] = [4]
  ) -> [StoredTensor] {
    [(gamma, Self.gamma), (beta, Self.beta), (mean, Self.mean), (variance, Self.variance)].compactMap { name, values in
      name.map { StoredTensor(prefix + $0, values, shape: shape) }
    }
  }
}

extension StoredTensor {
  /// A tensor whose numbers a test gives.
  init(_ name: String, _ values: [Double], shape: [Int]? = nil, isIntegral: Bool = false) {
    self.init(name: name, shape: shape ?? [values.count], type: "F32", isIntegral: isIntegral) { values }
  }

  /// A tensor whose numbers nobody may ask for.
  init(unread name: String, shape: [Int]) {
    self.init(name: name, shape: shape, type: "F32") { () throws(FileError) in
      throw FileError("sample", "\(name) was read")
    }
  }
}

extension FoundModel {
  /// What tensors mean.
  init(
    _ tensors: [StoredTensor], family: ModelFile.Family = .any, metadata: [String: String] = [:],
    given: GivenNumbers = GivenNumbers()
  ) throws {
    try self.init(
      ModelFile(format: "sample", family: family, tensors: tensors, metadata: metadata), given: given)
  }

  var batchNorms: [FoundLayer] { layers.filter(\.isBatchNorm) }
}

extension FoundLayer {
  /// Whether its numbers are those of the known layer.
  func isKnown(affine: Bool = true) throws -> Bool {
    let numbers = try LayerNumbers(self)
    return numbers.mean == KnownLayer.mean && numbers.variance == KnownLayer.variance
      && numbers.gamma == (affine ? KnownLayer.gamma : nil) && numbers.beta == (affine ? KnownLayer.beta : nil)
  }
}
