import BNCore
import BNFiles
import Platform

extension MomentsRun {
  /// Goes on with an array where a file of moments stopped.
  ///
  /// The file is looked for where it was, and then by the path that was given, which moves with its folder.
  ///
  /// - Throws: ``FileError`` where the file is not there, or another one by now.
  init(
    resuming item: MomentsItem, _ source: MomentsItem.Source, of part: String, isBFloat16: Bool, files: any FileAccess
  ) throws(FileError) {
    var failure: FileError?
    for path in [source.file?.path, source.path].compactMap(\.self) {
      do throws(FileError) {
        var array = try MomentsArray.all(
          of: path, members: item.name.isEmpty ? [] : [item.name], axis: MomentsArray.Axis(item.axis),
          isBFloat16: isBFloat16 || source.type == ScalarType.bfloat16.rawValue, files: files)[0]
        array.path = source.path
        let run = MomentsRun(array, behind: source.chunks, item.moments)
        if let difference = run.difference(from: source) {
          throw FileError(
            path,
            "\(difference) when \(part.escapingControls) was written: another file by now; take the moments anew, by "
              + "moments without --resume")
        }
        self = run
        return
      } catch {
        if failure.map({ $0.kind == .notFound }) ?? true { failure = error }
      }
    }
    throw failure ?? FileError(source.path, "there is no such file", kind: .notFound)
  }

  /// What differs in the array from what it was, in words; `nil` where nothing does.
  private func difference(from source: MomentsItem.Source) -> String? {
    guard array.shape == source.shape, array.type.rawValue == source.type, allChunks == source.of,
      moments.channels.count == array.layout.channels
    else {
      return "is of the shape \(shapeText(array.shape)) and type \(array.type.rawValue), and was "
        + "\(shapeText(source.shape)) and \(source.type)"
    }
    guard let before = source.file, let now = array.mark else { return nil }
    let words = before.differences(now: now)
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}
