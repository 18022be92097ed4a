import Platform

/// How a line is drawn, so that lines can be told apart without colour.
package enum Stroke: Hashable, Sendable {
  case solid
  /// Two cells drawn, one left out.
  case dashed
  /// Every second cell or third dot drawn.
  case dotted
  /// Farther apart than dotted: for lines to compare with.
  case sparse
  /// Three cells drawn, one left out, one drawn, one left out.
  case dashDotted
  /// Four cells drawn, one left out.
  case longDashed
  /// Two cells drawn, two left out.
  case gapped

  /// What the series of a chart get in turn.
  static let inTurn: [Stroke] = [.solid, .dashed, .dotted]

  /// What lines of one kind get in turn, so that up to four are told apart without colour.
  package static let ofOneKind: [Stroke] = [.solid, .dashed, .dashDotted, .longDashed]

  /// Whether the dot at a place along the line's longer direction is drawn.
  ///
  /// The place is counted on the screen and not along the line, so that pieces of a line meet in step.
  package func draws(at place: Int, dotsPerCell: Int) -> Bool {
    let dots = UInt32(dotsPerCell)
    let place = UInt32(truncatingIfNeeded: place)
    return switch self {
    case .solid: true
    case .dashed: place % (3 * dots) < 2 * dots
    case .dotted: place % (dots == 1 ? 2 : 3) == 0
    case .sparse: place % (dots == 1 ? 4 : 2 * dots) == 0
    case .dashDotted: 0b01_0111 >> (place / dots % 6) & 1 == 1
    case .longDashed: place / dots % 5 != 1
    case .gapped: place / dots % 4 < 2
    }
  }
}
