import BNFiles

extension Session {
  /// Compares the batch norms of model files, the first being the reference; the session stays as it is.
  func compareModels(_ request: DiffRequest, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let models = try filing { () throws(FileError) in
      var models: [OpenedModel] = []
      for path in request.paths {
        models.append(try OpenedModel(path, files: files, given: GivenNumbers(epsilon: request.epsilon)))
      }
      return models
    }
    var outputs: [Output] = []
    for (index, other) in models.dropFirst().enumerated() {
      let difference = try filing { () throws(FileError) in try ModelDifference(models[0], other) }
      outputs.append(
        .difference(
          DifferenceListing(request: request, difference: difference, letter: DifferenceText.letter(index))))
      if let within = request.within { outputs.append(.assertion(AssertionOutcome(difference, within: within))) }
    }
    return outputs
  }
}

extension AssertionOutcome {
  /// The claim that two models are no further apart than a limit.
  fileprivate init(_ difference: ModelDifference, within limit: Double) {
    let failures = difference.count(beyond: limit)
    self.init(
      text: "\(difference.b.path) is \(difference.a.path) within \(ValueText.text(limit))", ok: failures == 0,
      actual: difference.worst, expected: 0, tolerance: limit, count: difference.count, failures: failures)
  }
}
