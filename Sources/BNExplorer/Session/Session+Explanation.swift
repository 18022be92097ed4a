import Platform
import BNFiles
import BNCore

extension Session {
  /// What the last step has a formula of, in the order in which things come about; at its end the second pipeline's
  /// batch is evaluated.
  var inspectable: [Quantity] {
    guard let step = lastStep else { return [] }
    let facts = step.facts(channels: 0..<min(1, step.layout.channels)).first
    var quantities: [Quantity] = [.y]
    if step.mode == .training { quantities += [.batchMean, .batchVariance] }
    if facts?.correction != nil { quantities += [.r, .d] }
    quantities += [.movingMean, .movingVariance]
    if configuration.options.renorm {
      quantities += [.renormMean, .renormMeanWeight, .renormStddev, .renormStddevWeight]
    }
    if step.loss != nil { quantities += [.gradInput] }
    if step.loss != nil, layer?.names.contains(.gamma) == true { quantities += [.gradGamma] }
    if step.loss != nil, layer?.names.contains(.beta) == true { quantities += [.gradBeta] }
    if lastEval != nil { quantities += [.evalY] }
    return quantities
  }

  /// How one number of the last step came about.
  ///
  /// - Throws: what is missing, and which command provides it; an index that is not one.
  func explanation(of element: ElementReference) throws(CommandError) -> Explanation {
    let value = try value(element.quantity, column: element.column)
    let place = try place(of: element, in: value.shape)
    let subject =
      element.quantity.rawValue + (place.isEmpty ? "" : "[\(place.map(String.init).joined(separator: ","))]")
    let flat = zip(place, Shape.strides(of: value.shape)).reduce(0) { $0 + $1.0 * $1.1 }
    guard let step = element.quantity == .evalY ? lastEval : lastStep else {
      throw CommandError(
        "\(element.quantity.rawValue): no batch has been taken yet; step, train or infer first", column: element.column)
    }
    let isInBatch = [.y, .evalY, .gradInput].contains(element.quantity)
    let facts = isInBatch ? step.facts(ofElement: flat) : step.facts(channel: flat)
    if step.sharing.countApart > 1, [.gradInput, .gradGamma].contains(element.quantity) {
      throw CommandError(
        "\(element.quantity.rawValue): the gradients of replicas that go by moments of their own are not taken apart; explain"
          + " y or batch_variance, or generate with sync=on", column: element.column)
    }
    var explanation: Explanation
    switch element.quantity {
    case .y, .evalY:
      explanation = facts.output(
        subject,
        element: (element.quantity == .y ? "x" : "eval_x") + subject.dropFirst(element.quantity.rawValue.count),
        x: step.elements(.input, at: [flat])[0], y: value.values[flat])
    case .gradInput, .gradGamma, .gradBeta, .batchMean, .batchVariance:
      explanation = self.explanation(of: element.quantity, subject, flat, value.values[flat], step, facts)
    default:
      explanation = try self.explanation(ofChannel: flat, element, subject, facts, present: value.values[flat])
    }
    if !explanation.result.isFinite || !value.values[flat].isFinite,
      let cause = self.cause(of: element.quantity, channel: facts.channel, in: step)
    {
      explanation.branch.append("not finite since \(cause)")
    }
    explanation.choices = facts.choices(for: element.quantity)
    return explanation
  }

  /// How one number would come about in a step that nobody has taken; `nil` for one that such a step does not have.
  func explanation(of element: ElementReference, by step: any TakenStep) -> Explanation? {
    let shape = element.quantity == .y ? step.shape : element.indices.isEmpty ? [] : [step.layout.channels]
    guard let place = try? place(of: element, in: shape) else { return nil }
    let subject =
      element.quantity.rawValue + (place.isEmpty ? "" : "[\(place.map(String.init).joined(separator: ","))]")
    let flat = zip(place, Shape.strides(of: shape)).reduce(0) { $0 + $1.0 * $1.1 }
    let facts = element.quantity == .y ? step.facts(ofElement: flat) : step.facts(channel: flat)
    var explanation: Explanation
    switch element.quantity {
    case .y:
      explanation = facts.output(
        subject, element: "x" + subject.dropFirst(1), x: step.elements(.input, at: [flat])[0],
        y: step.elements(.output, at: [flat])[0])
    case .batchMean: explanation = ChannelElements(facts, step).mean(subject)
    case .batchVariance: explanation = ChannelElements(facts, step).variance(subject)
    case .r, .d:
      guard let correction = facts.correction else { return nil }
      explanation = facts.correction(correction, isFactor: element.quantity == .r, subject)
    default:
      guard let name = element.quantity.variable, facts.after[name] != nil else { return nil }
      explanation = facts.update(of: name, subject)
    }
    explanation.choices = facts.choices(for: element.quantity)
    return explanation
  }

  /// What is summed over the batch.
  private func explanation(
    of quantity: Quantity, _ subject: String, _ flat: Int, _ result: Double, _ step: any TakenStep,
    _ facts: ChannelFacts
  ) -> Explanation {
    let elements = ChannelElements(facts, step)
    switch quantity {
    case .batchMean: return elements.mean(subject)
    case .batchVariance: return elements.variance(subject)
    case .gradBeta: return elements.gradientByBeta(subject, result)
    case .gradGamma: return elements.gradientByGamma(subject, result)
    default:
      return elements.gradientByInput(
        subject, element: "x" + subject.dropFirst(quantity.rawValue.count), x: step.elements(.input, at: [flat])[0],
        u: step.numbers(.upstream)?[flat] ?? .nan, result)
    }
  }

  /// What there is one of for each channel, or for the layer.
  private func explanation(
    ofChannel channel: Int, _ element: ElementReference, _ subject: String, _ facts: ChannelFacts, present: Double
  ) throws(CommandError) -> Explanation {
    if element.quantity == .r || element.quantity == .d, let correction = facts.correction {
      return facts.correction(correction, isFactor: element.quantity == .r, subject)
    }
    guard let name = element.quantity.variable, facts.after[name] != nil else {
      throw CommandError(
        "\(element.quantity.rawValue): the last pass was taken without it; take a step first", column: element.column)
    }
    var explanation = facts.update(of: name, subject)
    if explanation.result != present, !(explanation.result.isNaN && present.isNaN) {
      let type = layer?.dtype ?? facts.dtype
      explanation.branch.append("now it is \(type.text(present)): it was changed after the step")
    }
    explanation.outlook = outlook(for: name, channel: channel)
    return explanation
  }

  /// The place of one element, each index from 0.
  private func place(of element: ElementReference, in shape: [Int]) throws(CommandError) -> [Int] {
    let name = element.quantity.rawValue
    if element.indices.isEmpty, shape.allSatisfy({ $0 == 1 }) { return shape.map { _ in 0 } }
    guard element.indices.count == shape.count else {
      let example = shape.map { _ in "0" }.joined(separator: ",")
      let hint = shape.isEmpty ? "explain \(name)" : "explain \(name)[\(example)]"
      throw CommandError(
        "\(name) has the shape \(shapeText(shape)); name one element, such as \(hint)", column: element.column)
    }
    var place: [Int] = []
    for (axis, extent) in shape.enumerated() {
      let index = element.indices[axis]
      let settled = index < 0 ? index + extent : index
      guard (0..<extent).contains(settled) else {
        let limits = extent == 0 ? "there are none" : "expected 0..\(extent - 1)"
        throw CommandError(
          "\(name): index \(index) of dimension \(axis) is outside the shape \(shapeText(shape)); \(limits)",
          column: element.column)
      }
      place.append(settled)
    }
    return place
  }
}
