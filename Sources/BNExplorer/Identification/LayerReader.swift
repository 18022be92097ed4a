import BNCore
import BNFiles
import Platform

/// Reads what a state file knows of a layer, and checks that it goes with a batch.
struct LayerReader {
  let path: String
  let shape: [Int]
  private(set) var upstream: KnownNumbers?
  private(set) var remarks: [String] = []
  var layer = KnownLayer()

  init(path: String, shape: [Int]) {
    (self.path, self.shape) = (path, shape)
  }

  /// Takes the arrays of a file by their names, or those of a model's layer.
  mutating func read(_ arrays: FileArrays, layer name: String?) throws(FileError) {
    let parts: [ArrayRole] = [.gamma, .beta, .mean, .variance]
    if name != nil || parts.contains(where: { arrays.candidates($0).count > 1 }) {
      try readModel(arrays, layer: name)
    } else {
      layer.gamma = try channels(arrays, .gamma)
      layer.beta = try channels(arrays, .beta)
      layer.mean = try channels(arrays, .mean)
      layer.variance = try channels(arrays, .variance)
      layer.epsilon = try arrays.number(.epsilon)
      layer.momentum = try arrays.number(.momentum)
    }
    layer.updates =
      try arrays.candidates(.updates).count == 1
      ? arrays.number(.updates).flatMap { 0...1e15 ~= $0 ? Int($0) : nil } : nil
    try readBatchSized(arrays)
    try readRenorm(arrays)
    try check(arrays)
  }

  /// What has the batch's own extents.
  private mutating func readBatchSized(_ arrays: FileArrays) throws(FileError) {
    if let array = try arrays.array(.upstream) {
      guard array.shape.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) else {
        throw FileError(
          path,
          "\(array.name) has the shape \(shapeText(array.shape)), and the batch \(shapeText(shape)); expected the same")
      }
      upstream = try array.known()
    }
    guard let mask = try arrays.array(.mask)?.numbers() else { return }
    guard mask.count == shape[0] else {
      throw FileError(
        path,
        "the mask has \(counted(mask.count, "number")), and the batch \(counted(shape[0], "example")); expected as many"
      )
    }
    layer.mask = mask.map { $0 != 0 }
  }

  private mutating func readRenorm(_ arrays: FileArrays) throws(FileError) {
    guard let mean = try arrays.array(.renormMean)?.numbers(), let stddev = try arrays.array(.renormStddev)?.numbers()
    else { return }
    let clipping = RenormClipping(
      rmax: try arrays.number(.rmax), rmin: try arrays.number(.rmin), dmax: try arrays.number(.dmax))
    layer.renorm = KnownLayer.Renorm(mean: mean, stddev: stddev, clipping: clipping)
  }

  private func channels(_ arrays: FileArrays, _ role: ArrayRole) throws(FileError) -> KnownNumbers? {
    let known = try arrays.array(role)?.known()
    return known.flatMap { $0.numbers.isEmpty ? nil : $0 }
  }

  /// Takes a batch norm of a model, its numbers as inference uses them.
  private mutating func readModel(_ arrays: FileArrays, layer name: String?) throws(FileError) {
    guard let file = arrays.model else {
      throw FileError(path, "has several arrays that could be gamma, beta, mean or variance; expected one layer's")
    }
    let found = try FoundModel(file).layers.filter(\.isBatchNorm)
    let chosen = found.filter { name == nil || $0.name == name }
    guard chosen.count == 1 else {
      let names = found.map(\.name).listed(limit: 6)
      throw FileError(
        path,
        name.map { "has no batch norm \($0.quoted(limit: 80)); expected one of \(names)" }
          ?? "has \(counted(found.count, "batch norm")); --layer names one of \(names)")
    }
    let one = chosen[0]
    layer.gamma = try one.gamma?.known()
    layer.beta = try one.beta?.known()
    layer.mean = try one.mean?.known()
    layer.variance = try one.variance?.known()
    // What is only assumed is for the numbers to show.
    if one.epsilonSource == .file { layer.epsilon = one.epsilon }
    if one.momentumSource == .file { layer.momentum = one.momentum }
    remarks.append("\(path.escapingControls): layer \(one.name.quoted(limit: 80))")
  }

  private func check(_ arrays: FileArrays) throws(FileError) {
    if let epsilon = layer.epsilon, !(epsilon >= 0 && epsilon.isFinite) {
      throw FileError(path, "epsilon is \(epsilon); expected a number from 0 on")
    }
    if let momentum = layer.momentum, !(0...1).contains(momentum) {
      throw FileError(path, "momentum is \(momentum); expected a number from 0 to 1")
    }
    let counts = ChannelGrouping.counts(shape: shape)
    let parts: [(String, Int?)] = [
      ("gamma", layer.gamma?.numbers.count), ("beta", layer.beta?.numbers.count),
      ("the mean", layer.mean?.numbers.count), ("the variance", layer.variance?.numbers.count),
      ("renorm_mean", layer.renorm?.mean.count), ("renorm_stddev", layer.renorm?.stddev.count),
    ]
    for case (let name, let count?) in parts where count != 1 && !counts.contains(count) {
      throw FileError(
        path, "\(name) has \(counted(count, "number")), and a batch of \(shapeText(shape)) no axis of that extent")
    }
    guard
      layer.gamma != nil || layer.beta != nil || layer.mean != nil || layer.variance != nil || upstream != nil
        || layer.epsilon != nil || layer.momentum != nil
    else {
      throw FileError(
        path,
        "has nothing of a layer; expected arrays such as gamma, beta, moving_mean, moving_variance, and epsilon or"
          + " momentum; it has \(arrays.arrays.map(\.name).listed(limit: 12))")
    }
  }
}
