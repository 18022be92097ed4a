/// The nearest ASCII for a character that a terminal or its locale cannot show.
enum ASCIIFallback {
  /// One ASCII character: the same letter, a like shape, or a question mark.
  static func character(for scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return scalar }
    if (0x2800...0x28ff).contains(scalar.value) { return braille(scalar.value - 0x2800) }
    if (0x2500...0x257f).contains(scalar.value) { return line(scalar) }
    if (0x2580...0x259f).contains(scalar.value) { return block(scalar.value) }
    return table[scalar] ?? "?"
  }

  /// Dots by where they stand: the upper half, the lower half, or both.
  private static func braille(_ dots: UInt32) -> Unicode.Scalar {
    let upper = dots & 0b0001_1011
    let lower = dots & 0b1110_0100
    if upper == 0 { return lower == 0 ? " " : "." }
    return lower == 0 ? "'" : ":"
  }

  private static func line(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "─", "━", "┄", "┅", "┈", "┉", "╌", "╍", "╴", "╶", "╸", "╺", "╼", "╾": "-"
    case "│", "┃", "┆", "┇", "┊", "┋", "╎", "╏", "╵", "╷", "╹", "╻", "╽", "╿", "║": "|"
    case "═": "="
    case "╱": "/"
    case "╲": "\\"
    case "╳": "X"
    default: "+"
    }
  }

  private static func block(_ value: UInt32) -> Unicode.Scalar {
    switch value {
    case 0x2580, 0x2594, 0x2598, 0x259d: "'"
    case 0x2581...0x2583: "_"
    case 0x2584...0x2586: "="
    case 0x2589...0x258f, 0x2590, 0x2595: "|"
    case 0x2591, 0x2596, 0x2597: "."
    case 0x2592: ":"
    default: "#"
    }
  }

  private static let table: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs: [(of: String, to: String)] = [
      (
        "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåçèéêëìíîïñòóôõöøùúûüýÿ",
        "AAAAAACEEEEIIIINOOOOOOUUUUYsaaaaaaceeeeiiiinoooooouuuuyy"
      ),
      ("αβγδεζηθικλμνξοπρςστυφχψω", "abgdezhqiklmnxoprsstufcyw"),
      ("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "ABGDEZHQIKLMNXOPRSTUFCYW"),
      ("µ∑∏∂∇√∞∈≈≃≠≤≥±×÷·∙−°∓", "mSPdVVIe~~!<>+x/..-o-"),
      ("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789"),
      ("‐‑‒–—―‘’‚“”„…«»‹›†‡", "------'',\"\"\".<><>++"),
      ("←→↑↓↔↕⇐⇒⇑⇓⇔", "<>^v-|<>^v="),
      ("▲△▴▼▽▾◀◁◂▶▷▸◆◇■□▪▫●○◉•◦★☆", "^^^vvv<<<>>>######*o*.o**"),
      ("✓✔✗✘⚠✕", "vvxx!x"),
    ]
    var table: [Unicode.Scalar: Unicode.Scalar] = ["\u{a0}": " ", "\u{ad}": "-"]
    for (of, to) in pairs {
      for (from, into) in zip(of.unicodeScalars, to.unicodeScalars) { table[from] = into }
    }
    return table
  }()
}
