import Platform
import TerminalKit

/// A text to look for in lines, small letters and capitals of the alphabet alike.
struct PageQuery: Equatable, Sendable {
  let text: String
  private let bytes: [UInt8]

  init(_ text: String) {
    self.text = text
    bytes = text.utf8.map(Self.folded)
  }

  var isEmpty: Bool { bytes.isEmpty }

  /// Where the text is in a line, in bytes of UTF-8; places do not overlap.
  func ranges(in line: String) -> [Range<Int>] {
    let line = line.utf8.map(Self.folded)
    guard !bytes.isEmpty, bytes.count <= line.count else { return [] }
    var ranges: [Range<Int>] = []
    var start = 0
    while start + bytes.count <= line.count {
      if line[start] == bytes[0], line[start..<start + bytes.count].elementsEqual(bytes) {
        ranges.append(start..<start + bytes.count)
        start += bytes.count
      } else {
        start += 1
      }
    }
    return ranges
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}

/// The line in which somebody types what to look for in a page, and where the page stood before.
struct PageFinder: Equatable, Sendable {
  /// Nobody looks for more, and all lines of the page are looked through at each key.
  static let capacity = 200

  var editor = LineEditor(capacity: Self.capacity)
  let scroll: Int
  let query: PageQuery
}

// Looking for text in a page, with the keys of `less`.
extension ScreenState {
  mutating func beginFinding() -> [Action] {
    guard let page = overlay else { return [] }
    finder = PageFinder(scroll: page.scroll, query: page.query)
    message = nil
    return []
  }

  /// Takes a key of what is looked for; the page shows the first place while it is typed.
  mutating func handleFinderKey(_ key: Key) -> [Action] {
    guard var finder else { return [] }
    let effect = finder.editor.handle(key)
    self.finder = finder
    switch effect {
    case .none: break
    case .full:
      message = Message(text: "a page is searched for at most \(PageFinder.capacity) bytes", isError: true)
      return [.beep]
    case .changed: look(for: PageQuery(finder.editor.text), from: finder.scroll)
    case .cancel, .endOfInput:
      self.finder = nil
      look(for: finder.query, from: finder.scroll)
      overlay?.scroll = finder.scroll
    case .submit(let text):
      self.finder = nil
      // As in less, nothing typed means what was looked for before.
      if text.isEmpty {
        overlay?.query = finder.query
        return findAgain(forward: true)
      }
      sayWhereFound()
    }
    return []
  }

  /// Goes to the next line with what was looked for, or the one before, and on from the other end.
  mutating func findAgain(forward: Bool) -> [Action] {
    guard let page = overlay else { return [] }
    guard !page.query.isEmpty else {
      message = Message(text: "nothing has been looked for; / finds text in this page")
      return []
    }
    let hits = page.hits
    if forward {
      let from = page.hit ?? page.scroll - 1
      go(to: hits.first { $0 > from } ?? hits.first)
    } else {
      let from = page.hit ?? page.scroll
      go(to: hits.last { $0 < from } ?? hits.last)
    }
    sayWhereFound()
    return []
  }

  private mutating func look(for query: PageQuery, from scroll: Int) {
    overlay?.query = query
    overlay?.hit = nil
    guard let hits = overlay?.hits else { return }
    if hits.isEmpty { overlay?.scroll = scroll }
    go(to: hits.first { $0 >= scroll } ?? hits.first)
  }

  /// Brings a line into view, with some of what stands above it.
  private mutating func go(to line: Int?) {
    guard var page = overlay else { return }
    let rows = OverlayView.rows(self, size: size)
    page.hit = line
    if let line, !(page.scroll..<page.scroll + rows).contains(line) { page.scroll = line - rows / 3 }
    page.scroll = max(0, min(page.scroll, page.lines.count - rows))
    overlay = page
  }

  private mutating func sayWhereFound() {
    guard let page = overlay else { return }
    let hits = page.hits
    guard let place = page.hit.flatMap(hits.firstIndex) else {
      message = Message(text: "\(page.query.text.quoted(limit: 80)) is not in this page", isError: true)
      return
    }
    let lines = hits.count == 1 ? "the only line" : "line \(place + 1) of \(hits.count)"
    message = Message(
      text: "\(lines) with \(page.query.text.quoted(limit: 80))" + (hits.count == 1 ? "" : "; n next, N before"))
  }
}

extension ScreenState.Overlay {
  /// The lines that have what is looked for.
  fileprivate var hits: [Int] {
    query.isEmpty ? [] : lines.indices.filter { !query.ranges(in: lines[$0]).isEmpty }
  }
}
