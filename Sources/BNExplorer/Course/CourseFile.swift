import BNFiles
import Platform

/// The file that remembers what was done of the lessons: `$XDG_STATE_HOME/bnexplorer/course.json`, or below `~/.local/state`.
struct CourseFile {
  /// `nil` where there is no place for it.
  let folder: XDGFolder?
  let files: DiskFiles

  init(_ files: DiskFiles, folder: XDGFolder? = XDGFolder("XDG_STATE_HOME", usual: [".local", "state"])) {
    (self.files, self.folder) = (files, folder)
  }

  var path: String? { folder?.path(of: "course.json") }

  /// What is remembered; nothing where there is no file.
  ///
  /// - Throws: ``FileError`` where there is one that cannot be read.
  func load() throws(FileError) -> CourseProgress {
    guard let path else { return CourseProgress() }
    do throws(FileError) { return try CourseProgress(try files.read(path), path: path) } catch {
      if error.kind == .notFound { return CourseProgress() }
      throw error
    }
  }

  /// Adds what was done since; two programs at a time lose nothing of each other's.
  ///
  /// - Returns: why it is not remembered; `nil` where it is, or there is nothing to remember.
  func add(_ done: CourseProgress) -> String? {
    guard done != CourseProgress() else { return nil }
    guard let folder, let path else { return "no HOME to remember the lessons in" }
    folder.make()
    var failure: String?
    do throws(FileError) {
      var all = try load()
      all.take(done)
      let bytes = Array(all.text.utf8)
      SignalAction.undisturbed {
        do throws(FileError) { try files.write(bytes, to: path) } catch { failure = error.description }
      }
    } catch { failure = error.description }
    return failure.map { "the lessons are not remembered: \($0)" }
  }

  /// Forgets everything.
  ///
  /// - Throws: ``FileError`` where the file cannot be written.
  func forget() throws(FileError) {
    guard let path, (try? files.read(path)) != nil else { return }
    try files.write(Array(CourseProgress().text.utf8), to: path)
  }
}
