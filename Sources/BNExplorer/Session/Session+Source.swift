import TerminalKit
import BNFiles
import BNCore

extension Session {
  mutating func use(_ request: GenerateRequest) throws(CommandError) -> [Output] {
    let spec = try spec(of: request)
    return try use(.generated(spec), name: Self.name(of: spec), as: .generate(request), dtype: request.dtype)
  }

  /// What a `generate` line asks for, along the session's axis.
  func spec(of request: GenerateRequest) throws(CommandError) -> GeneratorSpec {
    do throws(BatchSourceError) {
      return try GeneratorSpec(
        request.kind, shape: request.shape, axis: configuration.options.axis, seed: request.seed, fixed: request.fixed,
        drift: request.drift)
    } catch {
      throw CommandError(error.description)
    }
  }

  /// The generator in a few words.
  static func name(of spec: GeneratorSpec) -> String { "\(spec.kind.name) \(shapeText(spec.shape))" }

  /// Takes batches from a new source, in another type if one is named, keeping the layer as far as it fits.
  mutating func use(
    _ source: BatchSource, name: String, as command: SessionCommand, dtype: NumberType? = nil
  ) throws(CommandError) -> [Output] {
    let notes = try make(.source(source, name: name, dtype: dtype))
    log.append(command)
    return notes
  }

  /// Makes sure there is a source: without one named, the digits that travel inside the program.
  mutating func ensureSource(_ files: any FileAccess) throws(CommandError) -> [Output] {
    source == nil ? try load(.digits, files) : []
  }

  mutating func load(_ request: LoadRequest, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let loaded = try read(request, files)
    return [.note(loaded.note)]
      + (try use(loaded.source, name: loaded.name, as: .load(loaded.request), dtype: request.dtype))
      + narrowing(loaded.name, loaded.columns).notes(on: loaded.source)
  }

  /// What may happen to data in the session's type.
  func narrowing(_ name: String, _ columns: [String]? = nil) -> Narrowing {
    Narrowing(name: name, columns: columns, dtype: configuration.dtype, axis: configuration.options.axis)
  }

  /// What a `load` line brought.
  struct Loaded {
    let source: BatchSource
    let name: String
    /// The line with its path from the root.
    let request: LoadRequest
    /// What a person should know of it.
    let note: String
    /// The names of the columns in quotes, where the file has them.
    let columns: [String]?
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
      let options = DataFileOptions(columns: request.columns, labels: request.labels)
      loaded = try filing { () throws(FileError) in
        try DataFile.read(try files.open(path), options: options)
      }
      labels = loaded.labels.map { names in names.map { Float($0) ?? .nan } }
      request.path = files.absolutePath(path)
    }
    let source = try examples(loaded.array, labels: labels, request)
    let name = request.path == LoadRequest.digitsPath ? "digits" : request.path.lastPathComponent
    let count = loaded.array.shape.first ?? 1
    let size = count == 1 ? "1 example" : "\(count) examples"
    return Loaded(
      source: source, name: name, request: request,
      note: "\(name): \(size), batches of \(shapeText(source.batchShape))",
      columns: loaded.array.quotedColumns)
  }

  private func examples(
    _ array: StoredArray, labels: [Float]?, _ request: LoadRequest
  ) throws(CommandError) -> BatchSource {
    // A single number is one example of rank 0; a batch of it has rank 1.
    var shape = array.shape.isEmpty ? [1] : array.shape
    if request.flatten, shape.count > 2 { shape = [shape[0], shape[1...].reduce(1, *)] }
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

extension String {
  /// What stands behind the last `/`.
  var lastPathComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
