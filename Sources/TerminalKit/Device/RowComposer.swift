/// One cell as ncurses takes it: a character with up to two marks, two columns wide or one, and its look.
struct ScreenGlyph: Hashable, Sendable {
  var base: Unicode.Scalar
  var mark1: Unicode.Scalar?
  var mark2: Unicode.Scalar?
  var look: GlyphLook

  init(_ base: Unicode.Scalar, _ look: GlyphLook) {
    self.base = base
    self.look = look
  }
}

/// A role's colour and the emphasis of one cell, ready for the terminal.
struct GlyphLook: Hashable, Sendable {
  /// The role whose colour to use; `nil` is the terminal's own colour.
  var colour: Role?
  var emphasis: Style.Emphasis
}

/// Turns a row of a frame into what a terminal of some width can show, whatever the frame holds.
///
/// The result always fills the width exactly: characters that cannot be shown become ASCII, halves of wide characters
/// become blanks, controls never reach the terminal.
struct RowComposer: Sendable {
  /// By role: colour and emphasis.
  private let looks: [GlyphLook]
  /// How many columns the terminal gives a scalar; negative if it cannot show it.
  private let width: @Sendable (Unicode.Scalar) -> Int
  private let isASCII: Bool
  /// By value, which of the plain scalars the terminal shows in one column: asked once, not for every cell.
  private let shown: [Bool]

  init(theme: Theme, isASCII: Bool, width: @escaping @Sendable (Unicode.Scalar) -> Int) {
    looks = Role.allCases.map { role in
      let look = theme.look(of: role)
      return GlyphLook(colour: look.colour == nil ? nil : role, emphasis: look.emphasis)
    }
    self.isASCII = isASCII
    self.width = width
    shown = (0..<Unicode.Scalar.endOfPlain).map { value in
      guard let scalar = Unicode.Scalar(value), scalar.isPlain else { return false }
      return scalar.isASCII || !isASCII && width(scalar) == 1
    }
  }

  func look(of style: Style) -> GlyphLook {
    var look = looks[Int(style.role.rawValue)]
    look.emphasis.formUnion(style.emphasis)
    return look
  }

  /// The glyphs of one row of a screen with so many columns.
  ///
  /// Rows and columns outside the frame are blank.
  func compose(_ frame: Frame, row: Int, columns: Int) -> [ScreenGlyph] {
    compose(frame, row: row, columns: 0..<columns)
  }

  /// The glyphs of a part of a row; one that begins or ends in the midst of a wide character has a blank there.
  func compose(_ frame: Frame, row: Int, columns: Range<Int>) -> [ScreenGlyph] {
    var glyphs: [ScreenGlyph] = []
    glyphs.reserveCapacity(columns.count)
    let isInside = (0..<frame.size.rows).contains(row)
    let shown = isInside ? columns.clamped(to: 0..<frame.size.columns) : 0..<0
    let start = row * frame.size.columns
    let cells = shown.isEmpty ? [] : frame.cells[start + shown.lowerBound..<start + shown.upperBound]
    var index = cells.startIndex
    while index < cells.endIndex {
      let isPair = frame.hasWide && index + 1 < cells.endIndex && cells[index + 1].isContinuation
      index += append(cells[index], isPair: isPair, to: &glyphs)
    }
    let blank = ScreenGlyph(" ", GlyphLook(colour: nil, emphasis: []))
    glyphs += repeatElement(blank, count: columns.count - shown.count)
    quieten(&glyphs)
    return glyphs
  }

  /// Appends a cell.
  ///
  /// `isPair` says that its right neighbour is free for a second half. Returns the columns used.
  private func append(_ cell: Cell, isPair: Bool, to glyphs: inout [ScreenGlyph]) -> Int {
    let look = look(of: cell.style)
    let base = cell.base
    if base.value < shown.count, shown[Int(base.value)] {
      var glyph = ScreenGlyph(base, look)
      if !isASCII, cell.hasMarks { addMarks(of: cell, to: &glyph) }
      glyphs.append(glyph)
      return 1
    }
    let columns = cell.glyph.columns
    let wanted = columns == 2 && isPair ? 2 : 1
    if columns == wanted, !isASCII, width(base) == wanted {
      var glyph = ScreenGlyph(base, look)
      addMarks(of: cell, to: &glyph)
      glyphs.append(glyph)
    } else if columns == 0 || columns > wanted {
      glyphs.append(ScreenGlyph(" ", look))
    } else {
      glyphs.append(ScreenGlyph(ASCIIFallback.character(for: base), look))
      if wanted == 2 { glyphs.append(ScreenGlyph(" ", look)) }
    }
    return wanted
  }

  /// Adds the marks that take no column of their own.
  ///
  /// Joiners and variation selectors only confuse terminals.
  private func addMarks(of cell: Cell, to glyph: inout ScreenGlyph) {
    for scalar in cell.marks {
      guard scalar.properties.generalCategory == .nonspacingMark, !scalar.properties.isVariationSelector else { return }
      guard width(scalar) == 0 else { return }
      guard glyph.mark1 == nil else {
        glyph.mark2 = scalar
        return
      }
      glyph.mark1 = scalar
    }
  }

  /// Gives blanks between glyphs a look of theirs where it does not show.
  ///
  /// A plot of many separate dots would otherwise switch its colour off and on at each of them, for half of all bytes.
  /// Between different looks a plain blank takes the one behind it: numbers that grow and shrink end in the same column.
  private func quieten(_ glyphs: inout [ScreenGlyph]) {
    let plain = GlyphLook(colour: nil, emphasis: [])
    var last: Int?
    for index in glyphs.indices where !isInvisible(glyphs[index]) {
      let look = glyphs[index].look
      if let last, last + 1 < index, !look.marksBlanks {
        let isBetweenEquals = glyphs[last].look == look
        for blank in last + 1..<index where isBetweenEquals || glyphs[blank].look == plain {
          glyphs[blank].look = look
        }
      }
      last = index
    }
  }

  private func isInvisible(_ glyph: ScreenGlyph) -> Bool {
    glyph.base == " " && glyph.mark1 == nil && !glyph.look.marksBlanks
  }
}

extension Frame {
  /// The columns of a row that have to be composed anew after another frame of the same size; `nil` where none differs.
  ///
  /// A blank's look depends on the characters left and right of it, so what changed is followed to the next one on
  /// either side. With wide characters, where a column is not a glyph, it is the whole row.
  func columnsToCompose(row: Int, after other: Frame) -> Range<Int>? {
    let places = row * size.columns..<(row + 1) * size.columns
    guard var first = places.first(where: { cells[$0] != other.cells[$0] }),
      var last = places.last(where: { cells[$0] != other.cells[$0] })
    else { return nil }
    guard !hasWide, !other.hasWide else { return 0..<size.columns }
    repeat { first -= 1 } while first >= places.lowerBound && !cells[first].isSurelyVisible
    repeat { last += 1 } while last < places.upperBound && !cells[last].isSurelyVisible
    return max(first, places.lowerBound) - places.lowerBound..<min(last + 1, places.upperBound) - places.lowerBound
  }
}

extension Cell {
  /// Whether every terminal shows something here, if only an ASCII character for it.
  fileprivate var isSurelyVisible: Bool {
    switch base.value {
    case 0x21..<0x7f, 0x2500...0x259f, 0x2801...0x28ff: true
    default: false
    }
  }
}

extension GlyphLook {
  /// Whether a blank of this look differs from the background.
  var marksBlanks: Bool { emphasis.contains(.reverse) || emphasis.contains(.underline) }
}
