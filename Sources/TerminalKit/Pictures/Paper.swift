/// What is the terminal's own on a screen: its ground, and the colour of ordinary text.
struct Paper {
  let theme: Theme

  init(_ theme: Theme) { self.theme = theme }

  /// So dark that the theme's faintest words have WCAG's contrast on it.
  var ground: String {
    switch theme.name {
    case .light: "#ffffff"
    case .dark, .highContrast: "#000000"
    case .colourBlind, .mono: "#121314"
    }
  }

  var ink: String { theme.name == .light ? "#1b1d1e" : theme.name == .highContrast ? "#ffffff" : "#d4d4d4" }

  /// The eight colours of ECMA-48, which a player wants to know and no film has a use for.
  static let palette = ["#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5"]
}
