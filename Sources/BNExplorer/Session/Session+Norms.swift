import BNCore

extension Session {
  /// What other norms make of the last batch.
  func compareNorms(_ request: NormsRequest) throws(CommandError) -> Report {
    let x = try value(.x, column: 1)
    let (axis, epsilon) = (configuration.options.axis, configuration.options.epsilon)
    let settled = axis < 0 ? axis + x.shape.count : axis
    guard x.shape.count >= 2, (1..<x.shape.count).contains(settled), !x.values.isEmpty else {
      let why = x.values.isEmpty ? "has no numbers" : "has no examples on an axis of their own"
      throw CommandError(
        "the batch of shape \(shapeText(x.shape)) with the channels on axis \(axis) \(why); expected examples on axis 0"
      )
    }
    let channels = x.shape[settled]
    let groups = request.groups ?? (channels.isMultiple(of: 2) ? 2 : 1)
    var results: [NormResult] = []
    for norm in request.norms {
      do throws(NormShares.Failure) {
        results.append(
          try NormResult(norm.kind(groups: groups), x.values, shape: x.shape, axis: settled, epsilon: epsilon))
      } catch { throw CommandError("\(norm.word) norm: \(error.words)") }
    }
    let elements = (0..<min(3, x.count)).map {
      "y[\(Shape.indices(of: $0, in: x.shape).map(String.init).joined(separator: ","))]"
    }
    let table = NormTable(
      shape: x.shape, axis: settled, epsilon: ValueText.text(epsilon), elements: elements, results: results)
    return Report(title: "norms", text: table.text, objects: results.map(\.members))
  }
}
