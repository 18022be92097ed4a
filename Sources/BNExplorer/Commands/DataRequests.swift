import TerminalKit
import BNFiles
import BNCore

extension GenerateRequest {
  private static let kinds: [String: [String]] = [
    "normal": ["mean", "std"], "uniform": ["low", "high"], "lognormal": ["mean", "std"], "bimodal": ["means", "std"],
    "constant": ["value"], "ramp": ["low", "high"], "outliers": ["mean", "std", "fraction", "scale"],
    "classes": ["means", "std", "order"],
  ]

  /// The kinds of `generate`, for completion.
  static let kindNames = kinds.keys.sorted()

  /// The options that a kind takes besides those of all kinds.
  static func options(of kind: String) -> [String] { (kinds[kind] ?? []) + common }

  private static let common = ["shape", "seed", "fixed", "drift", "dtype"]

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    let name = try words.next("a kind: \(orList(Self.kindNames))")
    guard Self.kinds[name.text] != nil else {
      throw CommandError(unknown("kind of batch", name.text, among: Self.kindNames), column: name.column)
    }
    // `noise` may be written for fresh numbers each step, which is how they come anyway.
    _ = words.take("noise")
    var options = GeneratorOptions()
    while let option = try words.nextOption(among: Self.options(of: name.text)) { options.add(option) }
    kind = try options.kind(name.text)
    if let word = options.words["shape"] { shape = try ValueText.shape(word, "shape") }
    if let word = options.words["seed"] { seed = try ValueText.seed(word) }
    if let word = options.words["fixed"] { fixed = try ValueText.toggle(word, "fixed") }
    drift = try options.channels("drift", otherwise: 0)
    if let word = options.words["dtype"] { dtype = try NumberType.named(word) }
  }
}

/// The options of one `generate` line.
private struct GeneratorOptions {
  private(set) var words: [String: Word] = [:]

  mutating func add(_ option: (name: String, value: Word)) { words[option.name] = option.value }

  func channels(_ name: String, otherwise value: Double) throws(CommandError) -> ChannelValue {
    guard let word = words[name] else { return .all(value) }
    if word.text.hasPrefix("[") { return .each(try ValueText.list(word, name)) }
    return .all(try ValueText.number(word, name))
  }

  func number(_ name: String, otherwise value: Double) throws(CommandError) -> Double {
    try words[name].map { word throws(CommandError) in try ValueText.number(word, name) } ?? value
  }

  func list(_ name: String, otherwise value: [Double]) throws(CommandError) -> [Double] {
    try words[name].map { word throws(CommandError) in try ValueText.list(word, name) } ?? value
  }

  func kind(_ name: String) throws(CommandError) -> GeneratorSpec.Kind {
    let mean = try channels("mean", otherwise: 0)
    let std = try channels("std", otherwise: 1)
    switch name {
    case "uniform":
      return .uniform(low: try channels("low", otherwise: 0), high: try channels("high", otherwise: 1))
    case "lognormal": return .lognormal(mean: mean, std: std)
    case "bimodal": return .bimodal(means: try list("means", otherwise: [-2, 2]), std: std)
    case "constant": return .constant(value: try channels("value", otherwise: 0))
    case "ramp": return .ramp(low: try channels("low", otherwise: 0), high: try channels("high", otherwise: 1))
    case "outliers":
      return .outliers(
        mean: mean, std: std, fraction: try number("fraction", otherwise: 0.01),
        scale: try number("scale", otherwise: 10))
    case "classes":
      return .classes(means: try list("means", otherwise: [-2, 2]), std: std, order: try order())
    default: return .normal(mean: mean, std: std)
    }
  }

  private func order() throws(CommandError) -> GeneratorSpec.ClassOrder {
    guard let word = words["order"] else { return .sorted }
    guard let order = GeneratorSpec.ClassOrder(rawValue: word.text) else {
      throw CommandError("order needs sorted or shuffled, not \"\(word.text)\"", column: word.column)
    }
    return order
  }
}

extension LoadRequest {
  /// The options of `load`, for completion.
  static let optionNames = ["batch", "shuffle", "columns", "labels", "divide", "drop_last", "flatten", "dtype"]

  init(_ arguments: ArgumentReader) throws(CommandError) {
    var words = arguments
    path = try words.next("a file").text
    while let option = try words.nextOption(among: Self.optionNames) {
      switch option.name {
      case "batch": batch = try ValueText.integer(option.value, "batch", in: 1...Int.max)
      case "shuffle": shuffle = UInt64(try ValueText.integer(option.value, "shuffle", in: 0...Int.max))
      case "columns": columns = option.value.text.split(separator: ",").map { String($0).trimmingBlanks }
      case "labels": labels = option.value.text
      case "divide": divide = try ValueText.number(option.value, "divide")
      case "drop_last": dropLast = try ValueText.toggle(option.value, "drop_last")
      case "dtype": dtype = try NumberType.named(option.value)
      default: flatten = try ValueText.toggle(option.value, "flatten")
      }
    }
  }
}
