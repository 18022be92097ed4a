import TerminalKit
import BNFiles

/// Gathers the lines of a recording where there is no screen, and films them when it ends.
struct LineRecorder {
  let request: RecordRequest
  /// How things stood when it began.
  let session: Session
  let arrangement: Arrangement
  private(set) var lines: [Script.Line] = []

  /// Begins a recording.
  ///
  /// - Throws: what its format lacks on this machine.
  init(_ request: RecordRequest, from session: Session, _ arrangement: Arrangement) throws(CommandError) {
    try FilmFile.check(request.format)
    (self.request, self.session, self.arrangement) = (request, session, arrangement)
  }

  /// Takes a line that is carried out; the claim behind a solution comes with the solution.
  mutating func add(_ line: Script.Line) {
    switch line.command {
    case .session(.finish), .face(.record): break
    default: lines.append(line)
    }
  }

  /// Plays the lines on a copy of the session, and writes the film and the pictures of the screen, which are the film's; whatever else
  /// the lines write was written before.
  ///
  /// - Returns: what there is to say of it.
  func finish(_ environment: SessionEnvironment) throws(CommandError) -> String {
    var quiet = SessionEnvironment(files: PictureFiles(environment.files))
    quiet.shouldContinue = environment.shouldContinue
    let script = Script(name: Self.title(of: request.path), lines: lines)
    var manner = FilmStudio.Manner()
    if let size = request.size { manner.size = size }
    manner.isDemo = script.hasCaptions
    var studio = FilmStudio(script, from: session, arrangement: arrangement, manner: manner, in: quiet)
    let outcome = studio.shoot()
    if let error = outcome.pictureError { throw error }
    return try FilmFile.write(outcome.film, request, environment.files)
  }

  /// A file's name without folders and ending.
  static func title(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}

/// Files that are read; of all that is written only pictures of the screen are.
private struct PictureFiles: FileAccess {
  private let files: any FileAccess

  init(_ files: any FileAccess) { self.files = files }

  func read(_ path: String) throws(FileError) -> [UInt8] { try files.read(path) }
  func open(_ path: String) throws(FileError) -> any ByteSource { try files.open(path) }
  func isFolder(_ path: String) -> Bool { files.isFolder(path) }
  func fileNames(in folder: String) -> [String] { files.fileNames(in: folder) }
  func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    if PictureSize.endings.contains(where: path.lowercased().hasSuffix) { try files.write(bytes, to: path) }
  }
  func absolutePath(_ path: String) -> String { files.absolutePath(path) }
  func resolvedPath(_ path: String) -> String { files.resolvedPath(path) }
  func status(of path: String) -> FileStatus? { files.status(of: path) }
  func isSameFile(_ path: String, as other: String) -> Bool { files.isSameFile(path, as: other) }
}
