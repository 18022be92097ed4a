import TerminalKit
import BNFiles
import BNCore

/// Measures a training step of the networks of Figure 1 on one thread, and beside it what others need for the same.
struct NetworkBench {
  /// What is measured of a step.
  enum Kind: String, CaseIterable, Sendable {
    /// The network with batch norm, and the one without.
    case batch, none
    /// The matrix products of a step alone.
    case products

    var text: String {
      switch self {
      case .batch: "a step with batch norm"
      case .none: "a step without"
      case .products: "its matrix products"
      }
    }

    /// The library that is held against, by the name that `scripts/network-peers` has for it.
    var peer: String { self == .products ? "numpy" : "torch" }

    /// How many times as fast as the peer it has to be; `nil` where the peer is shown only.
    var least: Double? { self == .products ? nil : 1.5 }
  }

  /// What was measured.
  struct Result {
    var kind: Kind
    /// Seconds of a step: the median over the rounds.
    var seconds: Double
    /// The peer's name and version, its seconds and how many times as long it takes: medians over the rounds.
    var peer: (name: String, seconds: Double, ratio: Double)?

    var json: JSONText {
      let own: [JSONText.Member] = [
        JSONText.Member(name: "operation", value: "network"),
        JSONText.Member(name: "kind", value: .string(kind.rawValue)),
        JSONText.Member(
          name: "shape", value: .array(([NetworkBench.batch] + NetworkBench.extents).map(JSONText.integer))),
        JSONText.Member(name: "threads", value: 1), JSONText.Member(name: "seconds", value: .double(seconds)),
        JSONText.Member(
          name: "gigaflops",
          value: .double(Double(NetworkBench.operations) / seconds * 1e-9)),
      ]
      guard let peer else { return .object(own) }
      return .object(
        own + [
          JSONText.Member(name: "peer", value: .string(peer.name)),
          JSONText.Member(name: "peer_seconds", value: .double(peer.seconds)),
          JSONText.Member(name: "ratio", value: .double(peer.ratio)),
        ])
    }
  }

  static let batch = 60
  static let extents = [64, 100, 100, 100, 10]

  /// Products and additions of the matrix products of a step: forward, by the weights, and by the inputs but the first.
  static var operations: Int {
    let layers = zip(extents, extents.dropFirst()).map { 2 * batch * $0 * $1 }
    return 3 * layers.reduce(0, +) - layers[0]
  }

  /// Steps of a round.
  private static let steps = 600

  /// Measures this program alone.
  static func run(rounds: Int, level: InstructionSet = .widest, progress: (_ what: String) -> Void) -> [Result] {
    Kind.allCases.map { kind in
      progress(kind.text)
      let work = work(kind, level)
      return Result(kind: kind, seconds: (0..<max(3, rounds)).map { _ in secondsOfStep(work) }.median)
    }
  }

  /// Measures this program and, in each round behind it, its peers that are installed.
  static func run(
    rounds: Int, beside tools: ModelBenchTools, progress: (_ what: String) -> Void
  ) -> [Result] {
    Kind.allCases.map { kind in
      let work = work(kind, .widest)
      guard let peer = tools.peer(kind.peer, by: "network-peers") else {
        progress(kind.text)
        return Result(kind: kind, seconds: (0..<rounds).map { _ in secondsOfStep(work) }.median)
      }
      let pairs = (0..<rounds).compactMap { round -> (own: Double, other: Double)? in
        progress("\(kind.text) beside \(peer.text), round \(round + 1) of \(rounds)")
        let own = secondsOfStep(work)
        let lines = tools.lines(peer.python, "network-peers", [peer.library, kind.rawValue, "\(steps)"])
        return lines?.first.flatMap { Double($0) }.map { (own, $0) }
      }
      let ratio = pairs.map { $0.other / $0.own }.median
      return Result(
        kind: kind, seconds: pairs.map(\.own).median, peer: (peer.text, pairs.map(\.other).median, ratio))
    }
  }

  /// The median over single steps, as the peers take it: what else the machine does lengthens some of them.
  private static func secondsOfStep(_ work: () -> Void) -> Double {
    for _ in 0..<100 { work() }
    return (0..<steps).map { _ in Stopwatch.seconds(work) }.median
  }

  private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    let stream = RandomStream(seed: seed)
    return (0..<count).map { Float(stream.uniform(batch: 0, element: $0)) }
  }

  private static func work(_ kind: Kind, _ level: InstructionSet) -> () -> Void {
    kind == .products ? products(level) : training(normalized: kind == .batch)
  }

  private static func training(normalized: Bool) -> () -> Void {
    let options = DenseNetworkOptions(
      inputs: extents[0], hidden: Array(extents[1..<extents.count - 1]), classes: extents[extents.count - 1],
      normalization: normalized ? BatchNormalizationOptions() : nil)
    guard var network = try? DenseNetwork(options) else { preconditionFailure("a network of plain options") }
    let images = Tensor(shape: [batch, extents[0]], scalars: numbers(batch * extents[0], seed: 1))
    let labels = (0..<batch).map { $0 % extents[extents.count - 1] }
    return { _ = try? network.train(images, labels: labels, rate: 0.5) }
  }

  private static func products(_ level: InstructionSet) -> () -> Void {
    let kernels = DenseKernels(level: level)
    let layers = zip(extents, extents.dropFirst()).map { inputs, outputs in
      (
        inputs: inputs, outputs: outputs, x: numbers(batch * inputs, seed: 1), w: numbers(inputs * outputs, seed: 2),
        u: numbers(batch * outputs, seed: 3)
      )
    }
    return {
      for (index, layer) in layers.enumerated() {
        _ = kernels.product(layer.x, layer.w, rows: batch, columns: layer.outputs, depth: layer.inputs)
        _ = kernels.product(
          layer.x, transposeA: true, layer.u, rows: layer.inputs, columns: layer.outputs, depth: batch)
        guard index > 0 else { continue }
        _ = kernels.product(
          layer.u, layer.w, transposeB: true, rows: batch, columns: layer.inputs, depth: layer.outputs)
      }
    }
  }
}
