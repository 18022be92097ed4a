import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

/// The network of Nets/make.py, run as it stands in PyTorch, in double precision: six times Linear, batch norm by moving statistics
/// and ReLU, then a Linear with bias.
struct SmallNetwork {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Nets")
  private var numbers: [String: [Double]]

  init(_ path: String, files: any FileAccess = DiskFiles()) throws {
    numbers = [:]
    for tensor in try ModelFile.open(path, files: files).tensors { numbers[tensor.name] = try tensor.numbers() }
  }

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Puts other numbers in the place of those of the same names.
  mutating func load(_ other: SmallNetwork) {
    numbers.merge(other.numbers) { _, new in new }
  }

  func numbers(_ name: String) throws -> [Double] { try #require(numbers[name]) }

  /// The logits of images, a row each.
  func logits(_ images: [[Double]]) throws -> [Double] {
    try images.flatMap { image in
      var x = image
      for layer in stride(from: 0, to: 18, by: 3) {
        x = try linear(x, "\(layer)")
        let name = "\(layer + 1)"
        let (mean, variance) = (try numbers("\(name).running_mean"), try numbers("\(name).running_var"))
        let (gamma, beta) = (try numbers("\(name).weight"), try numbers("\(name).bias"))
        x = x.indices.map { c in
          max(0, gamma[c] * (x[c] - mean[c]) / (variance[c] + 1e-5).squareRoot() + beta[c])
        }
      }
      return zip(try linear(x, "18"), try numbers("18.bias")).map { $0 + $1 }
    }
  }

  private func linear(_ x: [Double], _ layer: String) throws -> [Double] {
    let weights = try numbers("\(layer).weight")
    return (0..<weights.count / x.count).map { row in
      x.indices.reduce(0) { $0 + weights[row * x.count + $1] * x[$1] }
    }
  }

  /// The images of the digits that nothing was trained with or recorded of.
  static func heldOut() throws -> [[Double]] {
    let data = folder.appending(path: "../../../../Sources/BNExplorer/Data/digits8x8-train-images-idx3-ubyte.gz")
    let path = data.standardized.path
    let values: [Double] = try DataFile.decode(DiskFiles().read(path), path: path).array.numbers()
    return stride(from: 1156 * 64, to: values.count, by: 64).map { values[$0..<$0 + 64].map { $0 / 16 } }
  }

  /// The root mean square of the difference in deviations of what is right.
  static func error(_ logits: [Double], _ right: [Double]) -> Double {
    let mean = right.reduce(0, +) / Double(right.count)
    let spread = right.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (zip(logits, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / spread).squareRoot()
  }
}
