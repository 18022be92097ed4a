extension Character {
  /// How many terminal columns the character takes: 0 for controls, 2 for East Asian wide forms and emoji, else 1.
  ///
  /// A table of our own, since `wcwidth` depends on the locale and is missing from Swift's Glibc overlay.
  package var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    let value = first.value
    if value < 0x20 || (0x7f..<0xa0).contains(value) { return 0 }
    if value < 0x300 { return 1 }
    if Self.wide.contains(where: { $0.contains(value) }) { return 2 }
    if first.properties.isEmojiPresentation { return 2 }
    return first.properties.generalCategory == .nonspacingMark || first.properties.generalCategory == .format ? 0 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
    0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6,
    0x20000...0x2fffd, 0x30000...0x3fffd,
  ]
}

extension Unicode.Scalar {
  /// Whether the scalar is a character of one column wherever it stands: printable ASCII, Latin letters, dashes and
  /// dots, arrows and signs of mathematics, lines and blocks, braille.
  ///
  /// Nearly all there is on a screen is of this kind, and the general question is a long one.
  package var isPlain: Bool {
    switch value {
    case 0x20..<0x7f, 0xa0..<0x300, 0x2010...0x2027, 0x2190..<0x2300, 0x2500...0x259f, 0x2800...0x28ff: true
    default: false
    }
  }

  /// No scalar from here on is plain.
  static let endOfPlain: UInt32 = 0x2900
}

extension StringProtocol {
  /// How many terminal columns the text takes.
  package var columns: Int { plainCount ?? reduce(0) { $0 + $1.columns } }

  /// The number of characters, where all of them are a plain scalar each, so that nobody needs to look for their ends.
  var plainCount: Int? {
    var count = 0
    for scalar in unicodeScalars {
      guard scalar.isPlain else { return nil }
      count += 1
    }
    return count
  }
}
