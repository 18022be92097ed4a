import Platform

/// What to take from a data file.
package struct DataFileOptions: Equatable, Sendable {
  /// The columns of a table to read, by name or by number from 1; `nil` for all.
  package var columns: [String]?
  /// The column of a table that holds labels rather than numbers, by name or by number from 1.
  package var labels: String?
  /// How the text of a table is to be read.
  package var text: TableText
  /// Whether elements of two raw bytes in a `.npy` file are numbers in bfloat16, which NumPy has no name for.
  package var isBFloat16 = false
  /// The most bytes that a packed file may unpack to.
  var unpackedLimit: Int

  package init(
    columns: [String]? = nil, labels: String? = nil, text: TableText = TableText(),
    unpackedLimit: Int = Gzip.defaultLimit
  ) {
    self.columns = columns
    self.labels = labels
    self.text = text
    self.unpackedLimit = unpackedLimit
  }
}

/// Reads numbers from a file: a table, a `.npy` or an IDX file, each of them possibly packed with gzip.
///
/// A total function: every sequence of bytes gives either a value or an error that says where and why.
package enum DataFile {
  /// The kinds of file that can be told apart.
  package enum Format: Equatable, Sendable { case csv, npy, idx, gzip }

  /// Reads bytes that lie in memory.
  package static func decode(
    _ bytes: [UInt8], path: String, options: DataFileOptions = DataFileOptions()
  ) throws(FileError) -> LoadedData {
    try read(MemoryBytes(bytes, path: path), options: options)
  }

  /// Reads of a `.npy` or an IDX file no more than the header: its numbers stay where they are until they are asked for.
  package static func read(
    _ source: any ByteSource, options: DataFileOptions = DataFileOptions()
  ) throws(FileError) -> LoadedData {
    let path = source.path
    guard format(of: try source.beginning(shownByFormats), path: path) == .gzip else {
      return try readPlain(source, path, options)
    }
    let unpacked = try Gzip.decompress(try source.allBytes(), path: path, limit: options.unpackedLimit)
    do {
      return try readPlain(
        MemoryBytes(unpacked, path: path), String(path.dropLast(path.lowercased().hasSuffix(".gz") ? 3 : 0)), options)
    } catch {
      var error = error
      // A byte's offset counts in what the file unpacks to, which is not what a hex dump of the file shows.
      if case .byte = error.place { error.reason += " (counted in the unpacked data)" }
      throw error
    }
  }

  /// How many bytes from the start on show which format a file is of.
  private static let shownByFormats = 4096

  /// Tells a format by the bytes that a file begins with, or by the name where the content does not say.
  ///
  /// - Returns: `nil` for bytes that are none of the formats.
  package static func format(of bytes: [UInt8], path: String) -> Format? {
    if bytes.starts(with: Gzip.magic) { return .gzip }
    // Also where the file ends within the magic number.
    if !bytes.isEmpty, NpyReader.magic.starts(with: bytes.prefix(NpyReader.magic.count)) { return .npy }
    if IDXReader.recognizes(bytes) { return .idx }
    if isText(bytes) { return .csv }
    let name = path.lowercased()
    if name.hasSuffix(".gz") { return .gzip }
    if name.hasSuffix(".npy") { return .npy }
    if name.hasSuffix(".idx") || name.hasSuffix("-ubyte") { return .idx }
    return nil
  }

  private static func readPlain(
    _ source: any ByteSource, _ name: String, _ options: DataFileOptions
  ) throws(FileError) -> LoadedData {
    let path = source.path
    guard source.size > 0 else { throw FileError(path, "the file is empty; expected a CSV, .npy or IDX file") }
    let beginning = try source.beginning(shownByFormats)
    let format = format(of: beginning, path: name)
    guard format == .csv || (options.columns == nil && options.labels == nil) else {
      throw FileError(path, "columns= and labels= choose columns of a CSV file, and this is not one; leave them out")
    }
    if format == nil || format == .csv, let foreign = ForeignFormat.description(beginning) {
      throw FileError(path, "\(foreign); expected a CSV, .npy or IDX file")
    }
    guard format == .csv || options.text == TableText() else {
      throw FileError(
        path,
        "header=, skip=, sep=, decimal= and missing= say how to read a CSV file, and this is not one; leave them out")
    }
    return switch format {
    case .csv: try CSVReader.decode(try source.allBytes(), path: path, options: options)
    case .npy: LoadedData(try NpyReader.read(source, isOfJAX: options.isBFloat16))
    case .idx: LoadedData(try IDXReader.read(source))
    case .gzip: throw FileError(path, "a gzip file inside a gzip file; unpack it once with gunzip")
    case nil:
      throw FileError(path, "not a CSV, .npy or IDX file; expected one of these, or one in .gz")
    }
  }

  /// Whether the start of a file is free of the bytes that no text holds.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(shownByFormats).allSatisfy { $0 >= 0x20 ? $0 != 0x7F : (9...13).contains($0) }
      && !bytes.starts(with: [0xFF, 0xFE]) && !bytes.starts(with: [0xFE, 0xFF])
  }
}
