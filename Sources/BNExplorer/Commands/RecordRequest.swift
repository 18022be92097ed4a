import TerminalKit
import BNFiles

/// What `record` asks for.
struct RecordRequest: Equatable, Sendable {
  var path: String
  /// The screen's; `nil` for the one it has, or the usual one where there is none.
  var size: Size?
  /// The form of an asciicast.
  var version = Asciicast.Version.two

  static let options = OptionTable<RecordRequest>(
    .size(\.size),
    CommandOption("version", usage: "2", write: { $0.version == .two ? nil : "\($0.version.rawValue)" }) {
      word, request throws(CommandError) in
      guard let version = Int(word.text).flatMap(Asciicast.Version.init) else {
        throw CommandError("version needs 2 or 3, not \"\(word.text)\"", column: word.column)
      }
      request.version = version
    })

  /// The kinds of files, by their endings.
  enum Format: String, CaseIterable, Sendable {
    case cast, svg, gif, mp4

    var ending: String { ".\(rawValue)" }

    /// What a file's name ends in; `nil` for any other ending.
    init?(of path: String) {
      guard let format = Self.allCases.first(where: { path.lowercased().hasSuffix($0.ending) }) else { return nil }
      self = format
    }
  }

  init(path: String, size: Size? = nil, version: Asciicast.Version = .two) {
    (self.path, self.size, self.version) = (path, size, version)
  }

  init(_ words: inout ArgumentReader) throws(CommandError) {
    let file = try words.next("a file, or off")
    path = file.text
    try Self.options.read(from: &words, into: &self)
    try words.expectEnd()
    try CommandEntry.checkEnding(of: file, among: Format.allCases.map(\.ending))
  }

  /// What the file's ending names; any other is refused before.
  var format: Format { Format(of: path) ?? .cast }
}

extension CommandEntry {
  static let record = CommandEntry(
    usage: "record FILE \(RecordRequest.options.optionalUsage), record off",
    summary: "film the screen from now on, until record off or the end",
    details: [
      "The file's ending names the format: .cast an asciicast, for asciinema and its players; .svg a picture that moves without a",
      "script; .gif and .mp4 by ffmpeg and librsvg, where they are installed. It is written when it ends.",
      "On the screen the film shows what was seen, pauses cut to two seconds. Without one, in run and repl, the lines from record on",
      "are played by a clock of the film's own: the same lines make the same bytes, wherever they run.",
      "demo NAME --record FILE films a lesson or a script from its beginning. Scenes are chapters.",
    ],
    example: "record session.cast", arguments: .file
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    if words.take("off") {
      try words.expectEnd()
      return .face(.record(nil))
    }
    return .face(.record(try RecordRequest(&words)))
  }
}

extension CommandError {
  /// There is no film to end.
  static var nothingRecorded: CommandError { CommandError("nothing is recorded; record FILE begins a film") }
}
