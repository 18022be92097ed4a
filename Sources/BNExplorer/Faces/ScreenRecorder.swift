import TerminalKit
import BNFiles

/// Films what a person sees: every picture of the screen, with pauses cut short.
struct ScreenRecorder {
  let request: RecordRequest
  private(set) var film: Film
  /// Where the film is, in seconds.
  private var time = 0.0
  private var last: ContinuousClock.Instant?
  /// The scene that was seen last, by how many were begun.
  private var scene: Int?

  /// Nobody wants to look longer at what stands still.
  private static let longestPause = 2.0
  /// A film of so many cells takes a quarter of a gigabyte, and hours.
  private static let cellLimit = 1 << 24

  /// Begins a recording.
  ///
  /// - Throws: what its format lacks on this machine.
  init(_ request: RecordRequest, size: Size, theme: Theme.Name) throws(CommandError) {
    try FilmFile.check(request.format)
    self.request = request
    film = Film(size: request.size ?? size, title: LineRecorder.title(of: request.path), theme: theme)
  }

  /// Whether there is room for more.
  var hasRoom: Bool { film.cellCount < Self.cellLimit }

  /// Takes a picture of the screen as it is now, without the mark that it is filmed.
  mutating func take(_ state: ScreenState, at now: ContinuousClock.Instant) {
    passTime(to: now)
    var state = state
    state.isRecording = false
    if let demo = state.demo, scene != demo.run {
      scene = demo.run
      film.begin(FilmStudio.chapter(demo), at: moment)
    }
    film.show(ScreenView.draw(state, size: film.size), at: moment)
  }

  /// Lets the film go on to a moment, as far as nobody would mind.
  private mutating func passTime(to now: ContinuousClock.Instant) {
    if let last { time += min((now - last) / .seconds(1), Self.longestPause) }
    last = now
  }

  /// Twenty pictures a second are enough: of those at one moment the last is kept.
  private var moment: Int { Int(time * 20) * 50 }

  /// Ends the film, and writes it.
  ///
  /// - Returns: what there is to say of it.
  mutating func finish(_ files: any FileAccess, at now: ContinuousClock.Instant) throws(CommandError) -> String {
    passTime(to: now)
    film.end(at: moment)
    return try FilmFile.write(film, request, files)
  }
}
