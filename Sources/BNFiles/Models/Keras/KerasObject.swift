import Platform

/// An object of a Keras configuration, `{"class_name": ..., "config": {...}}`, as far as layers go.
///
/// Read by the members that are wanted: a configuration of a thousand layers has tens of thousands of others.
struct KerasObject: Decodable, Sendable {
  /// The class without the package that it was registered in.
  var className: String
  /// Marks one object that occurs at several places.
  var sharedObject: Int?
  var settings: KerasSettings
  /// The layers of a model, or of a container of its own making, by the attribute that holds them.
  var children: [Children] = []

  struct Children: Sendable {
    var attribute: String
    var objects: [KerasObject]
    /// Whether the attribute holds a list: its members are saved under names by their classes.
    var isList: Bool
  }

  private enum Key: String, CodingKey {
    case className = "class_name"
    case config, module, name
    case sharedObject = "shared_object_id"
  }

  /// Members under which Keras's own classes keep layers (`layers` of models, `layer` of wrappers such as
  /// TimeDistributed).
  private static let known = ["layers", "layer", "forward_layer", "backward_layer", "cell", "cells", "model"]

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    let full = try members.decode(String.self, forKey: .className)
    className = full.lastIndex(of: ">").map { String(full[full.index(after: $0)...]) } ?? full
    sharedObject = try? members.decodeIfPresent(Int.self, forKey: .sharedObject)
    let module = (try? members.decodeIfPresent(String.self, forKey: .module)) ?? nil
    guard let config = try? members.nestedContainer(keyedBy: KerasKey.self, forKey: .config) else {
      settings = KerasSettings()
      // Sequential models of Keras 1 and early 2 are a list of layers and have nothing else.
      if var list = try? members.nestedUnkeyedContainer(forKey: .config) {
        children = [Children(attribute: "layers", objects: Self.objects(&list), isList: true)]
      }
      return
    }
    settings = KerasSettings(config, isNormalization: KerasClass.isNormalization(className))
    // Functional models name their layers once more beside, which a class of somebody's own may leave to them.
    settings.name = settings.name ?? ((try? members.decodeIfPresent(String.self, forKey: .name)) ?? nil)
    let isOwn =
      module.map { $0.hasPrefix("keras") || $0.hasPrefix("tf_keras") } ?? !full.utf8.contains(UInt8(ascii: ">"))
    let attributes = isOwn ? Self.known : config.allKeys.map(\.stringValue).filter(Self.mayHoldLayers).sorted()
    children = attributes.compactMap { Self.children(of: config, $0) }
  }

  private static func mayHoldLayers(_ member: String) -> Bool {
    !["_initializer", "_regularizer", "_constraint"].contains { member.hasSuffix($0) } && member != "dtype"
  }

  private static func children(
    of config: KeyedDecodingContainer<KerasKey>, _ attribute: String
  ) -> Children? {
    let key = KerasKey(attribute)
    guard config.contains(key) else { return nil }
    if var list = try? config.nestedUnkeyedContainer(forKey: key) {
      let objects = objects(&list)
      return objects.isEmpty ? nil : Children(attribute: attribute, objects: objects, isList: true)
    }
    return (try? config.decode(KerasObject.self, forKey: key)).map {
      Children(attribute: attribute, objects: [$0], isList: false)
    }
  }

  /// The members of a list that are objects of this form.
  private static func objects(_ list: inout any UnkeyedDecodingContainer) -> [KerasObject] {
    var objects: [KerasObject] = []
    while !list.isAtEnd {
      if let object = try? list.decode(KerasObject.self) {
        objects.append(object)
      } else if (try? list.decode(Skipped.self)) == nil {
        break
      }
    }
    return objects
  }

  /// Any value, passed over.
  private struct Skipped: Decodable {
    init(from decoder: any Decoder) throws {}
  }
}

/// The name of any member.
struct KerasKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// What a layer's configuration says of it.
struct KerasSettings: Sendable {
  var name: String?
  var epsilon: Double?
  var momentum: Double?
  /// One axis, or several.
  var axes: [Int] = []
  var scale: Bool?
  var center: Bool?
  var renorm = false
  /// Whether it says how the moving variance begins, as batch norms of any class do.
  var hasMovingVariance = false

  init() {}

  init(_ config: KeyedDecodingContainer<KerasKey>, isNormalization: Bool) {
    name = (try? config.decodeIfPresent(String.self, forKey: KerasKey("name"))) ?? nil
    hasMovingVariance = config.contains(KerasKey("moving_variance_initializer"))
    guard isNormalization || hasMovingVariance else { return }
    epsilon = (try? config.decodeIfPresent(Double.self, forKey: KerasKey("epsilon"))) ?? nil
    momentum = (try? config.decodeIfPresent(Double.self, forKey: KerasKey("momentum"))) ?? nil
    scale = (try? config.decodeIfPresent(Bool.self, forKey: KerasKey("scale"))) ?? nil
    center = (try? config.decodeIfPresent(Bool.self, forKey: KerasKey("center"))) ?? nil
    renorm = ((try? config.decodeIfPresent(Bool.self, forKey: KerasKey("renorm"))) ?? nil) ?? false
    let axis = KerasKey("axis")
    if let one = (try? config.decodeIfPresent(Int.self, forKey: axis)) ?? nil {
      axes = [one]
    } else {
      axes = ((try? config.decodeIfPresent([Int].self, forKey: axis)) ?? nil) ?? []
    }
  }
}

/// What the name of a class tells.
enum KerasClass {
  /// Whether it normalizes, by the statistics of batches or otherwise.
  static func isNormalization(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.holds("norm") || name == "syncbn"
  }

  /// Whether it is batch normalization or made from it: BatchNormalizationV1, SyncBatchNormalization and so on.
  static func isBatchNormalization(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.holds("batchnorm") || name.holds("batchrenorm") || name == "syncbn"
  }

  /// The name under which Keras 3 saves an object of a class: `keras/src/utils/naming.py`, `to_snake_case`.
  ///
  /// A lowercase underscore goes in front of a capital that begins a word of small letters, and between a small letter
  /// and a capital.
  static func snakeCase(_ name: String) -> String {
    let letters = name.unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
    let all = Array(letters)
    var result = ""
    for (index, letter) in all.enumerated() {
      if index > 0, isCapital(letter) {
        let beginsWord = index + 1 < all.count && isSmall(all[index + 1])
        if beginsWord || isSmall(all[index - 1]) { result += "_" }
      }
      result.unicodeScalars.append(letter)
    }
    return result.lowercased()
  }

  private static func isCapital(_ letter: Unicode.Scalar) -> Bool { ("A"..."Z").contains(letter) }
  private static func isSmall(_ letter: Unicode.Scalar) -> Bool { ("a"..."z").contains(letter) }
}
