import TerminalKit
import ArgumentParser

/// How a film is asked for when the program is started.
struct FilmOptions: ParsableArguments {
  @Option(
    help:
      "Film it into a file and show nothing: .cast, .svg, or with ffmpeg .gif or .mp4. The same script, the same bytes.",
    completion: .file(extensions: ["cast", "svg", "gif", "mp4"]))
  var record: String?

  @Option(help: "The film's columns and rows.")
  var size = Size(columns: 100, rows: 30)

  @Option(help: "The least seconds between two pictures while steps are taken; with 3 a scene is a picture.")
  var interval = 0.05

  @Option(name: .customLong("cast-version"), help: "The form of a .cast: 2 or 3.")
  var version = Asciicast.Version.two

  /// What is to be filmed to where.
  var request: RecordRequest? { record.map { RecordRequest(path: $0, size: size, version: version) } }

  /// Refuses what a film has no use for.
  func validate(besides other: String?) throws {
    guard let record else { return }
    guard RecordRequest.Format(of: record) != nil else {
      let endings = RecordRequest.Format.allCases.map(\.ending)
      throw ValidationError("\"\(record)\" does not end in a format; expected \(orList(endings))")
    }
    guard interval > 0, interval.isFinite else { throw ValidationError("--interval needs a number above 0") }
    if let other { throw ValidationError("--record shows nothing and waits for nobody; leave out \(other)") }
  }
}

extension Size: ExpressibleByArgument {
  /// Columns and rows such as 100x30.
  public init?(argument: String) {
    let extents = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard extents.count == 2, let columns = extents[0], let rows = extents[1],
      PictureSize.extents.contains(columns), PictureSize.extents.contains(rows)
    else { return nil }
    self.init(columns: columns, rows: rows)
  }

  /// Columns and rows such as 100x30.
  public var defaultValueDescription: String { "\(columns)x\(rows)" }
}

extension Asciicast.Version: ExpressibleByArgument {}
