import HDF5Wire
import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The program that reads HDF5 files for this one, so that a file which crashes the library takes nothing else along.
package struct HDF5Program: Sendable {
  /// Where it is.
  package var path: String
  /// How long an answer may take, in seconds.
  package var patience: Int

  package init(path: String, patience: Int = 30) {
    self.path = path
    self.patience = patience
  }

  /// The one that belongs to this program: beside it, where the build puts it, or where an installation does.
  package static var beside: HDF5Program {
    let candidates = places(for: ownFolder())
    return HDF5Program(path: candidates.first { access($0, X_OK) == 0 } ?? candidates[0])
  }

  /// Where it may be for a program in a folder, the first choice first.
  ///
  /// Packages have it apart from the programs that people call, in `lib/bnexplorer` beside `bin`.
  static func places(for folder: String) -> [String] {
    ["/bnexplorer-hdf5", "/../lib/bnexplorer/bnexplorer-hdf5"].map { folder + $0 }
  }

  /// The folder that this program lies in, free of symbolic links.
  private static func ownFolder() -> String {
    #if canImport(Darwin)
      var size = UInt32(PATH_MAX)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0, let resolved = realpath(buffer, nil) else { return "." }
    #else
      guard let resolved = realpath("/proc/self/exe", nil) else { return "." }
    #endif
    defer { free(resolved) }
    let path = String(cString: resolved)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// What is in a file.
  ///
  /// - Throws: ``FileError`` where it cannot be read, or this program is missing.
  func objects(of source: any ByteSource) throws(FileError) -> [HDF5Object] {
    guard case .objects(let objects) = try answer(["objects"], source) else { throw noAnswer(source, "another answer") }
    return objects
  }

  /// The numbers of arrays that the library has to read.
  func numbers(of paths: [String], in source: any ByteSource) throws(FileError) -> [[Double]] {
    guard case .numbers(let arrays) = try answer(["numbers"], source, paths), arrays.count == paths.count else {
      throw noAnswer(source, "another answer")
    }
    return arrays
  }

  private func answer(
    _ question: [String], _ source: any ByteSource, _ more: [String] = []
  ) throws(FileError) -> HDF5Answer {
    guard access(path, X_OK) == 0 else {
      throw FileError(
        source.path,
        "HDF5 files are read by the program bnexplorer-hdf5, which is not at \(path): put it beside bnexplorer, or build "
          + "both again with scripts/explore")
    }
    guard let window = source.window else { throw FileError(source.path, "it is no open file") }
    let arguments = question + ["\(window.offset)", "\(source.size)"] + more
    let ended: HDF5Process.End
    do throws(HDF5Process.Failure) {
      ended = try HDF5Process(path, arguments, file: window.descriptor).run(seconds: patience)
    } catch {
      throw FileError(source.path, "bnexplorer-hdf5, which reads HDF5 files, \(error.reason)")
    }
    switch HDF5Answer(ended.output) {
    case .failure(let reason)?:
      throw FileError(source.path, "not an HDF5 file that can be read: \(reason); copy or save it again")
    case let answer?: return answer
    case nil: throw noAnswer(source, ended.how)
    }
  }

  private func noAnswer(_ source: any ByteSource, _ how: String) -> FileError {
    FileError(
      source.path,
      "the program that reads HDF5 files gave no answer to it (\(how)): the file is damaged; copy or save it again")
  }
}
