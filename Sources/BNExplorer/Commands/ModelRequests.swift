import TerminalKit
import BNFiles
import BNCore

/// What `open` asks for.
struct OpenRequest: Equatable, Sendable {
  var path: String
  /// What the person says of layers for which the file says nothing.
  var epsilon: Double?
  var momentum: Double?
  /// What was recorded while the model ran.
  var captured: String?
  /// The size of the file in bytes, and the checksum of what the file says of its layers, when the line was saved.
  var size: Int?
  var checksum: String?

  static let options = OptionTable<OpenRequest>(
    CommandOption(
      "epsilon", \.epsilon, .number, usage: "1e-5", meaning: "for layers whose epsilon the file does not say"),
    CommandOption(
      "momentum", \.momentum, .number, usage: "0.9", meaning: "for layers whose momentum it does not say: the old share"
    ),
    CommandOption(
      "captured", \.captured, .text, usage: "run.npz",
      meaning: "what was recorded while it ran, for what is found in it"),
    CommandOption("size", \.size, .integer(from: 0), usage: "BYTES", meaning: "the file's size when this was saved"),
    CommandOption("checksum", \.checksum, .text, usage: "SUM", meaning: "what it said of its layers, as a sum"))

  init(path: String) { self.path = path }

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    path = try words.next("a model file").text
    try Self.options.read(from: &words, into: &self)
    if let epsilon, !(epsilon >= 0 && epsilon.isFinite) {
      throw CommandError("epsilon needs a number from 0 on, such as 1e-5, not \(ValueText.text(epsilon))")
    }
    if let momentum, !(0...1).contains(momentum) {
      throw CommandError(
        "momentum needs a number from 0 to 1, the share of the old value, not \(ValueText.text(momentum))")
    }
  }

  /// The request as it is read.
  var line: String { (["open", quotedWord(path)] + Self.options.words(of: self)).joined(separator: " ") }
}

/// What `layers` asks for.
struct LayersRequest: Equatable, Sendable {
  var filter = LayerFilter.all
  var order = LayerOrder()

  static let options = OptionTable<LayersRequest>(
    CommandOption(
      "sort", \.order.key, .word([:]), usage: "name",
      meaning:
        "file, name, channels (most first), epsilon or variance (least first), gamma (greatest |gamma| first), gravity"),
    CommandOption(
      "order", \.order.direction, .word([:]), usage: "down", meaning: "up, the least first, or down, the greatest first"
    ))

  init() {}

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    if let word = Self.filter(in: &words) { filter = try LayerFilter.parse(word) }
    try Self.options.read(from: &words, into: &self)
  }

  /// The words before the options: a part of a name is one, a claim may be several.
  private static func filter(in words: inout ArgumentReader) -> Word? {
    guard let first = words.peek, !options.hasOption(first) else { return nil }
    _ = words.nextIfAny()
    var rest = words
    var text = first.text
    while let word = rest.peek, !options.hasOption(word), !word.quoted, !first.quoted {
      // As far apart as they stood, so that a mistake has its column.
      text += String(repeating: " ", count: max(1, word.column - first.column - text.count)) + word.text
      _ = rest.nextIfAny()
    }
    guard LayerFilter.isClaim(text) else { return first }
    words = rest
    return Word(text: text, column: first.column, quoted: first.quoted)
  }
}

/// What `layer` asks for.
struct LayerRequest: Equatable, Sendable {
  var name: String
  /// The axis of the channels in the batches; `nil` where the file and the batches tell.
  var axis: Int?
  /// The checksum of the layer's numbers when the line was saved.
  var checksum: String?

  static let options = OptionTable<LayerRequest>(
    CommandOption("axis", \.axis, .axis, usage: "1", meaning: "the axis of the channels in the batches"),
    CommandOption("checksum", \.checksum, .text, usage: "SUM", meaning: "the layer's numbers when this was saved"))

  init(name: String) { self.name = name }

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    name = try words.next("the name of a layer, as layers lists it").text
    try Self.options.read(from: &words, into: &self)
  }

  /// The request as it is read.
  var line: String { (["layer", quotedWord(name)] + Self.options.words(of: self)).joined(separator: " ") }
}

/// What `check` asks for.
struct CheckRequest: Equatable, Sendable {
  /// `nil` for the model that is open.
  var path: String?

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    if words.peek != nil { path = try words.next("a file").text }
    try words.expectEnd()
  }
}

/// What `diff` asks for.
struct DiffRequest: Equatable, Sendable {
  /// The reference, then what is compared with it.
  var paths: [String] = []
  /// The largest difference that is allowed; `nil` where nothing is claimed.
  var within: Double?
  /// What the person says of layers for which a file says nothing.
  var epsilon: Double?

  static let options = OptionTable<DiffRequest>(
    CommandOption("within", \.within, .number, usage: "0.001", meaning: "the largest difference that is allowed"),
    CommandOption("epsilon", \.epsilon, .number, usage: "1e-5", meaning: "for layers whose epsilon a file does not say")
  )

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    paths = [try words.next("a model file").text, try words.next("a model file to compare with the first").text]
    while let word = words.peek, !Self.options.hasOption(word) { paths.append(try words.next("a model file").text) }
    try Self.options.read(from: &words, into: &self)
    if let within, !(within >= 0) {
      throw CommandError("within needs a number from 0 on, such as 0.001, not \(ValueText.text(within))")
    }
    if let epsilon, !(epsilon >= 0 && epsilon.isFinite) {
      throw CommandError("epsilon needs a number from 0 on, such as 1e-5, not \(ValueText.text(epsilon))")
    }
  }
}

/// What `generate layer` asks for: batches drawn from the statistics of the session's own layer.
struct LayerBatchRequest: Equatable, Sendable {
  /// What stands behind `generate` for it.
  static let name = "layer"

  /// `nil` for the shape of the present batches.
  var shape: [Int]?
  var seed: UInt64 = 0

  static let options = OptionTable<LayerBatchRequest>(
    CommandOption("shape", \.shape, .shape, usage: "64x4", meaning: "the batch's shape; without it as they are"),
    CommandOption("seed", \.seed, .seed, usage: "0", meaning: "another seed, other numbers", unless: 0))

  init() {}

  /// Reads what stands behind `generate layer`.
  init(_ words: inout ArgumentReader) throws(CommandError) {
    try Self.options.read(from: &words, into: &self)
  }

  /// The request as it is read.
  var line: String { (["generate", Self.name] + Self.options.words(of: self)).joined(separator: " ") }
}

/// A library whose names an exported model has.
enum LayerNames: String, CaseIterable, Sendable { case torch, tensorflow }

extension ExportRequest {
  /// The options of `export model` and `export layer`.
  static let options = OptionTable<ExportRequest>(
    CommandOption(
      "names", \.names, .word([:]), usage: "torch",
      meaning: "torch or tensorflow: whose names and senses; else those of the source"))

  /// The words for what is written as a model.
  static let models: [(name: String, content: Content, summary: String)] = [
    ("model", .model, "all batch norms of the open model, for PyTorch or TensorFlow"),
    ("layer", .layer, "the session's own layer, for PyTorch or TensorFlow"),
  ]

  /// Reads what stands behind `export` where it is a model; `nil` where it is something else.
  init?(model arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    guard let word = words.nextIfAny(), !word.quoted, let model = Self.models.first(where: { $0.name == word.text })
    else { return nil }
    let file = try words.next("a file, such as export \(model.name) \(model.name).safetensors")
    self.init(content: model.content, path: file.text)
    try Self.options.read(from: &words, into: &self)
    try CommandEntry.checkEnding(of: file, among: endings)
  }
}

extension OptionValue<Int> {
  /// An axis, counted from the front, or below 0 from the back.
  static var axis: Self {
    Self(
      read: { word, name throws(CommandError) in try ValueText.integer(word, name, in: -64...63) }, write: { "\($0)" })
  }
}
