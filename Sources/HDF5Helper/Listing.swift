internal import CHDF5
internal import HDF5Wire

/// One walk over all groups of a file.
final class Listing {
  private var objects: [HDF5Object] = []
  /// The groups that were entered, by where they lie: a link back to one of them would go round for ever.
  private var entered: Set<haddr_t> = []
  private var attributes = AttributeReader()
  private let datasets: DatasetReader
  private var failure: LibraryError?
  /// The path of the group whose links are being gone through, and how deep it lies.
  private var path = ""
  private var depth = 0

  private init(_ file: hid_t) { datasets = DatasetReader(file) }

  /// Everything in a file, each group before what is in it.
  static func objects(of file: hid_t) throws(LibraryError) -> [HDF5Object] {
    let listing = Listing(file)
    let root = try LibraryError.checked(H5Oopen(file, "/", bnh5_default()), "the root group")
    defer { H5Oclose(root) }
    try listing.enter(root)
    return listing.objects
  }

  /// Lists a group at the present path.
  private func enter(_ group: hid_t) throws(LibraryError) {
    objects.append(HDF5Object(path: path, kind: .group(try attributes.attributes(of: group, path))))
    depth += 1
    defer { depth -= 1 }
    guard depth <= HDF5Limits.depth else { throw LibraryError("groups lie more than \(HDF5Limits.depth) deep") }
    var position: hsize_t = 0
    let state = Unmanaged.passUnretained(self).toOpaque()
    let result = H5Literate(
      group, H5_INDEX_NAME, H5_ITER_NATIVE, &position,
      { group, name, link, state in
        guard let name, let link, let state else { return -1 }
        return Unmanaged<Listing>.fromOpaque(state).takeUnretainedValue().follow(group, name, link)
      }, state)
    if let failure { throw failure }
    _ = try LibraryError.checked(result, "group \"\(path)\"")
  }

  /// Lists what a link leads to; -1 ends the walk, for the reason in `failure`.
  private func follow(
    _ group: hid_t, _ name: UnsafePointer<CChar>, _ link: UnsafePointer<H5L_info_t>
  ) -> herr_t {
    let outer = path
    defer { path = outer }
    path = outer.isEmpty ? String(cString: name) : "\(outer)/\(String(cString: name))"
    do throws(LibraryError) {
      guard path.utf8.count <= HDF5Limits.path else { throw LibraryError("a path of \(path.utf8.count) bytes") }
      guard objects.count < HDF5Limits.objects else {
        throw LibraryError("it holds more than \(HDF5Limits.objects) objects")
      }
      switch link.pointee.type {
      case H5L_TYPE_HARD: try list(group, link)
      case H5L_TYPE_SOFT: add(.link("a soft link"))
      case H5L_TYPE_EXTERNAL: add(.link("a link to another file"))
      default: add(.link("a link of a kind that is not known"))
      }
      return 0
    } catch {
      failure = error
      return -1
    }
  }

  private func add(_ kind: HDF5Object.Kind) { objects.append(HDF5Object(path: path, kind: kind)) }

  private func list(_ group: hid_t, _ link: UnsafePointer<H5L_info_t>) throws(LibraryError) {
    let object = try LibraryError.checked(bnh5_open_link(group, link), "object \"\(path)\"")
    defer { H5Oclose(object) }
    switch H5Iget_type(object) {
    case H5I_GROUP:
      guard entered.insert(bnh5_link_address(link)).inserted else { return add(.link("a second link to a group")) }
      try enter(object)
    case H5I_DATASET: add(.dataset(try datasets.dataset(object, path, &attributes)))
    default: add(.link("an object that is neither a group nor an array"))
    }
  }
}
