import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("A film")
struct FilmTests {
  /// A film of random pictures, and the pictures that went into it.
  private static func random(seed: UInt64, count: Int) -> (film: Film, frames: [Frame]) {
    var random = SplitMix(state: seed)
    let size = random.size(columns: 1...60, rows: 1...20)
    var film = Film(size: size, title: "random")
    var frame = Frame(size: size)
    var frames: [Frame] = []
    for index in 0..<count {
      random.draw(on: &frame, pieces: .random(in: 0...6, using: &random))
      film.show(frame, at: index * 100)
      frames.append(frame)
    }
    film.end(at: count * 100)
    return (film, frames)
  }

  @Test("gives back what it was shown, at every time", arguments: 0..<20 as Range<UInt64>)
  func frames(seed: UInt64) throws {
    let (film, frames) = Self.random(seed: seed, count: 12)
    for (index, frame) in frames.enumerated() {
      let shown = film.frame(try #require(film.index(at: index * 100 + 50)))
      #expect(shown.text == frame.text && shown.cursor == frame.cursor)
      #expect(shown.cells.map(\.style) == frame.cells.map(\.style))
    }
  }

  @Test("what is the same takes no picture, and of two at one time the later stays")
  func repeated() {
    var film = Film(size: Size(columns: 4, rows: 1), title: "few")
    var frame = Frame(size: film.size)
    for (time, text) in [(0, "a"), (10, "a"), (20, "b"), (20, "c"), (30, "a")] {
      frame.write(text, column: 0, row: 0)
      film.show(frame, at: time)
    }
    #expect((0..<film.count).map { film.frame($0).text[0] } == ["a", "c", "a"])
    #expect((0..<film.count).map { film.time(of: $0) } == [0, 20, 30])
    // "a" was seen twice and is kept once.
    #expect(film.rows.count == 3 && film.duration == 30)
  }

  @Test("a terminal that is sent its codes shows each picture, cell by cell", arguments: 0..<40 as Range<UInt64>)
  func codes(seed: UInt64) throws {
    let (film, frames) = Self.random(seed: seed, count: 12)
    let theme = Theme(film.theme, depth: .direct)
    var terminal = VirtualTerminal(size: film.size)
    // What stood there before.
    terminal.feed("\u{1b}[1;31mold\u{1b}[7m text".utf8)
    var before: Frame?
    for (index, frame) in frames.enumerated() {
      let shown = film.frame(try #require(film.index(at: index * 100)))
      terminal.feed(FrameCodes.codes(for: shown, after: before, theme: theme).utf8)
      before = shown
      Self.expect(terminal, shows: frame, theme)
      #expect(terminal.isCursorVisible == (frame.cursor != nil))
      if let cursor = frame.cursor { #expect(terminal.cursor == cursor) }
    }
    #expect(terminal.unknown.isEmpty)
  }

  private static func expect(_ terminal: VirtualTerminal, shows frame: Frame, _ theme: Theme) {
    for row in 0..<frame.size.rows {
      for column in 0..<frame.size.columns {
        guard let cell = frame[column, row], let shown = terminal[column, row] else { continue }
        let look = theme.look(of: cell.style)
        guard cell.glyph != " " || look.emphasis.contains(.reverse) || look.emphasis.contains(.underline) else {
          #expect(shown.text == " ")
          continue
        }
        guard !cell.isContinuation, shown.text == String(cell.glyph) else {
          #expect(cell.isContinuation && shown.text.isEmpty, "\(column),\(row): \(shown.text), not \(cell.glyph)")
          continue
        }
        #expect(shown.rendition.foreground == (look.colour.map { .rgb($0) } ?? .standard))
        var attributes: VirtualTerminal.Attributes = []
        if look.emphasis.contains(.bold) { attributes.insert(.bold) }
        if look.emphasis.contains(.dim) { attributes.insert(.dim) }
        if look.emphasis.contains(.underline) { attributes.insert(.underline) }
        if look.emphasis.contains(.reverse) { attributes.insert(.reverse) }
        #expect(shown.rendition.attributes == attributes)
      }
    }
  }

  @Test("an asciicast counts from the beginning in its form 2, and from the event before in 3; markers come first")
  func asciicast() {
    var film = Film(size: Size(columns: 3, rows: 1), title: "a \"b\"\n\u{7f}")
    var frame = Frame(size: film.size)
    film.begin("one", at: 0)
    frame.write("x", column: 1, row: 0)
    film.show(frame, at: 0)
    frame.write("y", column: 1, row: 0)
    film.begin("two", at: 1250)
    film.show(frame, at: 1250)
    film.end(at: 3000)
    let two = Asciicast.encode(film).split(separator: "\n")
    #expect(two[0].hasPrefix("{\"version\": 2, \"width\": 3, \"height\": 1, \"title\": \"a \\\"b\\\"\\n\\u007f\""))
    #expect(two[1] == "[0.000, \"m\", \"one\"]")
    #expect(two[2].hasPrefix("[0.000, \"o\", \"\\u001b[0m\\u001b[2J\\u001b[1;2H"))
    #expect(two[3] == "[1.250, \"m\", \"two\"]")
    #expect(two[4].hasPrefix("[1.250, \"o\", \"\\u001b[1;2H") && two[4].hasSuffix("y\"]"))
    #expect(two[5] == "[3.000, \"o\", \"\"]" && two.count == 6)
    let three = Asciicast.encode(film, version: .three).split(separator: "\n")
    #expect(three[0].hasPrefix("{\"version\": 3, \"term\": {\"cols\": 3, \"rows\": 1, \"theme\": {\"fg\": \"#d4d4d4\""))
    #expect(three[3] == "[1.250, \"m\", \"two\"]" && three[4].hasPrefix("[0.000, \"o\""))
    #expect(three[5] == "[1.750, \"o\", \"\"]")
  }

  @Test("a moving picture has a strip for each row that changes, its turns at their share of the time")
  func movingPicture() {
    var film = Film(size: Size(columns: 2, rows: 2), title: "<t>")
    var frame = Frame(size: film.size)
    frame.write("ab", column: 0, row: 0)
    for (time, text) in [(0, "x"), (2000, "y"), (4000, "x")] {
      frame.write(text, column: 0, row: 1)
      film.show(frame, at: time)
    }
    film.end(at: 6000)
    let svg = FilmSVG.encode(film, name: "k")
    // 6 seconds and the rest of 2; the first row stands still.
    #expect(svg.contains(".k1{animation:k1 8.000s step-end infinite}"))
    #expect(
      svg.contains(
        "@keyframes k1{0%{transform:translateY(0px)}25%{transform:translateY(-17px)}50%{transform:translateY(0px)}}"))
    #expect(svg.contains(".k text{font:") && !svg.contains("k0") && svg.contains("<title>&lt;t&gt;</title>"))
    // "x" stands on the strip once, and the last picture is what is seen without motion.
    #expect(svg.components(of: ">x</text>") == 1 && svg.contains("<g class=\"k1\" transform=\"translate(0,0)\">"))
    #expect(svg.contains("@media (prefers-reduced-motion:reduce){.k1{animation:none}}") && !svg.contains("<script"))
    // Who asks for it has it move whatever the system says.
    let asked = FilmSVG.encode(film, name: "k", isPlayedWhenAsked: true)
    #expect(asked == svg.replacing("@media (prefers-reduced-motion:reduce){.k1{animation:none}}", with: ""))
  }
}

extension String {
  /// How often another text is found in it.
  fileprivate func components(of other: String) -> Int { ranges(of: other).count }
}

extension Film {
  /// Which picture is seen at a time; `nil` in a film without any.
  fileprivate func index(at time: Int) -> Int? {
    let later = shots.firstIndex { $0.time > time } ?? shots.count
    return shots.isEmpty ? nil : max(0, later - 1)
  }
}
