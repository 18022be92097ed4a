import BNCore
import BNFiles

extension MomentsItem {
  /// What `bn_capture.py` recorded of each layer; `nil` for another file.
  ///
  /// - Throws: ``FileError`` where it says that it is one and does not hold together.
  static func captured(_ path: String, files: any FileAccess) throws(FileError) -> [MomentsItem]? {
    let candidate = try ModelCandidate(path, files: files)
    guard ModelFormat.of(candidate) != nil else { return nil }
    let tensors = try ModelFile.open(candidate).tensors
    guard tensors.contains(where: { $0.name == CapturedRun.headerMember }) else { return nil }
    let mark = FileMark(path, opened: [path], files: files)
    return try CapturedRun(path: path, files: files).layers.map { layer throws(FileError) in
      MomentsItem(
        name: layer.name, axis: "none",
        sources: [Source(path: path, shape: [], type: "captured", chunks: 1, of: 1, file: mark)],
        moments: layer.summary)
    }
  }
}
