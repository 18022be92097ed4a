import BNCore

/// The chosen element of a batch, which heat map, numbers and formula share: a row of the batch and a channel.
///
/// The row counts the elements of a channel: examples, and for a batch with more axes the places within each.
struct ElementCursor: Equatable, Sendable {
  var row = 0
  var channel = 0

  /// The cursor within a batch of some layout, which may be smaller than the one it was set in.
  func settled(in layout: AxisLayout) -> ElementCursor {
    ElementCursor(
      row: min(max(0, row), max(0, layout.elementsPerChannel - 1)),
      channel: min(max(0, channel), max(0, layout.channels - 1)))
  }

  /// The element's place in memory.
  func place(in layout: AxisLayout) -> Int {
    let (outer, inner) = row.quotientAndRemainder(dividingBy: max(1, layout.inner))
    return (outer * layout.channels + channel) * layout.inner + inner
  }

  /// The element's index along each axis.
  func indices(in layout: AxisLayout, shape: [Int]) -> [Int] {
    var rest = place(in: layout)
    let backward = shape.reversed().map { extent in
      defer { rest /= max(1, extent) }
      return rest % max(1, extent)
    }
    return backward.reversed()
  }
}

extension ScreenState {
  /// The chosen element of the last batch; `nil` where there is none.
  var cursor: ElementCursor? {
    guard let step = session.lastStep, step.layout.elementsPerChannel > 0, step.layout.channels > 0 else { return nil }
    return arrangement.element.settled(in: step.layout)
  }

  /// What the live formula can be of, in the order in which a key goes through them.
  var inspectable: [Quantity] {
    guard let step = session.lastStep else { return [] }
    let facts = step.facts(channels: 0..<min(1, step.layout.channels)).first
    var quantities: [Quantity] = [.y]
    if step.mode == .training { quantities += [.batchMean, .batchVariance] }
    if facts?.correction != nil { quantities += [.r, .d] }
    quantities += [.movingMean, .movingVariance]
    if session.configuration.options.renorm {
      quantities += [.renormMean, .renormMeanWeight, .renormStddev, .renormStddevWeight]
    }
    if step.loss != nil { quantities += [.gradInput] }
    if step.loss != nil, session.layer?.names.contains(.gamma) == true { quantities += [.gradGamma] }
    if step.loss != nil, session.layer?.names.contains(.beta) == true { quantities += [.gradBeta] }
    return quantities
  }

  /// The number whose formula is shown.
  var inspectedElement: ElementReference? {
    guard let cursor, let step = session.lastStep, let wanted = arrangement.inspected else { return nil }
    let quantity = inspectable.contains(wanted) ? wanted : .y
    switch quantity {
    case .y, .gradInput: return ElementReference(quantity, cursor.indices(in: step.layout, shape: step.shape))
    case .renormMeanWeight, .renormStddevWeight: return ElementReference(quantity, [])
    default: return ElementReference(quantity, [cursor.channel])
    }
  }
}
