/// What a file is that holds no numbers to read, told by its first bytes, and what to do with it.
enum ForeignFormat {
  /// What a file was to be.
  enum Purpose { case data, model }

  /// The same of a file that was to be something; for a model without what to do to have data.
  static func description(_ bytes: [UInt8], of purpose: Purpose) -> String? {
    guard let text = description(bytes), purpose == .model, let colon = text.firstRange(of: ": ") else {
      return description(bytes)
    }
    return text[colon.upperBound...].hasPrefix("fetch") ? text : String(text[..<colon.lowerBound])
  }

  /// A description such as "a web page (HTML): …" for an error; `nil` for what may be data.
  static func description(_ bytes: [UInt8]) -> String? {
    if let kind = binary.first(where: { bytes.starts(with: $0.mark) }) { return kind.description }
    if isUTF16(bytes) { return "text in UTF-16: save it as UTF-8" }
    return text(String(decoding: bytes.prefix(longestMark), as: UTF8.self))
  }

  /// As much of a file as tells what text it is.
  private static let longestMark = 256

  private static let binary: [(mark: [UInt8], description: String)] = [
    (
      Array("PK".utf8) + [3, 4],
      "a zip archive, such as .npz or .xlsx: unpack it, or save the array with numpy.save, the sheet as CSV"
    ),
    ([0x89] + Array("HDF".utf8), "an HDF5 file: save the array with numpy.save"),
    ([0x89] + Array("PNG".utf8), "a picture (PNG): save its pixels with numpy.save"),
    ([0xFF, 0xD8, 0xFF], "a picture (JPEG): save its pixels with numpy.save"),
    (Array("%PDF-".utf8), "a PDF document: save its table as CSV"),
    (Array("PAR1".utf8) + [0x15], "a Parquet file: save the table as CSV"),
    (Array("SQLite format 3".utf8), "a SQLite database: save the table as CSV"),
    (Array("MATLAB 5.0 MAT-file".utf8), "a MATLAB file: save the matrix as CSV"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel or Word file: save the sheet as CSV"),
    ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd: unpack it, or pack it with gzip"),
    ([0xFD] + Array("7zXZ".utf8), "packed with xz: unpack it, or pack it with gzip"),
    (Array("BZh91AY&SY".utf8), "packed with bzip2: unpack it, or pack it with gzip"),
    ([0x80, 2], pickle), ([0x80, 3], pickle), ([0x80, 4], pickle), ([0x80, 5], pickle),
  ]

  private static let pickle = "a Python pickle, which is a program and is never run: save the array with numpy.save"

  /// Text in UTF-16: by its mark, or by every second byte being zero, as it is in numbers.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    let start = bytes.prefix(64)
    guard start.count >= 8 else { return false }
    // Text in the other byte may have a few characters beyond Latin-1.
    let zeros = [0, 1].map { odd in start.indices.count { $0 % 2 == odd && start[$0] == 0 } }
    let texts = [0, 1].map { odd in start.indices.count { $0 % 2 == odd && start[$0] >= 9 } }
    return [0, 1].contains { odd in zeros[odd] * 8 >= start.count / 2 * 7 && texts[1 - odd] == start.count / 2 }
  }

  private static func text(_ beginning: String) -> String? {
    let word = beginning.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    if word.hasPrefix("<!doctype html") || word.hasPrefix("<html") || word.hasPrefix("<head") {
      return "a web page (HTML), perhaps a message of the server: fetch the file itself"
    }
    if word.hasPrefix("<?xml") || word.hasPrefix("<svg") { return "XML: save the table as CSV" }
    if word.hasPrefix("version https://git-lfs") {
      return "a pointer of Git LFS, not the file itself: fetch it with git lfs pull"
    }
    if word.hasPrefix("{\"") || word.hasPrefix("{\n") || word.hasPrefix("[{") || word.hasPrefix("[[") {
      return "JSON: save the table as CSV, or the array with numpy.save"
    }
    return nil
  }
}
