import BNCore

/// What replicas that normalize apart have in common.
extension ChannelFacts {
  /// More replicas than these are not written out: their sum is one number.
  private static let mostWritten = 6

  /// The batch's mean, or its variance, as the moving statistics see it: the mean of what the replicas have.
  func averageOfReplicas(isVariance: Bool, _ subject: String) -> Explanation {
    let numbers = replicaMoments.map { isVariance ? $0.variance : $0.mean }
    let name = isVariance ? "variance" : "mean"
    let what = isVariance ? "biased variance" : "mean"
    let sum: ExplainedFormula
    if numbers.count <= Self.mostWritten {
      let terms = numbers.enumerated().map { index, number in
        term("\(name)_\(index)", number, "\(what) of channel \(channel) in replica \(index)")
      }
      sum = terms.dropFirst().reduce(terms[0], +)
    } else {
      sum = .term(
        ExplainedTerm(
          name: "sum_\(name)", value: numbers.reduce(0, +), dtype: .float64,
          meaning: "sum over \(numbers.count) replicas of the \(what) of channel \(channel)"))
    }
    return Explanation(
      subject: subject, formula: sum / .whole(numbers.count), result: isVariance ? variance : mean, dtype: dtype,
      branch: [
        "training: each of \(numbers.count) replicas goes by its own moments, and the moving statistics get the mean of theirs",
        implementationText,
      ] + (isVariance ? [lost] : []))
  }

  /// What the mean of variances lacks.
  private var lost: String {
    let (variances, means) = (replicaMoments.map { $0.variance }, replicaMoments.map { $0.mean })
    let spread = means.biasedVariance
    let whole = variances.reduce(0, +) / Double(variances.count) + spread
    return "the whole batch has the variance \(dtype.text(whole)): the variance of the means, "
      + "\(dtype.text(spread)), is lost"
  }
}

/// The moments of the replicas that shared a batch, in double precision from the batch itself.
struct ReplicaMoments {
  /// A row a replica.
  let means: [[Double]]
  let variances: [[Double]]

  /// `nil` where one device had the batch, or nobody looked at its moments.
  init?(_ step: any TakenStep) {
    let count = step.sharing.count
    guard count > 1, step.mode == .training, let x = step.numbers(.input) else { return nil }
    let (layout, size) = (step.layout, x.count / count)
    var sums = Array(repeating: Array(repeating: 0.0, count: layout.channels), count: count)
    let elements = Double(layout.elementsPerChannel / count)
    for (place, number) in x.enumerated() { sums[place / size][layout.channel(of: place)] += number }
    let means = sums.map { $0.map { $0 / elements } }
    var squares = sums.map { $0.map { _ in 0.0 } }
    for (place, number) in x.enumerated() {
      let (replica, channel) = (place / size, layout.channel(of: place))
      let distance = number - means[replica][channel]
      squares[replica][channel] += distance * distance
    }
    self.means = means
    variances = squares.map { $0.map { $0 / elements } }
  }

  /// The variance of each channel's means over the replicas: what the mean of their variances lacks.
  var varianceOfMeans: [Double] {
    means[0].indices.map { channel in means.map { $0[channel] }.biasedVariance }
  }

  /// The variance of each channel of the whole batch.
  var pooledVariance: [Double] {
    varianceOfMeans.enumerated().map { channel, spread in
      variances.reduce(0) { $0 + $1[channel] } / Double(variances.count) + spread
    }
  }
}
