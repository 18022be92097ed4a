/// What a screen showed over time: pictures of one size, each with the moment from which it stood.
///
/// Its time is a number of milliseconds that whoever makes the film counts; no clock is read. A row that two pictures
/// share is kept once.
package struct Film: Sendable {
  package let size: Size
  package let title: String
  package let theme: Theme.Name
  /// The pictures, in the order in which they were shown.
  private(set) var shots: [Shot] = []
  package private(set) var chapters: [Chapter] = []
  /// How long it takes to its end, in milliseconds.
  package private(set) var duration = 0
  /// Every row that was ever shown, and where to find it.
  private(set) var rows: [[Cell]] = []
  private var places: [[Cell]: Int] = [:]

  /// A picture: its rows by their places, and the cursor.
  struct Shot: Equatable, Sendable {
    /// When it is first seen, in milliseconds.
    var time: Int
    var rows: [Int]
    var cursor: Position?
  }

  /// A part with a name.
  package struct Chapter: Equatable, Sendable {
    /// When it begins, in milliseconds.
    package var time: Int
    package var name: String
  }

  /// A film without a picture.
  package init(size: Size, title: String, theme: Theme.Name = .colourBlind) {
    self.size = size
    self.title = title
    self.theme = theme
  }

  package var isEmpty: Bool { shots.isEmpty }

  /// How many pictures there are: as many as were shown and differ from the one before.
  package var count: Int { shots.count }

  /// How many cells are kept, which is most of what it takes of memory.
  package var cellCount: Int { rows.count * size.columns }

  /// Shows a picture from a time on.
  ///
  /// - Parameters:
  ///   - frame: the picture, cut or filled with blanks to the film's size.
  ///   - time: in milliseconds, no less than that of the picture before; of two at the same time the later is kept.
  package mutating func show(_ frame: Frame, at time: Int) {
    let time = max(time, shots.last?.time ?? 0)
    let shot = Shot(time: time, rows: (0..<size.rows).map { place(of: row($0, of: frame)) }, cursor: frame.cursor)
    duration = max(duration, time)
    if let last = shots.last {
      guard last.rows != shot.rows || last.cursor != shot.cursor else { return }
      if last.time == time { shots.removeLast() }
    }
    shots.append(shot)
  }

  /// Begins a chapter.
  package mutating func begin(_ name: String, at time: Int) {
    chapters.append(Chapter(time: time, name: name))
    duration = max(duration, time)
  }

  /// Lets the last picture stand to a time.
  package mutating func end(at time: Int) { duration = max(duration, time) }

  private func row(_ row: Int, of frame: Frame) -> [Cell] {
    guard frame.size != size else { return frame.row(row) }
    return (0..<size.columns).map { frame[$0, row] ?? Cell() }
  }

  private mutating func place(of row: [Cell]) -> Int {
    if let place = places[row] { return place }
    places[row] = rows.count
    rows.append(row)
    return rows.count - 1
  }

  /// When a picture is first seen, in milliseconds.
  package func time(of index: Int) -> Int { shots[index].time }

  /// A picture as a frame.
  package func frame(_ index: Int) -> Frame {
    var frame = Frame(size: size)
    for (row, place) in shots[index].rows.enumerated() {
      for (column, cell) in rows[place].enumerated() { frame.put(cell, column: column, row: row) }
    }
    frame.cursor = shots[index].cursor
    return frame
  }
}
