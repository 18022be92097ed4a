internal import CHDF5
internal import HDF5Wire

/// Reads attributes, as long as all of them together stay within bounds.
struct AttributeReader {
  /// Bytes that may still be taken.
  private var left = HDF5Limits.attributes

  /// The attributes of an object that are texts or numbers, by name.
  mutating func attributes(of object: hid_t, _ path: String) throws(LibraryError) -> [HDF5Attribute] {
    var names: [String] = []
    var position: hsize_t = 0
    let result = withUnsafeMutablePointer(to: &names) {
      H5Aiterate2(
        object, H5_INDEX_NAME, H5_ITER_NATIVE, &position,
        { _, name, _, names in
          guard let name, let names else { return -1 }
          names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
          return 0
        }, $0)
    }
    _ = try LibraryError.checked(result, "the attributes of \"\(path)\"")
    var attributes: [HDF5Attribute] = []
    for name in names {
      if let value = try value(of: name, object, path) { attributes.append(HDF5Attribute(name: name, value: value)) }
    }
    return attributes
  }

  private mutating func value(
    of name: String, _ object: hid_t, _ path: String
  ) throws(LibraryError) -> HDF5Attribute.Value? {
    let what = "attribute \"\(name)\" of \"\(path)\""
    let attribute = try LibraryError.checked(H5Aopen(object, name, bnh5_default()), what)
    defer { H5Aclose(attribute) }
    let space = try LibraryError.checked(H5Aget_space(attribute), what)
    defer { H5Sclose(space) }
    let type = try LibraryError.checked(H5Aget_type(attribute), what)
    defer { H5Tclose(type) }
    let count = Int(clamping: max(0, H5Sget_simple_extent_npoints(space)))
    try take(count, max(8, Int(clamping: H5Tget_size(type))))
    if H5Tget_class(type) == H5T_STRING {
      return H5Tis_variable_str(type) > 0
        ? .texts(try variableTexts(attribute, type, count, what)) : .texts(try fixedTexts(attribute, type, count, what))
    }
    guard DatasetReader.element(of: type) != .other else { return nil }
    var numbers = [Double](repeating: 0, count: count)
    if count > 0 { _ = try LibraryError.checked(H5Aread(attribute, bnh5_double(), &numbers), what) }
    return .numbers(numbers)
  }

  /// Takes memory for some elements into account, before it is asked for.
  private mutating func take(_ count: Int, _ size: Int) throws(LibraryError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes <= left else {
      throw LibraryError("its attributes have more than \(HDF5Limits.attributes) bytes")
    }
    left -= bytes
  }

  /// Texts that lie elsewhere in the file, as h5py writes them.
  private mutating func variableTexts(
    _ attribute: hid_t, _ type: hid_t, _ count: Int, _ what: String
  ) throws(LibraryError) -> [String] {
    guard count > 0 else { return [] }
    let memory = bnh5_text_like(type)
    defer { H5Tclose(memory) }
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    _ = try LibraryError.checked(H5Aread(attribute, memory, &pointers), what)
    var texts: [String] = []
    texts.reserveCapacity(count)
    for pointer in pointers {
      let text = pointer.map { String(cString: $0) } ?? ""
      try take(text.utf8.count, 1)
      texts.append(text)
      if let pointer { H5free_memory(pointer) }
    }
    return texts
  }

  /// Texts of one length, with zero bytes or blanks behind them.
  private func fixedTexts(
    _ attribute: hid_t, _ type: hid_t, _ count: Int, _ what: String
  ) throws(LibraryError) -> [String] {
    let size = H5Tget_size(type)
    guard count > 0, size > 0 else { return Array(repeating: "", count: count) }
    var bytes = [UInt8](repeating: 0, count: count * size)
    _ = try LibraryError.checked(H5Aread(attribute, type, &bytes), what)
    let pad = H5Tget_strpad(type) == H5T_STR_SPACEPAD ? UInt8(ascii: " ") : 0
    return (0..<count).map { index in
      var text = bytes[index * size..<(index + 1) * size]
      if let end = text.firstIndex(of: 0) { text = text[..<end] }
      while pad != 0, text.last == pad { text.removeLast() }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
