/// The convention that comes nearest to an output that none gives back.
public struct NearestConvention: Sendable {
  /// The convention.
  public let convention: OutputConvention
  /// The epsilon that it was tried with.
  public let epsilon: Double
  /// How many numbers it gives back.
  public let fitting: Int
  /// How many numbers there are.
  public let count: Int
  /// The largest distance of an output from what it would be.
  public let largest: Double
  /// That distance in the roundings that are allowed for.
  public let roundings: Double
  /// The groups in which numbers differ.
  public let groups: [Int]
  /// The examples, along the first axis, in which numbers differ.
  public let examples: [Int]
  /// The axes along which the output is the batch times one number, plus another, for each place: other parameters or
  /// statistics than the known ones would give it back.
  public let linearAxes: [Int]
}

extension OutputEvidence {
  /// The convention that gives most of the numbers back; of those with equally many the nearest.
  func nearest() -> NearestConvention? {
    let search = OutputSearch(self)
    let epsilons = [layer.epsilon, 1e-3, 1e-5].compactMap { $0 }
    var best: (score: Score, convention: OutputConvention, epsilon: Double)?
    for convention in search.candidates where convention.departures <= 1 {
      // In which order a framework sums makes no difference at this distance.
      if case .sums = convention.statistics { continue }
      for epsilon in epsilons {
        guard let score = score(convention, epsilon, witnesses) else { continue }
        if let other = best?.score, (score.fitting, -score.sum) <= (other.fitting, -other.sum) { continue }
        best = (score, convention, epsilon)
      }
    }
    guard let best, let score = score(best.convention, best.epsilon, all) else { return nil }
    return NearestConvention(
      convention: best.convention, epsilon: best.epsilon, fitting: score.fitting, count: all.x.count,
      largest: score.largest, roundings: score.roundings, groups: score.groups.sorted(),
      examples: score.examples.sorted(), linearAxes: linearAxes)
  }

  /// How far a sample is from what a convention makes of it.
  private struct Score {
    var fitting = 0
    /// The sum of the distances' squares.
    var sum = 0.0
    var largest = 0.0
    var roundings = 0.0
    var groups: Set<Int> = []
    var examples: Set<Int> = []
  }

  private func score(_ convention: OutputConvention, _ epsilon: Double, _ sample: BatchSample) -> Score? {
    guard let numbers = numbers(convention) else { return nil }
    let groups = sample.groups(convention.grouping)
    let terms = parameters(convention, sample, groups)
    let factors = numbers.variance.map { convention.deviation.factor(variance: $0, epsilon: epsilon) }
    let examples = sample.groups(ChannelGrouping(shape: sample.shape, axes: [0]))
    var score = Score()
    for index in sample.x.indices {
      let (group, place) = (Int(groups[index]), Int(terms.places[index]))
      let (x, y, mean) = (sample.x[index], sample.y[index], numbers.mean[group])
      let scale = terms.gamma[place] * factors[group]
      let wanted = (x - mean) * scale + terms.beta[place]
      let rest = (wanted - terms.beta[place]).magnitude
      let squared = factors[group] * factors[group]
      let bound =
        RoundingModel.slack
        * (scale.magnitude
          * (numbers.meanError[group] + model.unit * (x.magnitude + mean.magnitude) + model.inputError(x))
          + rest * (4 * model.unit + numbers.varianceError[group] * squared / 2)
          + model.unit * (y.magnitude + terms.beta[place].magnitude) + model.written.error(of: y))
      let distance = (y - wanted).magnitude
      if bound.isFinite && distance <= bound || y.isNaN && wanted.isNaN || y == wanted {
        score.fitting += 1
        continue
      }
      score.groups.insert(group)
      score.examples.insert(Int(examples[index]))
      let finite = distance.isFinite ? distance : Double.greatestFiniteMagnitude.squareRoot() / Double(sample.x.count)
      score.sum += finite * finite
      score.largest = max(score.largest, distance.isNaN ? .infinity : distance)
      score.roundings = max(score.roundings, distance.isNaN ? .infinity : distance / bound)
    }
    return score
  }

  /// The axes along which the output is the batch times one number, plus another, for each place.
  ///
  /// The line through the outermost two numbers of a group is as near to all others as roundings leave it.
  private var linearAxes: [Int] {
    ChannelGrouping.candidates(shape: all.shape).filter { $0.axes.count == 1 && $0.size > 2 }.filter { grouping in
      let groups = all.groups(grouping)
      var (least, most) = ([Int?](repeating: nil, count: grouping.count), [Int?](repeating: nil, count: grouping.count))
      for index in all.x.indices where all.x[index].isFinite {
        let group = Int(groups[index])
        if least[group].map({ all.x[index] < all.x[$0] }) ?? true { least[group] = index }
        if most[group].map({ all.x[index] > all.x[$0] }) ?? true { most[group] = index }
      }
      return all.x.indices.allSatisfy { index in
        guard let low = least[Int(groups[index])], let high = most[Int(groups[index])], all.x[low] < all.x[high] else {
          return false
        }
        let slope = (all.y[high] - all.y[low]) / (all.x[high] - all.x[low])
        let wanted = all.y[low] + slope * (all.x[index] - all.x[low])
        let size = (slope * all.x[index]).magnitude + (slope * all.x[low]).magnitude + all.y[low].magnitude
        let written = [low, high, index].map { model.written.error(of: all.y[$0]) }.reduce(0, +)
        return (all.y[index] - wanted).magnitude <= 8 * model.unit * size + 4 * written
      }
    }
    .map { $0.axes[0] }
  }
}
