import BNCore
import BNFiles

extension Session {
  /// Which share `momentum` states.
  var momentumSense: MomentumArgument.Sense { configuration.options.conventions?.momentum.sense ?? .old }

  /// Larger batches take each framework too long.
  private static let mostCompared = 1 << 20

  /// What other frameworks would make of the last step, or of the next where none has been taken.
  func compareFrameworks(_ request: FrameworksRequest) throws(CommandError) -> Report {
    let own = try ownStep()
    guard let batch = FrameworkBatch(own.step.numbers(.input) ?? [], shape: own.step.shape, layout: own.step.layout)
    else {
      let axis = own.step.shape.count == 4 || own.step.shape.count == 2 ? " with the channels on axis 0" : ""
      throw CommandError(
        "a batch of shape \(shapeText(own.step.shape))\(axis) is none that other frameworks were measured with; expected"
          + " a matrix or images of rank 4, the channels not on axis 0")
    }
    let channel = request.channel ?? viewer.channels.first ?? 0
    guard channel < batch.channels else {
      throw CommandError("there is no channel \(channel); expected 0..\(batch.channels - 1)")
    }
    guard request.row < max(batch.count, 1) else {
      throw CommandError("there is no row \(request.row) in the batch; expected 0..\(batch.count - 1)")
    }
    let comparison = FrameworkComparison(own, batch, channel: channel, usesDefaults: request.usesDefaults)
    let results = request.rules.map(comparison.result)
    let ownResult = comparison.ownResult
    let layout = own.step.layout
    let place =
      batch.count == 0
      ? nil
      : (request.row / layout.inner * layout.channels + channel) * layout.inner + request.row % layout.inner
    let table = FrameworkTable(own: ownResult, results: results, channel: channel, place: place)
    let text = [heading(own, channel, place), ""] + table.lines(width: LayerTable.narrowest)
    return Report(
      title: "frameworks", text: text.joined(separator: "\n"), objects: ([ownResult] + results).map(\.members))
  }

  /// Which step and element the table is of.
  private func heading(_ own: OwnStep, _ channel: Int, _ place: Int?) -> String {
    let step = own.isTaken ? "step \(step) once more" : "the next step"
    let subject =
      place.map { place in
        let indices = Shape.indices(of: place, in: own.step.shape).map(String.init).joined(separator: ",")
        return "x[\(indices)] = \(own.step.dtype.text(own.step.elements(.input, at: [place])[0]))"
      } ?? "a batch without numbers"
    let renorm = configuration.options.renorm ? ", the others without renorm" : ""
    let type = own.step.dtype == .float32 ? "" : ", the others in float32"
    let framework = configuration.framework
    let followed = framework == .tensorFlow14 ? "" : ", this session as \(framework.name)"
    return "\(subject), channel \(channel), \(step)\(renorm)\(type)\(followed)"
  }

  /// A training step as this session takes it, from the variables that the last step started from.
  ///
  /// Nothing is taken by it. Before any step, and where the batches or the layer have changed since, it is the next step from
  /// the variables as they are.
  private func ownStep() throws(CommandError) -> OwnStep {
    guard var own = layer, var source, let shape = batchShape else {
      throw CommandError("there is no batch; name one with generate, batch or load")
    }
    guard source.sharing.countApart == 1 else {
      throw CommandError(
        "other frameworks take a batch as one device does, and replicas share this one; generate with sync=on")
    }
    guard shape.reduce(1, *) <= Self.mostCompared else {
      throw CommandError(
        "a batch of shape \(shapeText(shape)) is too large to be taken by each framework; batch_size takes it in smaller"
          + " ones of at most \(Self.mostCompared) numbers")
    }
    // Batches of a source begin at position 0: at any other the last step took one of the same source.
    let last = position > 0 ? lastStep : nil
    var updates = own.records[.movingMean].updatesRun
    let isTaken =
      last.map { step in own.names.allSatisfy { step.before($0)?.count == own.values(of: $0)?.count } } ?? false
    if isTaken, let last {
      for name in own.names { if let values = last.before(name) { own.assign(values, to: name) } }
      if last.updatesRan { updates = max(0, updates - 1) }
    }
    own.train(with: nil, on: nil)
    let before = own
    let index = max(0, position - 1)
    var taken: (any TakenStep)?
    do throws(BatchNormalizationError) {
      try own.step(&source, at: index, StepOrder(mode: .training, updates: .on), replacing: &taken)
      let inferred = try own.evaluate(&source, at: index)
      guard let taken else { throw .undefinedRank }
      return OwnStep(before: before, updates: updates, step: taken, after: own, inferred: inferred, isTaken: isTaken)
    } catch {
      throw CommandError(error.description, kind: error.commandKind)
    }
  }
}

/// A training step of the session's own layer that nobody takes.
struct OwnStep {
  let before: any SessionLayer
  /// How many updates had moved the statistics before it.
  let updates: Int
  let step: any TakenStep
  let after: any SessionLayer
  /// The same batch behind the update, in inference.
  let inferred: any TakenStep
  /// Whether it is a step that was taken, once more.
  let isTaken: Bool
}
