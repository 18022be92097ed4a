import TerminalKit
import BNFiles

/// A session's own script as a film for its page.
enum SessionFilm {
  /// Four pictures a second are enough for somebody who reads, and keep the page small.
  private static let interval = 0.25

  /// Plays a script that made a session; `nil` where it can't be played again, as where a file is gone.
  static func recording(_ script: Script, _ files: any FileAccess) -> Recording? {
    var manner = FilmStudio.Manner()
    manner.isDemo = script.hasCaptions
    manner.interval = interval
    var studio = FilmStudio(script, manner: manner, in: SessionEnvironment(files: files))
    let outcome = studio.shoot()
    guard outcome.status == 0, !outcome.film.isEmpty else { return nil }
    return Recording(
      title: "From the first line to the last",
      svg: FilmSVG.encode(outcome.film, name: "played", isPlayedWhenAsked: true),
      duration: Double(outcome.film.duration) / 1000)
  }
}

extension SessionEnvironment {
  /// The world around a session whose page is to have its film.
  static func filming(
    files: any FileAccess, shouldContinue: @escaping ShouldContinue = { _, _ in true }
  ) -> SessionEnvironment {
    var environment = SessionEnvironment(files: files, shouldContinue: shouldContinue)
    environment.film = SessionFilm.recording
    return environment
  }
}
