import BNCore
import Foundation
import Testing

/// What PyTorch made of a small network; see Torch/make_numbers.py.
struct TorchNetwork: Decodable, Sendable, CustomTestStringConvertible {
  struct State: Decodable, Sendable {
    let weights: [MeasuredNumbers]
    let biases: [MeasuredNumbers]
    let gamma: [MeasuredNumbers]
    let beta: [MeasuredNumbers]
    let mean: [MeasuredNumbers]
    let variance: [MeasuredNumbers]
  }

  let name: String
  var testDescription: String { name }
  let begin: State
  let batches: [MeasuredNumbers]
  let labels: [[Int]]
  let losses: [Double]
  let after: [State]
  let logits: MeasuredNumbers

  private struct File: Decodable {
    let cases: [TorchNetwork]
  }

  static let all: [TorchNetwork] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Torch/numbers.json")
    return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: path)))?.cases ?? []
  }()
}
