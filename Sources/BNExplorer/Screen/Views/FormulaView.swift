import Platform
import TerminalKit
import BNFiles

/// How a number came about, drawn: the formula, the numbers in it, what they are, and the way that was taken.
///
/// No digit is made here: all of them are the explanation's own texts.
struct FormulaView: Sendable {
  var explanation: Explanation
  /// The first line to show, if there are enough behind it.
  var firstLine = 0
  /// What stands behind the count of hidden lines, such as the keys that show them.
  var moreHint = ""
  /// The way that was taken, and those that were not.
  var takenStyle = Style(.accent, .bold)
  var otherStyle = Style(.faint, .dim)
  /// What stands behind the result.
  var note = ""
  /// What others would make of it.
  var ghosts: [(name: String, number: String)] = []
  /// The name of the number that is stood on.
  var chosen: String?

  init(_ explanation: Explanation) { self.explanation = explanation }

  /// A line in pieces, one after the other.
  typealias Line = [(text: String, style: Style)]

  /// All lines for a width, none wider than it.
  func lines(columns: Int, glyphs: GlyphLevel) -> [Line] {
    guard columns > 0 else { return [] }
    let before = explanation.beforehand.flatMap { equation($0, columns) }
    let all = before + equation(explanation, columns) + choices(columns) + terms(columns) + remarks(columns)
    guard glyphs == .ascii else { return all }
    return all.map { $0.map { (glyphs.spelled($0.text), $0.style) } }
  }

  /// Which part of so many lines is shown in so many rows: the last row is kept for the mark where something is hidden.
  func shown(of count: Int, rows: Int) -> Range<Int> {
    guard count > rows else { return 0..<count }
    let room = rows > 1 ? rows - 1 : rows
    let first = min(max(0, firstLine), count - room)
    return first..<first + room
  }

  /// The style of the number that is stood on.
  private static let chosenStyle = Style(.accent, [.bold, .reverse])

  /// Draws as many lines as the area has room for; its last row says how many lie above and below.
  ///
  /// The cursor goes to the number that is stood on.
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let lines = lines(columns: area.columns, glyphs: glyphs)
    let shown = shown(of: lines.count, rows: area.rows)
    for (row, line) in lines[shown].enumerated() {
      var used = 0
      for (text, style) in line {
        if style == Self.chosenStyle { frame.cursor = Position(column: area.column + used, row: area.row + row) }
        used += frame.write(
          text, column: area.column + used, row: area.row + row, limit: area.columns - used, style)
      }
    }
    guard shown.count < lines.count, area.rows > 1 else { return }
    let hidden = [(shown.lowerBound, "above"), (lines.count - shown.upperBound, "below")].filter { $0.0 > 0 }
    let mark = "+ " + hidden.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + moreHint
    frame.write(mark, column: area.column, row: area.row + area.rows - 1, limit: area.columns, Style(.warning))
  }

  /// The value, the formula with names and the formula with numbers, broken before operators.
  private func equation(_ explanation: Explanation, _ columns: Int) -> [Line] {
    var value = [Self.piece(explanation.subject, Style(.title)), Self.piece("= " + explanation.resultText, takenStyle)]
    if explanation.subject == self.explanation.subject {
      if !note.isEmpty { value.append(Self.piece("(\(note))", Style(.faint))) }
      value += ghosts.map { Self.piece("| \($0.name) \($0.number)", otherStyle) }
    }
    let title = Self.wrapped(value, columns: columns, indent: 2)
    let formula = explanation.formula
    let texts = [(formula.symbols, Style())] + (formula.isComputed ? [(formula.numbers, Style())] : [])
    return title
      + texts.flatMap { text, style in
        let pieces = Self.operands(of: "= " + text).map { Self.piece($0, names($0) ? Style(.accent, .bold) : style) }
        return Self.wrapped(pieces, columns: columns, indent: 4, start: 2)
      }
  }

  /// Whether an operand of the formula is the number that is stood on.
  private func names(_ operand: String) -> Bool {
    guard let chosen else { return false }
    return operand.split { !($0.isLetter || $0 == "_") }.contains { $0 == chosen }
  }

  private func terms(_ columns: Int) -> [Line] {
    explanation.terms.flatMap { term in
      let words = term.meaning.split(separator: " ").map { Self.piece(String($0), Style(.faint)) }
      let isChosen = term.name == chosen
      let value = [
        Self.piece(term.name, isChosen ? Self.chosenStyle : Style()),
        Self.piece("= \(term.text):", Style(isChosen ? .accent : .text, .bold)),
      ]
      let lines = Self.wrapped(value + words, columns: columns, indent: 4, start: 2)
      return isChosen ? Self.marked(lines) : lines
    }
  }

  /// The mark of what is chosen, as it is in lists, in place of the first blanks.
  private static func marked(_ lines: [Line]) -> [Line] {
    guard let first = lines.first?.first, first.text == "  " else { return lines }
    var lines = lines
    lines[0][0] = piece("▸ ", Style(.accent))
    return lines
  }

  /// The forks one after the other, their ways with strokes between them: the way taken in brackets and lit, the others dim.
  private func choices(_ columns: Int) -> [Line] {
    let pieces = explanation.choices.enumerated().flatMap { place, choice in
      let ways = choice.ways.enumerated().flatMap { index, way in
        (index > 0 ? [Self.piece("/", otherStyle)] : [])
          + [index == choice.taken ? Self.piece("[\(way)]", takenStyle) : Self.piece(way, otherStyle)]
      }
      return [Self.piece((place > 0 ? "| " : "") + choice.name + ":", Style())] + ways
    }
    return pieces.isEmpty ? [] : Self.wrapped(pieces, columns: columns, indent: 2)
  }

  /// Why it was this way, how exact the numbers are, and what is to be expected.
  private func remarks(_ columns: Int) -> [Line] {
    let remarks =
      explanation.branch.map { ("because", $0) } + [("rounded", explanation.roundingText ?? "")]
      + explanation.outlook.map { ("expect", $0) }
    return remarks.filter { !$0.1.isEmpty }.flatMap { name, text in
      let words = text.split(separator: " ").map { Self.piece(String($0), Style(.faint)) }
      return Self.wrapped([Self.piece(name, Style())] + words, columns: columns, indent: 2)
    }
  }

  private static func piece(_ text: String, _ style: Style) -> (text: String, style: Style) { (text, style) }

  /// A formula cut before its operators, each of which stays with what stands behind it.
  static func operands(of formula: String) -> [String] {
    var operands: [String] = []
    var operation = ""
    for word in formula.split(separator: " ") {
      if word.count == 1, "=+-*/".contains(word) {
        operation = word + " "
      } else {
        operands.append(operation + word)
        operation = ""
      }
    }
    return operands
  }

  /// Pieces in lines, with blanks between them, from the second line on indented.
  ///
  /// A piece wider than a line goes on in the next, behind a backslash, so that no number is taken for a shorter one.
  static func wrapped(_ pieces: Line, columns: Int, indent: Int, start: Int = 0) -> [Line] {
    let narrow = columns < 12
    var lines: [Line] = []
    var line: Line = start > 0 && !narrow ? [piece(String(repeating: " ", count: start), Style())] : []
    var used = line.first?.text.columns ?? 0
    var isFresh = true
    func fresh() {
      lines.append(line)
      line = narrow || indent == 0 ? [] : [piece(String(repeating: " ", count: indent), Style())]
      used = line.first?.text.columns ?? 0
      isFresh = true
    }
    for (text, style) in pieces {
      var rest = Substring(text)
      if !isFresh, used + 1 + rest.columns > columns { fresh() }
      while used + (isFresh ? 0 : 1) + rest.columns > columns {
        let head = rest.prefix(max(1, columns - used - 1))
        line.append(piece(columns > 1 ? head + "\\" : String(head), style))
        rest = rest.dropFirst(head.count)
        fresh()
      }
      if !isFresh { line.append(piece(" ", Style())) }
      line.append(piece(String(rest), style))
      used += rest.columns + (isFresh ? 0 : 1)
      isFresh = false
    }
    if !isFresh { lines.append(line) }
    return lines
  }
}
