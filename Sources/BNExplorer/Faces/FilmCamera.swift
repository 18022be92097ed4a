import TerminalKit

/// What takes the pictures, and the clock that they are taken by.
final class FilmCamera {
  private(set) var film: Film
  /// Seconds from the beginning.
  var time = 0.0
  /// When the last picture was taken.
  private(set) var last = 0.0

  init(_ film: Film) { self.film = film }

  func shoot(_ state: ScreenState, at time: Double) {
    last = time
    film.show(ScreenView.draw(state, size: film.size), at: Self.milliseconds(time))
  }

  func begin(_ chapter: String) { film.begin(chapter, at: Self.milliseconds(time)) }

  func end() { film.end(at: Self.milliseconds(time)) }

  private static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
