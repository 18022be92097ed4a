import BNFiles

/// What a file shows of batch norms that were multiplied into the layers in front of them.
struct FoldedTrace: Sendable {
  /// One that a name is left of.
  struct Layer: Sendable {
    let name: String
    /// What it was folded into: "the Conv conv1".
    let into: String
    let channels: Int?
  }

  let layers: [Layer]
  /// Kernels that PyTorch's exporter named anew, as it does where it computed their numbers: `onnx::Conv_497`.
  let renamed: [String]
  /// How many kernels of two dimensions and more there are besides those of plain matrices, and how many have a bias.
  private(set) var kernels = 0
  private(set) var biased = 0

  /// Looks at the names of what a model has; no numbers are read.
  init(_ model: FoundModel) {
    layers = model.layers.compactMap { layer in
      guard case .folded(let into) = layer.kind else { return nil }
      return Layer(name: layer.name, into: into, channels: layer.channels)
    }
    let tensors = (try? model.file.everyTensor()) ?? model.file.allTensors
    let convolutions = tensors.filter { $0.shape.count >= 3 && $0.shape.allSatisfy { $0 > 0 } }
    renamed = convolutions.map(\.name).filter { $0.hasPrefix(Self.exported) }
    let vectors = Dictionary(
      tensors.filter { $0.shape.count == 1 }.map { ($0.name, $0.shape[0]) }, uniquingKeysWith: { first, _ in first })
    kernels = convolutions.count
    biased = convolutions.count { Self.hasBias($0, among: vectors) }
  }

  /// What PyTorch's exporter calls a constant that it computed for a convolution.
  private static let exported = "onnx::Conv_"

  /// Whether a vector of as many numbers as the kernel has outputs is called alike.
  private static func hasBias(_ kernel: StoredTensor, among vectors: [String: Int]) -> Bool {
    let name = kernel.name
    var candidates: [String] = []
    if name.hasPrefix(exported), let number = Int(name.dropFirst(exported.count)) {
      candidates.append("\(exported)\(number + 1)")
    }
    for (own, other) in [("weight", "bias"), ("kernel", "bias"), ("weights", "biases"), ("w_0", "b_0"), ("W", "B")]
    where name.hasSuffix(own) {
      candidates.append(name.dropLast(own.count) + other)
    }
    return candidates.contains { candidate in
      vectors[candidate].map { $0 == kernel.shape.first || $0 == kernel.shape.last } ?? false
    }
  }
}
