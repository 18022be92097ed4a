/// One cell: a character and its style.
///
/// The right half of a wide character holds `Cell.continuationGlyph`. The character is kept as up to three scalars, as
/// many as terminals take: frames are made, compared and thrown away many times a second, and plain numbers need no
/// counting of references. Of a longer character the first scalar is left and the marks that stand on it.
package struct Cell: Hashable, Sendable {
  private var scalars: (UInt32, UInt32, UInt32)
  package var style: Style

  package init(_ glyph: Character = " ", _ style: Style = Style()) {
    scalars = Self.scalars(of: glyph)
    self.style = style
  }

  package init(scalar: Unicode.Scalar, _ style: Style) {
    scalars = (scalar.value, 0, 0)
    self.style = style
  }

  /// Stands to the right of a character two columns wide; a terminal skips it.
  package static let continuationGlyph: Character = "\u{0}"

  var isContinuation: Bool { scalars == (0, 0, 0) }

  /// The scalar that the others stand on, and the only one of nearly all cells.
  package var base: Unicode.Scalar { Unicode.Scalar(scalars.0) ?? " " }

  /// The scalars behind the first one.
  package var marks: [Unicode.Scalar] {
    guard scalars.1 != 0 else { return [] }
    return [scalars.1, scalars.2].filter { $0 != 0 }.compactMap(Unicode.Scalar.init)
  }

  var hasMarks: Bool { scalars.1 != 0 }

  package var glyph: Character {
    get {
      guard hasMarks else { return Character(base) }
      return Character(String(String.UnicodeScalarView([base] + marks)))
    }
    set { scalars = Self.scalars(of: newValue) }
  }

  private static func scalars(of glyph: Character) -> (UInt32, UInt32, UInt32) {
    var all = glyph.unicodeScalars.makeIterator()
    let base = all.next()?.value ?? 0x20
    guard let second = all.next() else { return (base, 0, 0) }
    var others = [second]
    while let next = all.next() { others.append(next) }
    if others.count > 2 { others.removeAll { $0.properties.generalCategory != .nonspacingMark } }
    return (base, others.first?.value ?? 0, others.dropFirst().first?.value ?? 0)
  }

  package static func == (one: Cell, other: Cell) -> Bool { one.scalars == other.scalars && one.style == other.style }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(scalars.0)
    hasher.combine(scalars.1)
    hasher.combine(scalars.2)
    hasher.combine(style)
  }
}
