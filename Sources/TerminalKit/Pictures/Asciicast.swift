/// A film as asciinema's recordings of a terminal: lines of JSON, one for each change.
///
/// See https://docs.asciinema.org/manual/asciicast/v2/ and .../v3/.
package enum Asciicast {
  /// The two forms in use: 2 counts from the beginning and opens everywhere, 3 from the event before.
  package enum Version: Int, CaseIterable, Sendable {
    case two = 2
    case three = 3
  }

  /// The recording: the same film gives the same bytes.
  ///
  /// Chapters are markers, at which players stop or to which they go.
  package static func encode(_ film: Film, version: Version = .two) -> String {
    var lines = [header(film, version)]
    var last = 0
    for event in events(film) {
      let time = version == .two ? event.time : event.time - last
      last = event.time
      lines.append("[\(seconds(time)), \"\(event.code)\", \(quoted(event.data))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Event {
    var time: Int
    var code: String
    var data: String
  }

  /// What happens, in the order of time; a marker stands before the picture that it is for.
  private static func events(_ film: Film) -> [Event] {
    let theme = Theme(film.theme, depth: .direct)
    var events: [Event] = []
    var before: Frame?
    for index in film.shots.indices {
      let frame = film.frame(index)
      events.append(
        Event(time: film.shots[index].time, code: "o", data: FrameCodes.codes(for: frame, after: before, theme: theme)))
      before = frame
    }
    let marks = film.chapters.map { Event(time: $0.time, code: "m", data: $0.name) }
    // Without an event at the end a player stops as soon as the last picture is there.
    let end = Event(time: film.duration, code: "o", data: "")
    var merged: [Event] = []
    var rest = events[...]
    for mark in marks {
      while let event = rest.first, event.time < mark.time { merged.append(rest.removeFirst()) }
      merged.append(mark)
    }
    return merged + rest + [end]
  }

  private static func header(_ film: Film, _ version: Version) -> String {
    let paper = Paper(Theme(film.theme, depth: .direct))
    let palette = quoted(Paper.palette.joined(separator: ":"))
    let theme = "{\"fg\": \(quoted(paper.ink)), \"bg\": \(quoted(paper.ground)), \"palette\": \(palette)}"
    let title = "\"title\": \(quoted(film.title))"
    return switch version {
    case .two:
      "{\"version\": 2, \"width\": \(film.size.columns), \"height\": \(film.size.rows), \(title), \"theme\": \(theme)}"
    case .three:
      "{\"version\": 3, \"term\": {\"cols\": \(film.size.columns), \"rows\": \(film.size.rows), \"theme\": \(theme)}, \(title)}"
    }
  }

  /// Milliseconds as seconds.
  package static func seconds(_ milliseconds: Int) -> String {
    let rest = String(1000 + milliseconds % 1000).dropFirst()
    return "\(milliseconds / 1000).\(rest)"
  }

  /// A text as JSON has it; what is not ASCII stands as it is.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        result += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
