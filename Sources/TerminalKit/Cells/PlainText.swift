extension GlyphLevel {
  /// Text that this level can show: as it is, or spelled in ASCII.
  package func spelled(_ text: String) -> String {
    guard self == .ascii, !text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else { return text }
    return text.unicodeScalars.reduce(into: "") { ascii, scalar in
      switch scalar.value {
      case 0x20..<0x7f: ascii.unicodeScalars.append(scalar)
      case 0x0302: ascii.append("^")
      case ..<0x20, 0x7f, 0x0300..<0x0370, 0xfe00...0xfe0f: break
      default: ascii.append(Self.spelling[scalar] ?? "?")
      }
    }
  }

  private static let spelling: [Unicode.Scalar: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "Delta", "ε": "epsilon", "η": "eta", "λ": "lambda",
    "μ": "mu", "µ": "mu", "σ": "sigma", "Σ": "Sigma", "²": "^2", "√": "sqrt", "±": "+-", "×": "x", "·": ".", "−": "-",
    "–": "-", "—": "-", "…": "...", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "∞": "inf",
    "▸": ">", "◂": "<", "━": "=", "─": "-", "┃": "#", "┊": ":", "░": ".", "’": "'", "‘": "'", "“": "\"", "”": "\"",
    "\u{a0}": " ",
  ]
}
