import BNFiles
import BNCore
import Platform
import TerminalKit

extension Session {
  /// Opens a model file beside the experiment, which stays as it is.
  mutating func open(_ request: OpenRequest, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let model = try filing { () throws(FileError) in
      let model = try OpenModel(request, files: files)
      try model.check(request)
      return model
    }
    viewer.model = model
    var logged = request
    logged.path = model.path
    logged.captured = request.captured.map(files.absolutePath)
    (logged.size, logged.checksum) = (model.size, model.checksum)
    log.append(.open(logged))
    let count = model.batchNorms.count
    let remarks = model.model.file.remarks.map { $0.description(of: model.name) }
    let next = count == 0 ? "layers says what is in it" : "layers lists them, layer takes one"
    return
      ([
        "\(model.name): \(model.model.file.format), \(counted(count, "batch norm")); \(next)"
      ] + remarks).map(Output.note)
  }

  mutating func closeModel() throws(CommandError) -> [Output] {
    let model = try openModel()
    viewer.model = nil
    log.append(.close)
    return [.note("closed \(model.name)" + (taken == nil ? "" : "; the layer stays as it is"))]
  }

  /// The layers of the open model with their numbers.
  func listLayers(_ request: LayersRequest) throws(CommandError) -> LayerListing {
    try LayerListing(request, of: openModel())
  }

  /// Goes through all numbers of the open model, or of another file.
  func check(_ request: CheckRequest, _ files: any FileAccess) throws(CommandError) -> Report {
    let goesOn = { @Sendable (_: Int, _: Int) in !InterruptFlag.isRaised }
    let open = request.path == nil ? try openModel() : nil
    let check = try filing { () throws(FileError) in
      if let open { return try FileCheck(open.name, open.model.file, watch: goesOn) }
      return try FileCheck(request.path ?? "", files: files, watch: goesOn)
    }
    guard !check.isInterrupted else { throw CommandError("interrupted before all was seen", kind: .interrupted) }
    return Report(
      title: "check",
      text: (CheckText.lines(check) + check.remarks.map { $0.description(of: check.path) }).joined(separator: "\n"),
      members: [
        JSONText.Member(name: "tensors", value: .array(CheckLines.tensors(check))),
        JSONText.Member(name: "summary", value: CheckLines.summary(check, strict: false)),
      ])
  }

  /// Makes a layer of the open model the session's own.
  mutating func take(_ request: LayerRequest) throws(CommandError) -> [Output] {
    let open = try openModel()
    let layer = try open.layer(named: request.name)
    let taken = try TakenLayer(layer, of: open)
    guard request.checksum == nil || request.checksum == taken.checksum else {
      throw CommandError(
        "\(open.path): the numbers of the layer \(taken.name.quoted(limit: 80)) are others than when this was saved"
          + " (checksum \(taken.checksum), not \(request.checksum ?? "")); leave checksum= out to take them as they are",
        kind: .file(status: 65))
    }
    let batches = try batches(for: taken, given: request.axis)
    let notes = try make(.layer(taken, axis: batches.axis, batches.source, from: batches.origin))
    var logged = request
    (logged.name, logged.axis, logged.checksum) = (taken.name, batches.axis, taken.checksum)
    log.append(.layer(logged))
    return batches.notes + notes + said(of: taken)
  }

  /// Batches drawn from the statistics of the session's own layer.
  mutating func use(_ request: LayerBatchRequest) throws(CommandError) -> [Output] {
    guard let layer, let means = layer.values(of: .movingMean), let variances = layer.values(of: .movingVariance)
    else { throw CommandError("there is no layer yet; name a batch with generate, batch or load, or open a model") }
    guard let shape = request.shape ?? batchShape else { throw CommandError("generate layer needs shape= here") }
    let axis = try AxisChoice(shape: shape, channels: means.count)
      .axis(wishes: [configuration.options.axis, taken?.statedAxis], of: "a batch")
    guard let axis else {
      throw CommandError(
        "a batch of shape \(shapeText(shape)) has no axis of the layer's \(means.count) channels; expected one such as"
          + " 64x\(means.count)")
    }
    let spec = try spec(
      of: GenerateRequest(kind: .likeStatistics(means, variances), shape: shape, seed: request.seed), axis: axis)
    return try use(
      .generated(spec), from: Self.origin(of: spec), as: .generateLayer(request), axis: axis)
  }

  /// The axis that batches need for a layer from a file to fit; `nil` where it may stay, or nothing fits.
  func axis(for shape: [Int], given: Int?, of name: String) throws(CommandError) -> Int? {
    guard given == nil, let taken else { return given }
    let present = configuration.options.axis
    let choice = AxisChoice(shape: shape, channels: taken.channels)
    let axis = try choice.axis(wishes: [taken.statedAxis, shape.count == rank ? present : nil], of: name)
    return axis == present ? nil : axis
  }

  // MARK: What it is made of

  func openModel() throws(CommandError) -> OpenModel {
    guard let model = viewer.model else { throw CommandError("no model is open; open FILE opens one") }
    return model
  }

  private struct Batches {
    var axis: Int
    var source: BatchSource?
    var origin: DataOrigin
    var notes: [Output] = []
  }

  /// The present batches where they have the layer's channels, else some drawn from its own statistics.
  private func batches(for taken: TakenLayer, given: Int?) throws(CommandError) -> Batches {
    let origin = experiment.setup.origin
    if let shape = batchShape {
      let choice = AxisChoice(shape: shape, channels: taken.channels)
      if let given, !choice.fits(given) {
        throw CommandError(
          "axis \(given) of batches of shape \(shapeText(shape)) does not have the layer's \(taken.channels) channels")
      }
      let axis = try choice.axis(wishes: [given, taken.statedAxis], of: "the batch")
      if let axis { return Batches(axis: axis, origin: origin) }
    }
    let spec = try spec(of: GenerateRequest(kind: taken.ownBatches, shape: [64, taken.channels]), axis: 1)
    let fresh = Self.origin(of: spec)
    let former = batchShape.map { " in place of \(origin.name), whose shape \(shapeText($0)) has no such axis" } ?? ""
    let note = "batches of \(shapeText(spec.shape)) are drawn from the layer's own statistics\(former)"
    return Batches(axis: 1, source: .generated(spec), origin: fresh, notes: [.note(note)])
  }

  private static func origin(of spec: GeneratorSpec) -> DataOrigin {
    DataOrigin(name: "the layer's own \(shapeText(spec.shape))")
  }

  /// What a person should know of a layer that was taken.
  private func said(of taken: TakenLayer) -> [Output] {
    let momentum = taken.momentum == nil ? "" : ", momentum \(ValueText.text(configuration.options.writtenMomentum))"
    let source = taken.isEpsilonStated ? "" : " (not in the file; layers says why, epsilon= behind open sets it)"
    var notes = [
      "\(taken.title): \(counted(taken.channels, "channel")), epsilon \(ValueText.text(taken.epsilon))\(source)\(momentum);"
        + " it infers as in its own library, and trains as in \(configuration.framework.title)"
    ]
    if taken.dtype == .float64 { notes.append("its numbers need float64, which is the session's type now") }
    return (notes + taken.notes).map(Output.note)
  }
}

extension OpenModel {
  /// Refuses a file that is another one than when the line was saved.
  fileprivate func check(_ request: OpenRequest) throws(FileError) {
    if let saved = request.size, let size, saved != size {
      throw FileError(
        request.path,
        "has \(counted(size, "byte")) and had \(saved) when this was saved; leave size= and checksum= out to"
          + " take it as it is")
    }
    if let saved = request.checksum, saved != checksum {
      throw FileError(
        request.path,
        "says something else of its layers than when this was saved (checksum \(checksum), not \(saved));"
          + " leave checksum= out to take it as it is")
    }
  }
}
