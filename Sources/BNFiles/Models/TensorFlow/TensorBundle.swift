import Platform

/// A checkpoint of version 2: a table of where each tensor lies in the data files beside it.
///
/// Source: tensor_bundle.h and tensor_bundle.cc in core/util/tensor_bundle of TensorFlow 2.15.
struct TensorBundle: Sendable {
  /// What the names of its files begin with.
  let prefix: String
  let files: any FileAccess
  private let isBigEndian: Bool
  private let shards: Int
  /// The entries that a name stands for, in the order of the table.
  let entries: [(name: String, entry: TFBundleEntry)]
  /// The entries of slices, by their binary keys.
  private let slices: [[UInt8]: TFBundleEntry]
  /// The first data files, which stay open: there are thousands of tensors in each.
  private var opened: [Int32: any ByteSource] = [:]

  var path: String { prefix + ".index" }

  /// More tensors than these are refused.
  static let mostEntries = 1 << 20
  /// How many data files stay open; a process may not have many.
  private static let mostOpened = 16
  private static let fieldsOfEntry = Set(1...7)
  /// The newest form of the files that is known here.
  private static let version: Int32 = 1

  /// Reads the table.
  ///
  /// - Throws: ``FileError`` where it is damaged, or says that tensors lie where there is nothing.
  init(prefix: String, files: any FileAccess) throws(FileError) {
    self.prefix = prefix
    self.files = files
    let table = try SSTable(try files.open(prefix + ".index"))
    var header: TFBundleHeader?
    var entries: [(name: String, entry: TFBundleEntry)] = []
    var slices: [[UInt8]: TFBundleEntry] = [:]
    try table.forEach { key, value throws(FileError) in
      let window = ByteWindow(value.source)
      if key.isEmpty {
        header = try ProtobufMessage<TFBundleHeader>(
          window, value.range, what: "the header of the checkpoint", keeping: [1, 2, 3]
        ).small
        return
      }
      let name = String(decoding: key, as: UTF8.self)
      let entry = try ProtobufMessage<TFBundleEntry>(
        window, value.range, what: "the entry \(name.quoted(limit: 80))", keeping: Self.fieldsOfEntry
      ).small
      guard entries.count + slices.count < Self.mostEntries else {
        throw FileError(table.source.path, "has more than \(Self.mostEntries) tensors; the file is damaged")
      }
      if key[0] == 0 { slices[key] = entry } else { entries.append((name, entry)) }
    }
    guard let header, header.numShards > 0, (0...1).contains(header.endianness) else {
      throw FileError(table.source.path, "has no header of a checkpoint; it is another table, or damaged")
    }
    guard header.version.minConsumer <= Self.version else {
      throw FileError(
        table.source.path,
        "is a checkpoint of form \(header.version.minConsumer), and up to \(Self.version) is known; save it again")
    }
    isBigEndian = header.endianness == 1
    shards = Int(header.numShards)
    self.entries = entries
    self.slices = slices
    try checkPlaces()
  }

  /// The path of a data file.
  private func shard(_ number: Int32) -> String {
    "\(prefix).data-\(Self.padded(Int(number)))-of-\(Self.padded(shards))"
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Compares all places with the sizes of the data files, which have to be there.
  private mutating func checkPlaces() throws(FileError) {
    var places: [Int32: [(range: Range<Int>, name: String)]] = [:]
    for (name, entry) in entries + slices.map({ (String(decoding: $0.key, as: UTF8.self), $0.value) })
    where entry.slices.isEmpty {
      let offset = Int(clamping: entry.offset)
      guard entry.shardID >= 0, entry.shardID < shards, offset >= 0, entry.size >= 0, entry.size <= Int.max - offset
      else { throw damaged(name, "has no possible place") }
      places[entry.shardID, default: []].append((offset..<offset + Int(entry.size), name))
    }
    for (number, places) in places {
      let path = shard(number)
      let source = try Self.companion(path, of: self.path, files)
      if opened.count < Self.mostOpened { opened[number] = source }
      let size = source.size
      var end = 0
      for (range, name) in places.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
        guard range.upperBound <= size else {
          throw FileError(
            path, at: .byte(size),
            "the file ends within or before the tensor \(name.quoted(limit: 80)), which ends at byte "
              + "\(range.upperBound); copy the checkpoint again")
        }
        guard range.isEmpty || range.lowerBound >= end else { throw damaged(name, "overlaps another one") }
        end = max(end, range.upperBound)
      }
    }
  }

  private func source(_ number: Int32) throws(FileError) -> any ByteSource {
    if let source = opened[number] { return source }
    return try Self.companion(shard(number), of: path, files)
  }

  /// Opens a file that has to lie beside another.
  static func companion(_ path: String, of main: String, _ files: any FileAccess) throws(FileError) -> any ByteSource {
    do throws(FileError) { return try files.open(path) } catch {
      guard error.kind == .notFound else { throw error }
      // What the person named is there.
      let name = path.split(separator: "/").last.map(String.init) ?? path
      throw FileError(main, "its numbers are in \(name.quoted(limit: 120)), which is not beside it; copy that file too")
    }
  }

  private func damaged(_ name: String, _ what: String) -> FileError {
    FileError(path, "the tensor \(name.quoted(limit: 80)) \(what); the checkpoint is damaged: copy or save it again")
  }
}

extension TensorBundle {
  /// A tensor of numbers; `nil` for texts and the like.
  func tensor(_ name: String, _ entry: TFBundleEntry) throws(FileError) -> StoredTensor? {
    guard let type = TensorFlowType.scalar(entry.dtype) else { return nil }
    guard let shape = entry.shape.extents else { throw damaged(name, "has no possible shape") }
    guard entry.slices.isEmpty else { return try sliced(name, entry, shape, type) }
    return try plain(name, entry, shape, type)
  }

  private func plain(
    _ name: String, _ entry: TFBundleEntry, _ shape: [Int], _ type: ScalarType
  ) throws(FileError) -> StoredTensor {
    guard let needed = elementCount(of: shape).flatMap(type.byteCount), needed == entry.size else {
      throw damaged(name, "of shape \(shape) and type \(type) has \(entry.size) bytes")
    }
    let range = Int(entry.offset)..<Int(entry.offset) + Int(entry.size)
    let layout = NumberLayout(type, bigEndian: isBigEndian)
    let content = { @Sendable () throws(FileError) -> TensorContent in
      .elements(
        StoredElements(
          try self.part(entry), at: 0, ElementForm(type), isBigEndian: self.isBigEndian, ElementPlaces(shape: shape)))
    }
    return StoredTensor(
      name: name, shape: shape, type: type.rawValue, isIntegral: type.isIntegral, content: content
    ) { () throws(FileError) in
      let bytes = MemoryBytes(try self.bytes(entry, range, name), path: self.shard(entry.shardID))
      return try NumberRegion(source: bytes, offset: 0, layout: layout).numbers(0..<range.count / type.size)
    }
  }

  /// A tensor of what is not read as numbers; `nil` where its bytes cannot be told.
  func other(_ name: String, _ entry: TFBundleEntry) -> StoredTensor? {
    guard entry.slices.isEmpty, let shape = entry.shape.extents, let count = elementCount(of: shape) else { return nil }
    let type = TensorFlowType.name(entry.dtype)
    return StoredTensor(
      name: name, shape: shape, type: type,
      content: { () throws(FileError) in
        guard let form = TensorFlowType.form(entry.dtype), form.byteCount(of: count) == Int(entry.size) else {
          try self.checkTexts(name, entry, count: count)
          return .noNumbers
        }
        return .elements(
          StoredElements(
            try self.part(entry), at: 0, form, isBigEndian: self.isBigEndian, ElementPlaces(shape: shape)))
      }
    ) { () throws(FileError) in throw self.damaged(name, "holds no numbers but \(type)") }
  }

  /// Compares texts with their checksum, which is not that of their bytes: lengths count as four or eight bytes.
  ///
  /// Source: `WriteStringTensor` of tensor_bundle.cc.
  private func checkTexts(_ name: String, _ entry: TFBundleEntry, count: Int) throws(FileError) {
    guard entry.dtype == TensorFlowType.text, entry.hasCrc32C, count <= Int(entry.size) else { return }
    let source = try source(entry.shardID)
    let window = ByteWindow(source)
    let end = Int(entry.offset) + Int(entry.size)
    var offset = Int(entry.offset)
    var sum = CRC32C()
    for _ in 0..<count {
      guard let length = try window.varint(at: &offset, before: end) else { throw disagrees(name, entry, source) }
      var bytes: [UInt8] = []
      if let short = UInt32(exactly: length) {
        bytes.append(littleEndian: short)
      } else {
        bytes.append(littleEndian: length)
      }
      sum.add(bytes)
    }
    while offset < end {
      let next = min(end, offset + 1 << 20)
      sum.add(try source.bytes(offset..<next))
      offset = next
    }
    guard sum.masked == entry.crc32C else { throw disagrees(name, entry, source) }
  }

  private func disagrees(_ name: String, _ entry: TFBundleEntry, _ source: any ByteSource) -> FileError {
    FileError(
      source.path, at: .byte(Int(entry.offset)),
      "the tensor \(name.quoted(limit: 80)) does not agree with its checksum; the file is damaged, or belongs to "
        + "another index: copy the checkpoint again")
  }

  /// Where the bytes of an entry lie, with their checksum.
  private func part(_ entry: TFBundleEntry) throws(FileError) -> PartOfSource {
    let source = try source(entry.shardID)
    let start = Int(entry.offset)
    return PartOfSource(
      path: source.path, size: Int(entry.size), base: source, start: start,
      seal: entry.hasCrc32C ? Seal(sum: .maskedCRC32C(entry.crc32C), place: start) : nil)
  }

  /// The bytes of an entry, compared with their checksum.
  private func bytes(_ entry: TFBundleEntry, _ range: Range<Int>, _ name: String) throws(FileError) -> [UInt8] {
    let source = try source(entry.shardID)
    let bytes = try source.bytes(range)
    var sum = CRC32C()
    sum.add(bytes)
    guard !entry.hasCrc32C || sum.masked == entry.crc32C else { throw disagrees(name, entry, source) }
    return bytes
  }

  private func sliced(
    _ name: String, _ entry: TFBundleEntry, _ shape: [Int], _ type: ScalarType
  ) throws(FileError) -> StoredTensor {
    var pieces: [TensorSlices.Piece] = []
    for slice in entry.slices {
      guard let extents = TensorSlices.extents(slice, of: shape) else { throw damaged(name, "has an impossible slice") }
      guard let piece = found(name, slice, extents) else { throw damaged(name, "lacks one of its slices") }
      guard piece.dtype == entry.dtype, piece.slices.isEmpty else { throw damaged(name, "has slices of another type") }
      pieces.append(
        TensorSlices.Piece(
          start: extents.map(\.start), tensor: try plain(name, piece, extents.map(\.length), type)))
    }
    return try TensorSlices(path: path, name: name, shape: shape, type: type, pieces: pieces).tensor()
  }

  /// The entry of a slice: its key holds the extents as they are written, or where they take a whole dimension, 0 and -1.
  private func found(_ name: String, _ slice: TFSlice, _ extents: [(start: Int, length: Int)]) -> TFBundleEntry? {
    let written = slice.extent.map { (Int(clamping: $0.start), $0.hasLength ? Int(clamping: $0.length) : -1) }
    return slices[TensorSliceKey(name: name, extents: written).bytes]
      ?? slices[TensorSliceKey(name: name, extents: extents).bytes]
  }

  /// A single text, such as the graph of objects; `nil` where there is none of that name.
  ///
  /// Source: `WriteStringTensor` of tensor_bundle.cc: the lengths as varints, a checksum of them, the texts.
  func text(_ name: String) throws(FileError) -> [UInt8]? {
    guard let entry = entries.first(where: { $0.name == name })?.entry, entry.dtype == TensorFlowType.text,
      entry.slices.isEmpty
    else { return nil }
    let source = try source(entry.shardID)
    let end = Int(entry.offset) + Int(entry.size)
    var offset = Int(entry.offset)
    guard end <= source.size, let length = try ByteWindow(source).varint(at: &offset, before: end),
      end - offset >= 4, length == UInt64(end - offset - 4), length <= 1 << 28
    else { throw damaged(name, "is no text") }
    return try source.bytes(offset + 4..<end)
  }
}
