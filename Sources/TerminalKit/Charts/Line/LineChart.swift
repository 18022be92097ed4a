import Platform

/// Lines over training steps: several series in one picture, with axes, a legend and lines to compare with.
package struct LineChart: Sendable {
  /// One line.
  ///
  /// Values that are not finite (or have no place on a logarithmic axis) are gaps, which the chart speaks of unless there
  /// was nothing to measure (`NumberText.notMeasured`).
  package struct Series: Sendable {
    package var name: String
    package var values: [Double]
    package var positions: Positions
    package var style: Style
    /// `nil` gives each series of a chart another one.
    package var stroke: Stroke?

    package init(
      _ name: String, _ values: [Double], at positions: Positions = .every(1, from: 0), style: Style = Style(),
      stroke: Stroke? = nil
    ) {
      self.name = name
      self.values = values
      self.positions = positions
      self.style = style
      self.stroke = stroke
    }
  }

  /// Where the values of a series stand along x.
  package enum Positions: Sendable {
    case every(Double, from: Double)
    /// One position each; values without one are not drawn.
    case at([Double])
  }

  /// A horizontal line to compare with: zero, a target.
  package struct Reference: Hashable, Sendable {
    package var value: Double
    /// What the legend says; without a name the line is not in it.
    package var name: String?
    package var style: Style
    /// Whether the chart makes room for the line if its range is not fixed.
    var isAlwaysShown: Bool
    /// Whether the name stands on the line instead of in the legend, so that several lines can be told apart.
    var isNamedOnLine = false

    /// A faint line at 0 where 0 is in view.
    package static let zero = Reference(value: 0, name: nil, style: Style(.faint), isAlwaysShown: false)

    package static func target(_ value: Double, _ name: String? = nil, style: Style = Style(.accent)) -> Reference {
      Reference(value: value, name: name, style: style, isAlwaysShown: true)
    }

    /// A limit, its name on its line, where it is in view: rmax, rmin, ±dmax.
    package static func limit(_ value: Double, _ name: String, style: Style = Style(.faint)) -> Reference {
      Reference(value: value, name: name, style: style, isAlwaysShown: false, isNamedOnLine: true)
    }
  }

  package var title: String
  package var series: [Series]
  package var references: [Reference] = []
  /// What lies between two curves, behind everything; the first at the very back.
  package var bands: [Band] = []
  /// A position to read values at: a vertical line at the nearest recorded one, and its values in the first row.
  package var cursor: Double?
  /// A vertical line, such as at the step being looked at.
  package var marker: Double?
  /// What the first label of the x axis calls the positions.
  var xName = "step"
  /// Fixed ranges; `nil` shows all there is, for y with a margin.
  package var xRange: ValueRange?
  var yRange: ValueRange?
  package var yKind = AxisScale.Kind.linear

  package init(
    title: String, series: [Series], references: [Reference] = [], xRange: ValueRange? = nil,
    yRange: ValueRange? = nil, yKind: AxisScale.Kind = .linear
  ) {
    self.title = title
    self.series = series
    self.references = references
    self.xRange = xRange
    self.yRange = yRange
    self.yKind = yKind
  }
}

extension LineChart.Series {
  /// A predicted curve: faint dots far apart, to be drawn behind the measured one and so listed before it.
  package static func ghost(_ name: String, _ values: [Double], at positions: LineChart.Positions, role: Role = .faint)
    -> Self
  {
    Self(name, values, at: positions, style: Style(role, .dim), stroke: .sparse)
  }

  /// The number of values that have a position.
  package var count: Int {
    switch positions {
    case .every: values.count
    case .at(let positions): min(values.count, positions.count)
    }
  }

  /// The position of the value at an index below `count`.
  package func x(_ index: Int) -> Double {
    switch positions {
    case .every(let step, from: let start): start + Double(index) * step
    case .at(let positions): positions[index]
    }
  }

  /// Whether the positions are evenly spaced, from a finite one to a finite one.
  var isEven: Bool {
    guard case .every = positions else { return false }
    return count == 0 || x(0).isFinite && x(count - 1).isFinite
  }

  /// The finite positions from the lowest to the highest; `nil` if there are none.
  package var xRange: ValueRange? {
    switch positions {
    case .every: count == 0 ? nil : ValueRange(x(0), x(count - 1))
    case .at(let positions): ValueRange(of: positions.prefix(count))
    }
  }
}
