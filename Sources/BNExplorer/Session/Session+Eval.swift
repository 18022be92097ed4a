import BNFiles
import BNCore

/// The second input pipeline: batches that go through the same variables in inference after every step.
struct EvalPipeline: Sendable {
  var source: BatchSource
  let origin: DataOrigin
  /// Remembers the moments of the source.
  let populations = PopulationCache()
  /// The source in a few words.
  var name: String { origin.name }

  init(_ source: BatchSource, from origin: DataOrigin) {
    self.source = source
    self.origin = origin
  }

  /// The same without what its source remembers in order to answer sooner.
  var withoutMemory: EvalPipeline {
    var pipeline = self
    pipeline.source = source.withoutMemory
    return pipeline
  }
}

extension Session {
  /// Begins, changes or ends the second input pipeline; nothing else changes.
  mutating func evaluate(_ request: EvalRequest, _ files: any FileAccess) throws(CommandError) -> [Output] {
    var logged = request
    var notes: [Output] = []
    var pipeline: EvalPipeline?
    switch request {
    case .none: break
    case .generate(let request):
      let spec = try spec(of: request)
      pipeline = EvalPipeline(.generated(spec), from: DataOrigin(name: Self.name(of: spec)))
    case .batch(let tensor): pipeline = EvalPipeline(.literal(tensor), from: DataOrigin(name: "literal batch"))
    case .load(let request):
      let loaded = try read(request, files)
      pipeline = EvalPipeline(loaded.source, from: loaded.origin)
      notes = loaded.notes(prefix: Stream.evaluation.prefix, for: .evaluation)
      notes += narrowing(Stream.evaluation.prefix + loaded.origin.name, loaded.origin.quotedColumns).notes(
        on: loaded.source)
      logged = .load(loaded.request)
    }
    if let pipeline, let layer { try experiment.check(pipeline, at: 0, fits: layer, advice: "name others") }
    notes += try make(.eval(pipeline))
    log.append(.eval(logged))
    return notes
  }
}

extension Experiment {
  /// What changes the layer is refused where the second pipeline would no longer fit.
  func checkEval(fits fresh: any SessionLayer) throws(CommandError) {
    guard let eval else { return }
    try check(eval, at: 0, fits: fresh, advice: "eval none first")
  }

  /// The batch at a place must have the layer's channels; its rank may be another.
  fileprivate func check(
    _ pipeline: EvalPipeline, at index: Int, fits layer: any SessionLayer, advice: String
  ) throws(CommandError) {
    let shape = pipeline.source.batchShape(at: index)
    let layout: AxisLayout
    do throws(BatchNormalizationError) {
      layout = try AxisLayout(shape: shape, axis: layer.options.axis)
    } catch {
      throw CommandError("eval batches of shape \(shapeText(shape)) do not fit: \(error.description); \(advice)")
    }
    guard layout.channels == layer.channels else {
      throw CommandError(
        "eval batches of shape \(shapeText(shape)) have \(layout.channels) channels on axis \(layer.options.axis),"
          + " and the layer has \(layer.channels); \(advice)")
    }
  }

  /// Before a step changes anything: whether the batch that follows it can be evaluated.
  func checkNextEval() throws(CommandError) {
    guard let eval, let layer else { return }
    try check(eval, at: state.evalPosition, fits: layer, advice: "set another axis, or load with drop_last=on")
  }

  /// Takes the next evaluation batch through the variables as the step has left them.
  mutating func takeEval() throws(CommandError) {
    guard var pipeline = setup.eval else { return }
    // The only other holder of what the source remembers lets go, so that it is not copied.
    setup.eval = nil
    defer { setup.eval = pipeline }
    do throws(BatchNormalizationError) {
      passes.lastEval = try state.layer?.evaluate(&pipeline.source, at: state.evalPosition)
    } catch {
      throw CommandError("eval: \(error.description)", kind: error.commandKind)
    }
  }
}
