import Platform

/// The weights of Keras 3, and of tf.keras from 2.12 on: each object has a group `vars` of arrays named 0, 1, 2 ...
///
/// Source: `keras/src/saving/saving_lib.py` of Keras 3.15, `H5IOStore` and `ShardedH5IOStore`. One model's groups may lie
/// in several files, a group's arrays too.
struct KerasStore: Sendable {
  /// The variables of one object.
  struct Variables: Sendable {
    /// The object's own name; tf.keras writes none.
    var name: String?
    /// Where each array is, by its number.
    var arrays: [Int: (file: Int, path: String)] = [:]
  }

  /// What errors call it.
  let path: String
  private(set) var files: [HDF5File] = []
  /// By the path of the object's group, without `/vars`; "" is the model.
  private(set) var objects: [String: Variables] = [:]

  init(path: String) { self.path = path }

  init(_ file: HDF5File) {
    path = file.path
    add(file)
  }

  /// Adds what one file holds.
  mutating func add(_ file: HDF5File) {
    let index = files.count
    files.append(file)
    for (path, group) in file.groups where path == "vars" || path.hasSuffix("/vars") {
      let parent = path == "vars" ? "" : String(path.dropLast("/vars".count))
      var object = objects[parent] ?? Variables()
      object.name = object.name ?? group.texts("name")?.first
      for member in group.members {
        if let number = Int(member), number >= 0, String(number) == member {
          object.arrays[number] = (index, "\(path)/\(member)")
        }
      }
      objects[parent] = object
    }
  }

  /// The object that an array belongs to; `nil` for an array of another kind.
  static func object(ofArray path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count >= 2, parts[parts.count - 2] == "vars" else { return nil }
    return parts.dropLast(2).joined(separator: "/")
  }

  /// Whether this is a file of Keras at all: any other HDF5 file may hold a group of that name.
  var isKeras: Bool {
    objects[""] != nil
      || objects.contains { path, object in path.hasPrefix("layers/") || !object.arrays.isEmpty }
  }

  /// Whether Keras 3 wrote it: only that names its objects.
  var hasNames: Bool { objects.values.contains { $0.name != nil } }

  /// An object's group: tf.keras 2.12 and 2.13 call a list of layers differently.
  func group(_ path: String) -> String? {
    if objects[path] != nil { return path }
    let old = path.split(separator: "/").map { $0 == "layers" ? "_layer_checkpoint_dependencies" : String($0) }
    let other = old.joined(separator: "/")
    return objects[other] == nil ? nil : other
  }

  /// The arrays of an object in order, from 0 on without a gap.
  func tensors(of group: String) throws(FileError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    guard let object = objects[group] else { return [] }
    for number in 0..<object.arrays.count {
      guard let (file, path) = object.arrays[number], let tensor = try files[file].tensor(path) else {
        throw FileError(
          self.path,
          "the group \(group.quoted(limit: 100)) has \(counted(object.arrays.count, "array")) and none with the number "
            + "\(number); the file is damaged, or a part of a model that lies in several files is missing")
      }
      tensors.append(tensor)
    }
    return tensors
  }

  /// The name of an object and of those around it, the outermost first: each its own where it has one, else that of its
  /// group.
  func names(of group: String) -> [String] {
    var names: [String] = []
    var place = ""
    for part in group.split(separator: "/") {
      place += place.isEmpty ? String(part) : "/" + part
      if let object = objects[place] {
        names.append(object.name ?? String(part))
      } else if part != "layers", part != "_layer_checkpoint_dependencies" {
        names.append(String(part))
      }
    }
    return names
  }
}
