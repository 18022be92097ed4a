/// The layers of a Keras configuration, in network order, each with the places where its variables are saved.
struct KerasConfig: Sendable {
  /// A layer, or a model within the model.
  struct Layer: Sendable {
    /// Its name and those of the models and wrappers around it, the outermost first.
    var names: [String]
    /// The group of Keras 3's weights that its variables are saved under.
    var group: String
    var className: String
    var settings: KerasSettings
    /// Marks an object that occurs at several places.
    var sharedObject: Int?
    /// Whether it is such an object, and was met before.
    var isRepeated: Bool

    var name: String { names.joined(separator: "/") }

    var isBatchNormalization: Bool {
      KerasClass.isBatchNormalization(className) || settings.hasMovingVariance
    }
    var isNormalization: Bool { isBatchNormalization || KerasClass.isNormalization(className) }
  }

  /// Every object around a layer comes before it.
  private(set) var layers: [Layer] = []

  /// Models within each other.
  private static let deepest = 64
  /// Layers in all; a damaged list may repeat itself.
  private static let most = 200_000

  private let path: String
  /// Whether an object that was met before takes no number in the list that it is met in again, as in tf.keras.
  private let skipsShared: Bool
  private var met: Set<Int> = []

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - text: the JSON.
  ///   - version: the version of Keras that wrote it.
  ///   - path: the file, for errors.
  ///   - what: what the text is, for errors: "config.json".
  /// - Throws: ``FileError`` where it is no JSON, or no configuration of a model.
  init(_ text: [UInt8], version: String?, path: String, what: String) throws(FileError) {
    try self.init(try Self.decoded(text, path: path, what: what), version: version, path: path)
  }

  /// The layers of a model that was read.
  init(_ model: KerasObject, version: String?, path: String) throws(FileError) {
    self.path = path
    skipsShared = KerasVersion.isBefore3(version)
    try addChildren(of: model, names: [], group: "", depth: 0)
  }

  /// Python writes numbers that JSON has no words for as bare words.
  private static func decoded(_ text: [UInt8], path: String, what: String) throws(FileError) -> KerasObject {
    do throws(FileError) {
      return try JSON.decode(KerasObject.self, from: text, path: path, what: what)
    } catch {
      let plain = PythonJSON.withoutNonNumbers(text)
      guard plain.count != text.count || plain != text else { throw error }
      return try JSON.decode(KerasObject.self, from: plain, path: path, what: what)
    }
  }

  private mutating func addChildren(
    of object: KerasObject, names: [String], group: String, depth: Int
  ) throws(FileError) {
    guard depth < Self.deepest else {
      throw FileError(path, "models lie more than \(Self.deepest) deep in the configuration; the file is damaged")
    }
    for children in object.children {
      let place = group.isEmpty ? children.attribute : "\(group)/\(children.attribute)"
      var counters: [String: Int] = [:]
      for child in children.objects {
        let isRepeated = child.sharedObject.map { !met.insert($0).inserted } ?? false
        let isCounted = children.isList && !(isRepeated && skipsShared)
        let own = isCounted ? "\(place)/\(Self.unique(child.className, &counters))" : place
        try add(child, names: names, group: own, isRepeated: isRepeated, depth: depth)
      }
    }
  }

  private mutating func add(
    _ object: KerasObject, names: [String], group: String, isRepeated: Bool, depth: Int
  ) throws(FileError) {
    guard layers.count < Self.most else {
      throw FileError(path, "the configuration has more than \(Self.most) layers; the file is damaged")
    }
    let names = names + [object.settings.name ?? KerasClass.snakeCase(object.className)]
    layers.append(
      Layer(
        names: names, group: group, className: object.className, settings: object.settings,
        sharedObject: object.sharedObject, isRepeated: isRepeated))
    try addChildren(of: object, names: names, group: group, depth: depth + 1)
  }

  /// The name in a list: that of the class, numbered from the second one on (`saving_lib.py`, `_get_unique_name`).
  private static func unique(_ className: String, _ counters: inout [String: Int]) -> String {
    let name = KerasClass.snakeCase(className)
    let count = counters[name, default: -1] + 1
    counters[name] = count
    return count == 0 ? name : "\(name)_\(count)"
  }
}

/// What is done differently by the versions of Keras.
enum KerasVersion {
  static func isBefore3(_ version: String?) -> Bool { major(version).map { $0 < 3 } ?? false }

  /// Whether the version's moving variance is the plain one in every case.
  ///
  /// Keras 3 takes the moments of all backends from `ops.moments`; Keras 2 on TensorFlow has a fused kernel too, which
  /// divides by one less.
  static func isBiased(_ version: String?) -> Bool { major(version).map { $0 >= 3 } ?? false }

  private static func major(_ version: String?) -> Int? {
    version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) }
  }
}

/// JSON as Python's `json` writes it.
enum PythonJSON {
  private static let words: [[UInt8]] = ["-Infinity", "Infinity", "NaN"].map { Array($0.utf8) }

  /// The text with `null` in the place of NaN and the infinities.
  static func withoutNonNumbers(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var isInText = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if isInText, byte == UInt8(ascii: "\\"), index + 1 < text.count {
        result += text[index...index + 1]
        index += 2
        continue
      }
      if byte == UInt8(ascii: "\"") { isInText.toggle() }
      if !isInText, let word = words.first(where: { text[index...].starts(with: $0) }) {
        result += Array("null".utf8)
        index += word.count
        continue
      }
      result.append(byte)
      index += 1
    }
    return result
  }
}
