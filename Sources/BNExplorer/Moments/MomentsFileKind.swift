import BNFiles
import Platform

/// Tells a file of moments from others by what it begins with.
enum MomentsFileKind {
  /// How many bytes from the start on are looked at.
  static let shown = 256

  /// Whether a file that begins so may be one, whoever has written it anew.
  static func mayBeMoments(_ beginning: [UInt8]) -> Bool {
    beginning.first { !(9...13).contains($0) && $0 != 0x20 } == UInt8(ascii: "{")
  }

  /// Whether a file that begins so is one, whole or not.
  static func isMoments(_ beginning: [UInt8]) -> Bool {
    mayBeMoments(beginning)
      && String(decoding: beginning.prefix(shown), as: UTF8.self).contains("\"\(MomentsPart.format)\"")
  }

  /// An error for a file that is none.
  static func refusal(_ path: String, _ what: String?) -> FileError {
    FileError(path, "is no file of moments\(what.map { ", but \($0)" } ?? ""); expected what moments --out wrote")
  }

  /// What else a file is; `nil` where that is not easily told.
  static func words(_ path: String, files: any FileAccess) -> String? {
    guard let candidate = try? ModelCandidate(path, files: files), let source = candidate.source else { return nil }
    if source.size == 0 { return "empty" }
    if let format = ModelFormat.of(candidate) { return "a model file or archive (\(format.name))" }
    return switch DataFile.format(of: candidate.beginning, path: path) {
    case .npy: "an array (.npy)"
    case .idx: "an array (IDX)"
    case .gzip: "packed with gzip"
    case .csv: mayBeMoments(candidate.beginning) ? "other JSON" : "text, perhaps a table"
    case nil: nil
    }
  }

  /// Keeps a file that is there and no file of moments from being written over.
  ///
  /// - Throws: ``FileError`` where it is not empty, and none.
  static func checkReplaceable(_ path: String, files: any FileAccess) throws(FileError) {
    do throws(FileError) {
      let source = try files.open(path)
      guard source.size > 0, !isMoments(try source.beginning(shown)) else { return }
    } catch {
      guard error.kind != .notFound else { return }
      throw FileError(path, error.reason, kind: .unwritable)
    }
    let what = words(path, files: files).map { ", but \($0)" } ?? ""
    throw FileError(
      path, "is there already, and no file of moments\(what); name another file, or remove this one", kind: .unwritable)
  }
}
