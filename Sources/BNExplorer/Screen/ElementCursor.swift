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
    Shape.indices(of: place(in: layout), in: shape)
  }
}

extension ScreenState {
  /// The step whose elements a pane shows: the second pipeline's in its own pane, the last one in all others; while
  /// somebody turns what stands in the formula the one that would be taken now.
  func shownStep(of pane: Pane) -> (any TakenStep)? {
    if pane == .eval { return session.lastEval }
    return isScrubbing ? previewedSteps?.own : session.lastStep
  }

  /// The chosen element of the batch that a pane shows; `nil` where there is none.
  func cursor(in pane: Pane) -> ElementCursor? {
    guard let layout = shownStep(of: pane)?.layout, layout.elementsPerChannel > 0, layout.channels > 0 else {
      return nil
    }
    return arrangement.element.settled(in: layout)
  }

  /// The number whose formula is shown.
  var inspectedElement: ElementReference? {
    guard let wanted = arrangement.inspected else { return nil }
    let quantity = session.inspectable.contains(wanted) ? wanted : .y
    // Not the preview's: what is looked at decides whether there is to be one.
    guard let step = quantity == .evalY ? session.lastEval : session.lastStep, step.layout.elementsPerChannel > 0,
      step.layout.channels > 0
    else { return nil }
    let cursor = arrangement.element.settled(in: step.layout)
    switch quantity {
    case .y, .evalY, .gradInput: return ElementReference(quantity, cursor.indices(in: step.layout, shape: step.shape))
    case .renormMeanWeight, .renormStddevWeight: return ElementReference(quantity, [])
    default: return ElementReference(quantity, [cursor.channel])
    }
  }
}
