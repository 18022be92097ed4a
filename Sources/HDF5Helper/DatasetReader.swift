internal import CHDF5
internal import HDF5Wire

/// What the header of an array says.
struct DatasetReader {
  /// Bytes in front of the file proper; the library adds them to every place that it tells.
  private let userBlock: UInt64

  init(_ file: hid_t) {
    var size: hsize_t = 0
    let creation = H5Fget_create_plist(file)
    if creation >= 0 {
      H5Pget_userblock(creation, &size)
      H5Pclose(creation)
    }
    userBlock = UInt64(size)
  }

  func dataset(
    _ dataset: hid_t, _ path: String, _ attributes: inout AttributeReader
  ) throws(LibraryError) -> HDF5Dataset {
    // First of all where it lies: an array that is put together from other files must not make the library look there.
    let storage = try storage(of: dataset, path)
    let shape = try shape(of: dataset, path)
    var (element, isBigEndian) = try Self.element(of: dataset, path)
    var own: [HDF5Attribute] = []
    if element == .other {
      own = try attributes.attributes(of: dataset, path)
      // Keras writes bfloat16 as two bytes without a meaning, and an attribute beside (saving_lib.py, H5IOStore).
      let says = own.first { $0.name == "dtype" }?.value
      if says == .texts(["bfloat16"]), Self.isOpaquePair(dataset) { element = .bfloat16 }
    }
    if element == .bfloat16 { isBigEndian = false }
    return HDF5Dataset(shape: shape, element: element, isBigEndian: isBigEndian, storage: storage, attributes: own)
  }

  private func storage(of dataset: hid_t, _ path: String) throws(LibraryError) -> HDF5Dataset.Storage {
    let offset = UInt64(H5Dget_offset(dataset))
    let nowhere = UInt64(bnh5_no_address())
    // The library adds the user block to the mark for "nowhere", too.
    if offset != nowhere, offset != nowhere &+ userBlock { return .contiguous(offset: offset) }
    let creation = try LibraryError.checked(H5Dget_create_plist(dataset), "array \"\(path)\"")
    defer { H5Pclose(creation) }
    if H5Pget_layout(creation) == H5D_VIRTUAL { return .outside("is put together from other files") }
    if H5Pget_external_count(creation) > 0 { return .outside("keeps its numbers in another file") }
    return .library
  }

  private func shape(of dataset: hid_t, _ path: String) throws(LibraryError) -> [UInt64] {
    let space = try LibraryError.checked(H5Dget_space(dataset), "array \"\(path)\"")
    defer { H5Sclose(space) }
    if H5Sget_simple_extent_type(space) == H5S_NULL { return [0] }
    let rank = try LibraryError.checked(H5Sget_simple_extent_ndims(space), "array \"\(path)\"")
    guard rank <= HDF5Limits.rank else { throw LibraryError("array \"\(path)\" has \(rank) dimensions") }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    if rank > 0 { _ = try LibraryError.checked(H5Sget_simple_extent_dims(space, &extents, nil), "array \"\(path)\"") }
    return extents.map { UInt64($0) }
  }

  private static func element(
    of dataset: hid_t, _ path: String
  ) throws(LibraryError) -> (HDF5Dataset.Element, isBigEndian: Bool) {
    let type = try LibraryError.checked(H5Dget_type(dataset), "array \"\(path)\"")
    defer { H5Tclose(type) }
    return (element(of: type), H5Tget_order(type) == H5T_ORDER_BE)
  }

  /// The kind of number that a type is.
  static func element(of type: hid_t) -> HDF5Dataset.Element {
    let size = H5Tget_size(type)
    switch H5Tget_class(type) {
    case H5T_FLOAT:
      return switch bnh5_float(type) {
      case bnh5_float16: .float16
      case bnh5_bfloat16: .bfloat16
      case bnh5_float32: .float32
      case bnh5_float64: .float64
      default: .other
      }
    case H5T_INTEGER:
      guard H5Tget_precision(type) == 8 * size, H5Tget_offset(type) == 0 else { return .other }
      let isSigned = H5Tget_sign(type) == H5T_SGN_2
      return switch size {
      case 1: isSigned ? .int8 : .uint8
      case 2: isSigned ? .int16 : .uint16
      case 4: isSigned ? .int32 : .uint32
      case 8: isSigned ? .int64 : .uint64
      default: .other
      }
    // As h5py writes NumPy's bool.
    case H5T_ENUM: return size == 1 ? .bool : .other
    default: return .other
    }
  }

  private static func isOpaquePair(_ dataset: hid_t) -> Bool {
    let type = H5Dget_type(dataset)
    defer { H5Tclose(type) }
    return H5Tget_class(type) == H5T_OPAQUE && H5Tget_size(type) == 2
  }
}
