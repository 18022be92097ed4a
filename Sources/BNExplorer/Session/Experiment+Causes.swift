import BNCore

extension Experiment {
  /// Remembers of the last step which number of its batch made variables other than finite that were so before.
  ///
  /// The batch is the one at the present position, which does not count as taken yet.
  mutating func noteCauses() {
    guard let step = passes.last, let layer = state.layer else { return }
    let suspects = step.suspects()
    guard !suspects.isEmpty else { return }
    let variables = layer.names.map { (name: $0, values: layer.values(of: $0) ?? []) }
    for channel in suspects {
      let before = step.facts(channel: channel).before
      let spoiled = variables.filter { name, values in
        let place = name.isScalar ? 0 : channel
        return values.indices.contains(place) && !values[place].isFinite && before[name]?.isFinite == true
      }
      guard !spoiled.isEmpty else { continue }
      let cause = NonFiniteCause(step: state.step + 1, element: description(ofCulpritIn: channel, step))
      for (name, _) in spoiled {
        state.layer?.records.note(cause, of: name, channel: name.isScalar ? 0 : channel)
      }
    }
  }

  /// The element that spoils a channel, its value, and where it stands in a file.
  fileprivate func description(ofCulpritIn channel: Int, _ step: any TakenStep) -> String {
    guard let (place, value) = step.culprit(in: channel) else { return "channel \(channel) has no element" }
    let found = setup.source.flatMap { setup.origin.place(of: place, inBatch: state.position, of: $0) }
    let element = "\(step.elementName(place)) = \(step.dtype.text(value))" + (found.map { ", \($0)" } ?? "")
    return value.isFinite
      ? "channel \(channel): all of x is finite, the largest \(element); it leaves the range of \(step.dtype.rawValue)"
      : "channel \(channel): \(element)"
  }
}

extension Session {
  /// Which step and which number of its batch made a number other than finite.
  ///
  /// - Parameters:
  ///   - quantity: what the number is one of.
  ///   - channel: its channel.
  ///   - step: the step that it was computed in, or that it was left by.
  /// - Returns: `nil` where no step is known to have done it.
  func cause(of quantity: Quantity, channel: Int, in step: any TakenStep) -> String? {
    if let name = quantity.variable {
      return layer?.records.cause(of: name, channel: name.isScalar ? 0 : channel)?.text
    }
    // What a training step computes is spoiled by its own batch first of all.
    if let (place, value) = step.culprit(in: channel), !value.isFinite {
      let isEval = quantity == .evalY
      let origin =
        isEval ? nil : source.flatMap { experiment.setup.origin.place(of: place, inBatch: position - 1, of: $0) }
      let element = step.elementName(place)
      return "this batch, channel \(channel): \(isEval ? "eval_" : "")\(element) = \(step.dtype.text(value))"
        + (origin.map { ", \($0)" } ?? "")
    }
    let causes = layer?.names.compactMap { layer?.records.cause(of: $0, channel: $0.isScalar ? 0 : channel) } ?? []
    return causes.min { $0.step < $1.step }?.text
  }
}
