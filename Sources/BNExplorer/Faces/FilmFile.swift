import Platform
import TerminalKit
import BNFiles

/// Writes films.
enum FilmFile {
  /// Puts a film in place, in the format that the path's ending names.
  ///
  /// - Returns: what there is to say of it.
  /// - Throws: what it lacks, or why it can't be written.
  static func write(
    _ film: Film, _ request: RecordRequest, _ files: any FileAccess
  ) throws(CommandError) -> String {
    let bytes: [UInt8] =
      switch request.format {
      case .cast: Array(Asciicast.encode(film, version: request.version).utf8)
      case .svg: Array(FilmSVG.encode(film).utf8)
      case .gif, .mp4: try Movie(film).encoded(as: request.format)
      }
    try filing { () throws(FileError) in try files.write(bytes, to: request.path) }
    return "wrote \(request.path.escapingControls): \(counted(film.count, "picture")), \(seconds(film.duration)) s"
  }

  /// Finds out what a format needs before anything is filmed.
  static func check(_ format: RecordRequest.Format) throws(CommandError) {
    switch format {
    case .cast, .svg: break
    case .gif, .mp4: try Movie.check(format)
    }
  }

  private static func seconds(_ milliseconds: Int) -> String {
    "\(milliseconds / 1000).\(milliseconds / 100 % 10)"
  }
}
