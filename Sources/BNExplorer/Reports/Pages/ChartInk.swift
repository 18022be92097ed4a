/// The colours of curves and bars, by what they stand for.
///
/// None of them says by itself what a curve is: width, dashes and the legend say it, too.
enum ChartInk: String, CaseIterable, Sendable {
  /// What the page is about: a moving statistic, an output.
  case moving
  /// What is held against it: the batch's own.
  case batch
  /// What was to be expected.
  case expected
  /// Further curves, other branches'.
  case first, second, third, fourth

  var colour: PageStyle.Colour {
    switch self {
    case .moving: PageStyle.Colour(name: rawValue, light: "#0b5cad", dark: "#6cb6ff")
    case .batch: PageStyle.Colour(name: rawValue, light: "#b85300", dark: "#f6a04d")
    case .expected: PageStyle.Colour(name: rawValue, light: "#5d646b", dark: "#b0b7be")
    case .first: PageStyle.Colour(name: rawValue, light: "#00755a", dark: "#4fd1a5")
    case .second: PageStyle.Colour(name: rawValue, light: "#8a359e", dark: "#dba2f2")
    case .third: PageStyle.Colour(name: rawValue, light: "#b0225f", dark: "#ff8fb8")
    case .fourth: PageStyle.Colour(name: rawValue, light: "#6b6100", dark: "#d4c74a")
    }
  }
}
