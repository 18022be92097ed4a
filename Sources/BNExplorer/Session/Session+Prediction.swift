import TerminalKit
import BNFiles
import BNCore

extension Session {
  /// What is to be expected of a moving statistic of a channel if steps go on as they are.
  ///
  /// - Returns: `nil` where the source's population changes from batch to batch, or is not known, or where the statistic
  ///   does not move by itself.
  func prediction(of name: VariableName, channel: Int) -> MovingPrediction? {
    predictions(of: name, channels: [channel])?.first
  }

  /// What is to be expected of a moving statistic of some channels: for all of them the population is looked at once.
  ///
  /// - Returns: `nil` also where the layer does not have one of the channels.
  func predictions(of name: VariableName, channels: [Int]) -> [MovingPrediction]? {
    let options = configuration.options
    guard let source, let shape = batchShape, let implementation, let layer, configuration.training,
      configuration.updateOps != .off, let layout = try? AxisLayout(shape: shape, axis: options.axis),
      options.conventions?.leadsSomewhere(withCount: layout.elementsPerChannel) != false,
      let values = layer.values(of: name), channels.allSatisfy((0..<layer.channels).contains)
    else { return nil }
    let starts = channels.map { values[name.isScalar ? 0 : $0] }
    switch name {
    case .renormMeanWeight, .renormStddevWeight:
      return starts.map {
        MovingPrediction(start: $0, limit: 1, momentum: options.renormMomentum, batchDeviation: 0)
      }
    case .movingMean, .movingVariance, .renormMean:
      // With renorm the moving statistics follow averages that are on their way themselves.
      guard !options.renorm || name == .renormMean, let sampling = source.sampling(layout) else { return nil }
      let moments = populations.moments(of: source, layout, at: position)
      let replicas = source.sharing.countApart
      // A batch that is always the same has other moments in each replica, which the population does not tell.
      if sampling == .same, replicas > 1, name == .movingVariance { return nil }
      let isUnbiased = options.storedVariance(by: implementation, dimensions: shape.count) == .sample
      let momentum = name == .renormMean ? options.renormMomentum : options.momentum
      let count = layout.elementsPerChannel / (name == .movingVariance ? replicas : 1)
      return zip(channels, starts).map { channel, start in
        let prediction = sampling.prediction(
          isVariance: name == .movingVariance, from: start, mean: moments.mean[channel],
          variance: moments.variance[channel], count: count, isUnbiased: isUnbiased, momentum: momentum)
        return name == .movingVariance ? prediction.averaged(over: replicas) : prediction
      }
    case .gamma, .beta, .renormStddev: return nil
    }
  }

  /// The prediction in words, and the half-lives of the momenta that matter.
  func outlook(for name: VariableName, channel: Int) -> [String] {
    let options = configuration.options
    var lines: [String] = []
    if let prediction = prediction(of: name, channel: channel), prediction.settles, prediction.limit.isFinite {
      let band = prediction.band.map { $0 == 0 ? "" : " +- \(Self.short($0))" } ?? ""
      let steps = prediction.updatesToOnePercent.map { ", 1% of the way left after \($0) more updates" } ?? ""
      lines.append("\(Self.short(prediction.limit))\(band) in the end\(steps)")
    }
    var momenta = [("momentum \(ValueText.text(options.writtenMomentum))", options.momentum)]
    if options.renorm {
      momenta.append(("renorm_momentum \(ValueText.text(options.renormMomentum))", options.renormMomentum))
    }
    let lives = momenta.compactMap { name, momentum in
      MovingPrediction.halfLife(momentum: momentum).map {
        "half-life of \(name): \(Self.short($0)) updates"
      }
    }
    return lines + (lives.isEmpty ? [] : [lives.joined(separator: ", ")])
  }

  /// Five digits are enough of what is only expected.
  private static func short(_ number: Double) -> String { NumberText.significant(number, digits: 5) }
}

extension MovingPrediction {
  /// What is to be expected of the mean over replicas, each with a batch of its own.
  fileprivate func averaged(over replicas: Int) -> MovingPrediction {
    guard replicas > 1 else { return self }
    return MovingPrediction(
      start: start, limit: limit, momentum: momentum,
      batchDeviation: batchDeviation.map { $0 / Double(replicas).squareRoot() })
  }
}

extension FrameworkConventions {
  /// Whether training on batches of so many values a channel is taken, and leaves numbers.
  fileprivate func leadsSomewhere(withCount count: Int) -> Bool {
    refusal(ofCount: count, mode: .training) == nil && !(count == 1 && oneValue == .notANumber)
  }
}
