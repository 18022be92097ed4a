import TerminalKit
import BNFiles
import BNCore

extension Session {
  mutating func use(_ request: GenerateRequest) throws(CommandError) -> [Output] {
    let spec = try spec(of: request)
    return try use(
      .generated(spec), from: DataOrigin(name: Self.name(of: spec)), as: .generate(request), dtype: request.dtype)
      + Self.notes(on: spec.sharing, examples: spec.shape[0])
  }

  /// What a `generate` line asks for, along the session's axis unless another is named.
  func spec(of request: GenerateRequest, axis: Int? = nil) throws(CommandError) -> GeneratorSpec {
    do throws(BatchSourceError) {
      return try GeneratorSpec(
        request.kind, shape: request.shape, axis: axis ?? configuration.options.axis, seed: request.seed,
        fixed: request.fixed,
        drift: request.drift, sharing: ReplicaSharing(count: request.replicas, isSynchronized: request.sync))
    } catch {
      throw CommandError(error.description)
    }
  }

  /// The generator in a few words.
  static func name(of spec: GeneratorSpec) -> String {
    let sharing = spec.sharing
    let replicas = sharing.count > 1 ? ", \(sharing.count) replicas\(sharing.isSynchronized ? "" : " apart")," : ""
    return "\(spec.kind.name)\(replicas) \(shapeText(spec.shape))"
  }

  /// What replicas do with a batch.
  private static func notes(on sharing: ReplicaSharing, examples: Int) -> [Output] {
    guard sharing.count > 1 else { return [] }
    let share = "\(sharing.count) replicas of \(examples / sharing.count) examples"
    guard !sharing.isSynchronized else {
      return [.note("\(share) go by the moments of the whole batch: to the bit what one device computes")]
    }
    return [
      .note(
        "\(share) normalize by their own moments; the moving statistics get the mean of theirs, as TensorFlow's"
          + " MirroredStrategy makes it (PyTorch's DistributedDataParallel keeps rank 0's). What the mean of variances lacks is"
          + " variance_of_means")
    ]
  }

  /// Takes batches from a new source, in another type if one is named, keeping the layer as far as it fits.
  mutating func use(
    _ source: BatchSource, from origin: DataOrigin, as command: SessionCommand, dtype: NumberType? = nil,
    axis: Int? = nil
  ) throws(CommandError) -> [Output] {
    let notes = try make(.source(source, from: origin, dtype: dtype, axis: axis))
    log.append(command)
    return notes
  }

  /// Takes the batches to come in another size, from the same source.
  mutating func use(batchSize count: Int) throws(CommandError) -> [Output] {
    guard let source else { throw CommandError("batch_size: there are no batches yet; generate or load some first") }
    let resized: BatchSource?
    do throws(BatchSourceError) {
      resized = try source.resized(to: count)
    } catch {
      throw CommandError("batch_size \(count): \(error.description)")
    }
    guard let resized else {
      throw CommandError("batch_size \(count): a literal batch has the size that it has; generate or load batches")
    }
    var origin = experiment.setup.origin
    if case .generated(let spec) = resized { origin.name = Self.name(of: spec) }
    return try use(resized, from: origin, as: .batchSize(count))
  }

  /// Uses one literal batch.
  mutating func use(_ tensor: Tensor<Double>) throws(CommandError) -> [Output] {
    let notes = try use(.literal(tensor), from: DataOrigin(name: "literal batch"), as: .batch(tensor))
    guard tensor.shape.count == 1, tensor.count > 1 else { return notes }
    return [.note(Self.rankOne("the batch") + "shape=\(tensor.count)x1 makes them examples of one channel")] + notes
  }

  /// What data of one dimension is to a layer, up to what to do about it.
  fileprivate static func rankOne(_ name: String) -> String {
    "\(name) has one dimension: each of its numbers is a channel of its own; "
  }

  /// Makes sure there is a source: without one named, the digits that travel inside the program.
  mutating func ensureSource(_ files: any FileAccess) throws(CommandError) -> [Output] {
    source == nil ? try load(.digits, files) : []
  }

  mutating func load(_ request: LoadRequest, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let loaded = try read(request, files)
    let notes = loaded.notes()
    var request = loaded.request
    request.axis = try axis(for: loaded.source.batchShape, given: request.axis, of: loaded.origin.name)
    return notes
      + (try use(loaded.source, from: loaded.origin, as: .load(request), dtype: request.dtype, axis: request.axis))
      + narrowing(loaded.origin.name, loaded.origin.quotedColumns).notes(on: loaded.source)
  }

  /// What may happen to data in the session's type.
  func narrowing(_ name: String, _ columns: [String]? = nil) -> Narrowing {
    Narrowing(name: name, columns: columns, dtype: configuration.dtype, axis: configuration.options.axis)
  }

  /// What a `load` line brought.
  struct Loaded {
    let source: BatchSource
    let origin: DataOrigin
    /// The line with its path from the root, and with the size of its batches where that is not all there is.
    let request: LoadRequest
    /// What a person should know of the file, each behind its name.
    let remarks: [String]

    /// What a person should know of it.
    func notes(prefix: String = "", for use: DataNotes.Use = .training) -> [Output] {
      let shape = source.batchShape
      let count = source.exampleCount
      let size = count == 1 ? "1 example" : "\(count) examples"
      var notes = ["\(origin.name): \(size), batches of \(shapeText(shape))"]
      notes += remarks
      if shape.count == 1, shape[0] > 1 {
        notes.append(Session.rankOne(origin.name) + "expand_dims=on makes them examples of one channel")
      }
      let data =
        request.path == LoadRequest.digitsPath
        ? [] : DataNotes(origin: origin, prefix: prefix, use: use).notes(on: source)
      return notes.map { .note(prefix + $0) } + data
    }
  }

  /// Reads what a `load` line asks for.
  func read(_ request: LoadRequest, _ files: any FileAccess) throws(CommandError) -> Loaded {
    var request = request
    let loaded: LoadedData
    let labels: [Float]?
    if request.path == LoadRequest.digitsPath {
      let digits = try filing { () throws(FileError) in try Digits.load() }
      loaded = LoadedData(digits.images)
      labels = digits.labels
    } else {
      let path = request.path
      let options = DataFileOptions(columns: request.columns, labels: request.labels, text: request.text)
      loaded = try filing { () throws(FileError) in
        try MemberArray.read(path, member: request.member, options: options, files: files)
      }
      labels = loaded.labels.map { names in names.map { Float($0) ?? .nan } }
      request.path = files.absolutePath(path)
    }
    let name = request.path == LoadRequest.digitsPath ? "digits" : request.path.lastPathComponent
    var remarks = loaded.remarks.map { $0.description(of: name) }
    if request.batch == nil, loaded.array.isLarge, loaded.array.rowCount > LoadRequest.usualBatch {
      request.batch = LoadRequest.usualBatch
      remarks.append(
        "\(name) is large: batches of \(LoadRequest.usualBatch), as where the program is opened with it; batch= for others"
      )
    }
    let source = try examples(loaded.array, labels: labels, request)
    return Loaded(
      source: source, origin: DataOrigin(name: name, of: loaded.array), request: request, remarks: remarks)
  }

  private func examples(
    _ array: StoredArray, labels: [Float]?, _ request: LoadRequest
  ) throws(CommandError) -> BatchSource {
    // A single number is one example of rank 0; a batch of it has rank 1.
    var shape = array.shape.isEmpty ? [1] : array.shape
    if request.flatten, shape.count > 2 { shape = [shape[0], shape[1...].reduce(1, *)] }
    if request.expandDims {
      guard shape.count == 1 else {
        throw CommandError(
          "\(request.path): expand_dims=on is for data of one dimension, and this is \(shapeText(shape)); leave it out")
      }
      shape.append(1)
    }
    let data = try filing { () throws(FileError) in try array.exampleData(shape: shape, batchSize: request.batch) }
    do throws(BatchSourceError) {
      var set = try ExampleSet(
        data: data, labels: labels, batchSize: request.batch,
        shuffleSeed: request.shuffle, dropLast: request.dropLast, divide: request.divide)
      if shape.count < array.shape.count { set.extentsBeforeFlattening = Array(array.shape.dropFirst()) }
      return .examples(set)
    } catch {
      throw CommandError(
        "\(request.path): \(error.description)", kind: .file(status: error == .noExamples ? 65 : 64))
    }
  }
}

extension BatchSource {
  /// How many examples there are; of what is made, as many as a batch has.
  var exampleCount: Int {
    if case .examples(let set) = self { set.exampleCount } else { batchShape.first ?? 1 }
  }
}

extension String {
  /// What stands behind the last `/`.
  var lastPathComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
