/// What a piece of the screen means.
///
/// A theme turns roles into colours, so no view names a colour.
package enum Role: UInt8, CaseIterable, Sendable {
  /// Ordinary text.
  case text
  /// Text of less weight: units, hints, axis labels.
  case faint
  case border
  case title
  /// What the person should look at first: the present value, the caption of a demo.
  case accent
  /// The batch as it comes in.
  case input
  /// The layer's output.
  case output
  case movingMean
  case movingVariance
  case batchMean
  case batchVariance
  case gamma
  case beta
  case loss
  case ok
  case warning
  case error
  /// A key in a hint line.
  case key
  /// The line of status.
  case status
  /// Batch renormalization's two corrections.
  case renormR
  case renormD
  /// The curves of other branches, or of several channels.
  case branch1
  case branch2
  case branch3
  case branch4
  /// A curve behind the measured one: what was to be expected.
  case prediction
  /// How far noise carries a curve.
  case band
  /// The chosen element of a table or a batch.
  case cursor
  /// The branch of a formula that ran, and one that did not.
  case lit
  case unlit
  /// The ends of a heat map; its glyphs say the same.
  case heatLow
  case heatHigh
}

/// How a cell looks: its meaning, and emphasis that needs no colour.
package struct Style: Hashable, Sendable {
  package struct Emphasis: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let bold = Emphasis(rawValue: 1)
    package static let dim = Emphasis(rawValue: 2)
    package static let reverse = Emphasis(rawValue: 4)
    package static let underline = Emphasis(rawValue: 8)
  }

  package var role: Role
  package var emphasis: Emphasis

  package init(_ role: Role = .text, _ emphasis: Emphasis = []) {
    self.role = role
    self.emphasis = emphasis
  }
}
