import Platform

/// The values that PyTorch's pickles hold, told by the names of the functions that would rebuild them.
struct TorchPickle: Sendable {
  let pickle: Pickle
  /// The bytes of a storage by its key; `nil` where the file has none.
  let storage: @Sendable (_ key: String) throws(FileError) -> TorchStorage?

  var path: String { pickle.source.path }

  /// How deep a tensor may be wrapped in parameters and subclasses.
  private static let deepest = 8

  /// Whether a value is a tensor, a parameter or an array.
  func isTensor(_ value: PickleValue) -> Bool { rebuilt(value) != nil || array(value) != nil }

  /// An array of NumPy; a scalar of NumPy is a number, as one of Python is.
  private func array(_ value: PickleValue) -> PickledArray? {
    PickledArray(value, in: pickle).flatMap { $0.isScalar ? nil : $0 }
  }

  /// The tensor that a value is; `nil` where it is something else.
  ///
  /// - Throws: ``FileError`` where it is a tensor without what it needs.
  func tensor(_ name: String, _ value: PickleValue) throws(FileError) -> StoredTensor? {
    if let array = array(value) { return try array.tensor(name, in: pickle) }
    guard let (function, arguments) = rebuilt(value) else { return nil }
    guard Self.plain.contains(function) else {
      return unread(name, function, arguments)
    }
    guard arguments.count >= 4, let reference = try storageReference(arguments[0]),
      let offset = arguments[1].integer, let shape = extents(arguments[2]), let strides = extents(arguments[3])
    else {
      throw FileError(path, "tensor \(name.quoted(limit: 80)) is not described as a tensor is; the file is damaged")
    }
    let dtype = function == "_rebuild_tensor_v3" && arguments.count > 6 ? self.dtype(arguments[6]) : reference.type
    guard let type = dtype else {
      throw FileError(path, "tensor \(name.quoted(limit: 80)) is of a type that is not known; save it as torch.float32")
    }
    let (place, overflow) = offset.addingReportingOverflow(reference.offset)
    var found = reference.storage
    if found == nil { found = try storage(reference.key) }
    guard !overflow, let found else {
      throw FileError(
        path,
        "tensor \(name.quoted(limit: 80)) lies in the storage \(reference.key.quoted(limit: 80)), which is missing; copy or save the file again"
      )
    }
    let view = TorchView(type: type, shape: shape, strides: strides, offset: place)
    return try view.tensor(name, in: found, path: path)
  }

  /// What a tensor is put together from that is not read as a whole, such as a sparse one; `nil` for other values.
  func partsOfUnread(_ value: PickleValue) -> [PickleValue]? {
    guard let (function, arguments) = rebuilt(value), !Self.plain.contains(function) else { return nil }
    return arguments
  }

  /// The functions that make a tensor of a storage.
  private static let plain = ["_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3"]

  /// What a value holds, by name: members of a dictionary, elements by their number, attributes of an object.
  func members(_ value: PickleValue) -> [(name: String, value: PickleValue)] {
    if isTensor(value) { return [("", value)] }
    if let pairs = pickle.pairs(value) ?? attributes(value) {
      return pairs.compactMap { pair in
        (pair.key.text ?? pair.key.integer.map(String.init)).map { ($0, pair.value) }
      }
    }
    guard let node = pickle.node(value) else { return [] }
    let items = node.items.isEmpty && node.kind == .call ? pickle.items(node.arguments) ?? [] : node.items
    // A list of losses may have a million numbers, none of which holds anything.
    return items.enumerated().compactMap { if case .node = $0.element { (String($0.offset), $0.element) } else { nil } }
  }

  /// The function that would rebuild a tensor, and what it would be given; `nil` for other values.
  private func rebuilt(_ value: PickleValue) -> (function: String, arguments: [PickleValue])? {
    var value = value
    for _ in 0..<Self.deepest {
      guard let node = pickle.node(value), node.kind == .call, let function = node.function.global,
        function.module.hasPrefix("torch"), let arguments = pickle.items(node.arguments)
      else { return nil }
      switch function.name {
      case "_rebuild_parameter", "_rebuild_parameter_with_state", "Parameter", "Buffer":
        guard let inner = arguments.first else { return nil }
        value = inner
      case "_rebuild_from_type", "_rebuild_from_type_v2":
        // (function, class, arguments, state)
        guard arguments.count > 2, let inner = arguments[0].global, let given = pickle.items(arguments[2]) else {
          return nil
        }
        return (inner.name, given)
      // What nearly all are, before names are searched.
      case "_rebuild_tensor_v2": return (function.name, arguments)
      case let name where name.hasPrefix("_rebuild_") && name.holds("tensor"): return (name, arguments)
      default: return nil
      }
    }
    return nil
  }

  /// A tensor that is named and whose numbers are not read: a sparse, quantized or nested one.
  private func unread(_ name: String, _ function: String, _ arguments: [PickleValue]) -> StoredTensor {
    let path = path
    let shape = function == "_rebuild_qtensor" && arguments.count > 2 ? extents(arguments[2]) : nil
    return StoredTensor(
      name: name, shape: shape ?? [], type: "torch." + function,
      content: { () throws(FileError) in .unread("is put together by \(function), which is not read") }
    ) { () throws(FileError) in
      throw FileError(
        path,
        "tensor \(name.quoted(limit: 80)) is put together by \(function.quoted()), which is not read; save a plain copy of it: "
          + "tensor.dequantize() or tensor.to_dense()")
    }
  }

  /// A storage by its key, or where it lies, with the type of its elements and those in front of a part of it.
  private typealias StorageReference = (key: String, storage: TorchStorage?, type: TorchType?, offset: Int)

  /// What a persistent id says of a storage: `('storage', class, key, device, elements)` and, in files of before 1.0, the
  /// part of another storage that it is.
  private func storageReference(_ value: PickleValue) throws(FileError) -> StorageReference? {
    guard let node = pickle.node(value), let parts = pickle.items(node.arguments) else { return nil }
    // Outside of torch.save a storage is a call with the bytes of a whole file of its own.
    if node.kind == .call, node.function.global == PickleGlobal("torch.storage", "_load_from_bytes"),
      case .bytes(let range)? = parts.first
    {
      let inner = PartOfSource(path: path, size: range.count, base: pickle.source, start: range.lowerBound)
      return try TorchLegacy(inner).onlyStorage().map { ("", $0.storage, $0.type, 0) }
    }
    guard node.kind == .persistent, parts.count >= 5, parts[0].text == "storage", let storageClass = parts[1].global,
      let key = parts[2].text ?? parts[2].integer.map(String.init)
    else { return nil }
    // (key of the view, elements in front of it, elements)
    let view = parts.count > 5 ? pickle.items(parts[5]) : nil
    let offset = view.flatMap { $0.count == 3 ? $0[1].integer : nil }
    return (key, nil, TorchType(storageClass: storageClass.name), offset ?? 0)
  }

  private func dtype(_ value: PickleValue) -> TorchType? { value.global.flatMap { TorchType(dtype: $0.name) } }

  /// A shape or strides: a tuple, or a `torch.Size` of one.
  private func extents(_ value: PickleValue) -> [Int]? {
    var value = value
    if let node = pickle.node(value), node.kind == .call, node.function.global?.name == "Size",
      let inner = pickle.items(node.arguments)?.first
    {
      value = inner
    }
    guard let items = pickle.items(value), items.count <= 64 else { return nil }
    let extents = items.compactMap(\.integer)
    return extents.count == items.count ? extents : nil
  }

  /// A number, be it one of Python or of NumPy.
  func number(_ value: PickleValue) -> Double? {
    if let number = value.double { return number }
    guard let array = PickledArray(value, in: pickle), array.isScalar else { return nil }
    return try? array.tensor("", in: pickle).numbers().first
  }

  /// The class of an object that was made without being called.
  func className(_ value: PickleValue) -> PickleGlobal? {
    guard let node = pickle.node(value), node.kind == .call else { return nil }
    // Python 2 and old classes: copyreg._reconstructor(class, object, None).
    if node.function.global?.name == "_reconstructor" {
      return pickle.items(node.arguments)?.first.flatMap(classReference)
    }
    return classReference(node.function)
  }

  /// A class by name, or by the persistent id with its source text that old whole modules have:
  /// `('module', class, file, text)`.
  private func classReference(_ value: PickleValue) -> PickleGlobal? {
    if let global = value.global { return global }
    guard let node = pickle.node(value), node.kind == .persistent, let parts = pickle.items(node.arguments),
      parts.count >= 2, parts[0].text == "module"
    else { return nil }
    return parts[1].global
  }

  /// The attributes of an object, by name.
  func attributes(_ value: PickleValue) -> [PickleNode.Pair]? {
    guard let node = pickle.node(value), node.kind == .call, var state = node.state else { return nil }
    // (attributes, slots) for classes with slots.
    if let parts = pickle.items(state), let first = parts.first { state = first }
    return pickle.pairs(state)
  }
}
