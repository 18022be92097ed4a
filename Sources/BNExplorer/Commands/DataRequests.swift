import TerminalKit
import BNFiles
import BNCore

extension GenerateRequest {
  /// What all kinds have besides their parameters.
  static let options = OptionTable<GenerateRequest>(
    CommandOption("shape", \.shape, .shape, usage: "64x4", meaning: "the batch's shape, such as 64x4"),
    CommandOption("seed", \.seed, .seed, usage: "0", meaning: "another seed, other numbers"),
    CommandOption("fixed", \.fixed, .toggle, usage: "on", meaning: "on: the same batch every step", unless: false),
    CommandOption("drift", \.drift, .channels, usage: "0", meaning: "what each step adds to the mean", unless: .all(0)),
    CommandOption(
      "replicas", \.replicas, .integer(from: 1), usage: "4", meaning: "how many replicas share each batch", unless: 1),
    CommandOption(
      "sync", \.sync, .toggle, usage: "off", meaning: "off: each replica by its own moments", unless: true),
    CommandOption("dtype", \.dtype, .dtype, usage: "float32", meaning: "float16, float32 or float64"))

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    let name = try words.next("a kind: \(orList(BatchKind.names))")
    guard let kind = BatchKind(rawValue: name.text) else {
      throw CommandError(unknown("kind of batch", name.text, among: BatchKind.names), column: name.column)
    }
    // `noise` may be written for fresh numbers each step, which is how they come anyway.
    _ = words.take("noise")
    // Of two values for one option the last counts; what is wrong with a value comes behind all names.
    var given: [String: Word] = [:]
    let names = kind.options.names + Self.options.names
    while let option = try words.nextOption(among: names) { given[option.name] = option.value }
    var parameters = BatchKind.Parameters()
    try BatchKind.options.read(given, into: &parameters)
    self.init(kind: GeneratorSpec.Kind(kind, parameters))
    try Self.options.read(given, into: &self)
    if !sync, replicas == 1, let word = given["sync"] {
      throw CommandError("sync=off needs replicas=2 or more, which share each batch", column: word.column)
    }
  }

  /// The request as it is read.
  var line: String { (["generate"] + kind.words + Self.options.words(of: self)).joined(separator: " ") }
}

extension LoadRequest {
  static let options = OptionTable<LoadRequest>(
    CommandOption("batch", \.batch, .integer(from: 1), usage: "N", meaning: "examples in a batch"),
    CommandOption("shuffle", \.shuffle, .shuffleSeed, usage: "SEED", meaning: "a seed for another order"),
    CommandOption(
      "columns", \.columns, .names, usage: "a,b", meaning: "the columns to take, by name or number, or 1-6"),
    CommandOption("labels", \.labels, .text, usage: "NAME", meaning: "the column that is no input"),
    CommandOption("divide", \.divide, .number, usage: "16", meaning: "divide by a number"),
    CommandOption(
      "drop_last", \.dropLast, .toggle, usage: "on", meaning: "on: leave out a smaller last batch", unless: false),
    CommandOption(
      "flatten", \.flatten, .toggle, usage: "on", meaning: "on: one channel for each number of an example",
      unless: false),
    CommandOption(
      "expand_dims", \.expandDims, .toggle, usage: "on", meaning: "on: numbers of one dimension as n x 1",
      unless: false),
    CommandOption("member", \.member, .text, usage: "NAME", meaning: "the array to take from a file of several"),
    CommandOption("axis", \.axis, .axis, usage: "1", meaning: "the axis of the channels"),
    CommandOption("header", \.text.header, .toggle, usage: "on", meaning: "whether the first line names the columns"),
    CommandOption(
      "skip", \.text.skip, .integer(from: 0), usage: "N", meaning: "lines to pass over before the table", unless: 0),
    CommandOption(
      "sep", \.text.separator, .word(["\t": .tab, ",": .comma, ";": .semicolon, " ": .space]), usage: "comma",
      meaning: "comma, semicolon, tab or space between the cells"),
    CommandOption(
      "decimal", \.text.decimal, .word([".": .point, ",": .comma]), usage: "comma",
      meaning: "point or comma before the decimals", unless: .point),
    CommandOption(
      "missing", \.text.missing, .word([:]), usage: "drop",
      meaning: "drop the line, or the column's mean, or error", unless: .error),
    CommandOption("dtype", \.dtype, .dtype, usage: "float32", meaning: "float16, float32 or float64"))

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    self.init(path: try words.next("a file").text)
    try Self.options.read(from: &words, into: &self)
  }

  /// The request as it is read.
  var line: String { (["load", quotedWord(path)] + Self.options.words(of: self)).joined(separator: " ") }
}

extension OptionValue<UInt64> {
  /// A seed that is a whole number of Swift's usual size.
  fileprivate static var shuffleSeed: Self {
    let number = OptionValue<Int>.integer(from: 0)
    return Self(
      read: { word, name throws(CommandError) in UInt64(try number.read(word, name)) }, write: { "\($0)" })
  }
}

extension CompareRequest {
  static let options = OptionTable<CompareRequest>(
    CommandOption("within", usage: "TOLERANCE", meaning: "the tolerance") { word, request throws(CommandError) in
      request.within = try ValueText.number(word, "within")
      guard request.within >= 0 else { throw CommandError("within needs a number of at least 0", column: word.column) }
    })
}

extension Tensor<Double> {
  static let batchOptions = OptionTable<Tensor<Double>>(
    CommandOption("shape", usage: "SHAPE", write: { shapeText($0.shape) }) { word, tensor throws(CommandError) in
      let shape = try ValueText.shape(word, "shape")
      guard elementCount(of: shape) == tensor.scalars.count else {
        throw CommandError(
          "shape \(shapeText(shape)) does not hold \(tensor.scalars.count) numbers", column: word.column)
      }
      tensor = Tensor(shape: shape, scalars: tensor.scalars)
    })

  /// The tensor as `batch` reads it.
  var line: String { (["batch", text] + Self.batchOptions.words(of: self)).joined(separator: " ") }
}

/// How the screen is drawn into a file.
struct PictureSize: Sendable {
  /// `nil` for the one it has.
  var size: Size?

  /// The endings of the files that a picture goes into; each names a format.
  static let endings = [".txt", ".svg", ".png"]

  /// How many columns or rows there may be.
  static let extents = 1...1000

  /// The options of `export screen`.
  static let options = OptionTable<PictureSize>(
    .size(\.size))
}

extension CommandOption {
  /// A screen's columns and rows.
  static func size(_ property: any WritableKeyPath<Request, Size?> & Sendable) -> Self {
    CommandOption("size", usage: "100x30") { word, request throws(CommandError) in
      let extents = try ValueText.shape(word, "size")
      guard extents.count == 2, extents.allSatisfy(PictureSize.extents.contains) else {
        throw CommandError("size needs columns and rows such as 100x30, at most 1000", column: word.column)
      }
      request[keyPath: property] = Size(columns: extents[0], rows: extents[1])
    }
  }
}
