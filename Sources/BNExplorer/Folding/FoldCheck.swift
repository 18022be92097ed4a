import BNCore
import BNFiles
import Platform

/// The folded layers of a file beside the batch norms that they are of, on the same data: the worst difference.
///
/// Each output channel gets inputs for its weights, drawn so that what comes out has its moving mean and variance: the same
/// before, where the sum goes through the batch norm in inference in float32, and after. What stays a scale and a shift gets
/// numbers with the moving mean and variance.
struct FoldCheck: Sendable {
  /// The worst difference in roundings of float32 of the terms that it is a sum of: what the order of operations explains is a
  /// few.
  private(set) var roundings = 0.0
  /// The worst difference in deviations of the output: what it means.
  private(set) var deviations = 0.0
  /// Where the latter is.
  private(set) var layer = ""
  private(set) var channel = 0

  /// So many inputs a channel; fewer where there are many weights, which takes long.
  private static func examples(_ weights: Int) -> Int { min(16, max(2, (1 << 20) / max(1, weights))) }

  /// Reads a file that was written, and compares all that is in it.
  ///
  /// - Throws: ``FileError`` where it does not hold what was written, or the model's own numbers cannot be read any more.
  init(_ fold: ModelFold, out: String, files: any FileAccess) throws(FileError) {
    let tensors = try ModelFile.open(out, files: files).everyTensor()
    let written = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    func numbers(_ name: String) throws(FileError) -> [Double] {
      guard let tensor = written[name] else { throw FileError(out, "has no \(name.quoted(limit: 60)) after writing") }
      return try tensor.numbers()
    }
    for norm in fold.norms where norm.isFinite {
      let pairs: [Sides]
      switch norm.front {
      case .success(let front):
        pairs = try Self.kernelSides(
          norm, front, weights: numbers(front.kernel.name), bias: numbers(front.biasName))
      case .failure:
        let names = fold.affineNames(of: norm)
        pairs = Self.affineSides(norm, scale: try numbers(names.scale), shift: try numbers(names.shift))
      }
      try compare(norm, pairs, out)
    }
  }

  /// What goes into a batch norm, what the folded layer gives out for the same data, and how large the terms are.
  private struct Sides {
    let input: [Double]
    let after: [Double]
    let sizes: [Double]
  }

  private static func affineSides(_ norm: FoldedNorm, scale: [Double], shift: [Double]) -> [Sides] {
    (0..<examples(scale.count)).map { example in
      let input = scale.indices.map {
        Double(Float(norm.norm.mean[$0] + max(norm.norm.variance[$0], 0).squareRoot() * some(example, $0)))
      }
      return Sides(
        input: input, after: scale.indices.map { scale[$0] * input[$0] + shift[$0] },
        sizes: scale.indices.map { (scale[$0] * input[$0]).magnitude })
    }
  }

  private static func kernelSides(
    _ norm: FoldedNorm, _ front: FoldFront, weights: [Double], bias: [Double]
  ) throws(FileError) -> [Sides] {
    let (before, own) = (try front.weights(), try front.bias?.numbers())
    let bias0 = own ?? Array(repeating: 0, count: norm.norm.channels)
    let squares = front.channels.responses(of: before) { before[$0] }.sums
    // Along the weights to the mean, and as far about it as the variance says.
    let toMean = squares.indices.map { squares[$0] > 0 ? (norm.norm.mean[$0] - bias0[$0]) / squares[$0] : 0 }
    let aside = squares.indices.map {
      squares[$0] > 0 ? (max(norm.norm.variance[$0], 0) / squares[$0]).squareRoot() : 1
    }
    return (0..<examples(before.count)).map { example in
      func input(_ place: Int) -> Double {
        let channel = front.channels.channel(of: place)
        return toMean[channel] * before[place] + aside[channel] * some(example, place)
      }
      let plain = front.channels.responses(of: before, to: input)
      let folded = front.channels.responses(of: weights, to: input)
      return Sides(
        input: plain.sums.indices.map { plain.sums[$0] + bias0[$0] },
        after: folded.sums.indices.map { folded.sums[$0] + bias[$0] },
        sizes: plain.sizes.indices.map { (plain.sizes[$0] + bias0[$0].magnitude) * norm.scale[$0].magnitude })
    }
  }

  /// Standard normal numbers, a few thousand over and over: kernels are large.
  private static let pool: [Double] = {
    let stream = RandomStream(seed: 0)
    return (0..<4_093).map { stream.normal(batch: 0, element: $0) }
  }()

  private static func some(_ example: Int, _ place: Int) -> Double { pool[(place + example * 257) % pool.count] }

  private mutating func compare(_ norm: FoldedNorm, _ sides: [Sides], _ path: String) throws(FileError) {
    let channels = norm.norm.channels
    let outputs: [Float]
    do {
      let batch = Tensor<Float>(shape: [sides.count, channels], scalars: sides.flatMap { $0.input.map { Float($0) } })
      outputs = try norm.float32Layer().forward(batch, mode: .inference).output.scalars
    } catch {
      throw FileError(path, "\(norm.layer.name.quoted(limit: 60)) cannot be computed: \(error)")
    }
    for (example, side) in sides.enumerated() {
      for channel in 0..<channels {
        let difference = (Double(outputs[example * channels + channel]) - side.after[channel]).magnitude
        let terms =
          side.sizes[channel] + (norm.scale[channel] * norm.norm.mean[channel]).magnitude
          + norm.norm.beta[channel].magnitude
        guard difference > 0, terms > 0 else { continue }
        roundings = max(roundings, difference / (terms * StoredPrecision.float32.roundoff))
        let deviation = norm.norm.deviation(channel)
        guard deviation > 0, difference / deviation > deviations else { continue }
        (deviations, layer, self.channel) = (difference / deviation, norm.layer.name, channel)
      }
    }
  }
}

extension FoldedNorm {
  /// The batch norm as a layer of the engine.
  fileprivate func float32Layer() throws(BatchNormalizationError) -> BatchNormalization<Float> {
    var options = BatchNormalizationOptions()
    options.epsilon = norm.epsilon
    options.fused = false
    var variables = try BatchNormalizationVariables<Float>(options: options, channels: norm.channels)
    variables.gamma = norm.gamma.map { Float($0) }
    variables.beta = norm.beta.map { Float($0) }
    variables.movingMean = norm.mean.map { Float($0) }
    variables.movingVariance = norm.variance.map { Float($0) }
    return BatchNormalization(options: options, variables: variables)
  }
}
