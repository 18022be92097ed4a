import TerminalKit
import BNCore

/// Figure 1 of the batch-norm paper: the accuracy of both networks, and what goes into one of their nonlinearities.
enum FigureView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard let figure = state.session.figure else { return }
    for (chart, place) in placed(charts(figure), in: area) {
      chart.draw(in: place, of: &frame, glyphs: state.glyphs)
    }
  }

  /// So many rows a chart needs to say something.
  private static let rowsOfChart = 6
  /// So many columns it needs.
  private static let columnsOfChart = 36

  /// The accuracy above, the inputs below it beside each other; where there is no room for both, as many as there is.
  private static func placed(_ charts: [LineChart], in area: Area) -> [(LineChart, Area)] {
    guard !area.isEmpty, let accuracy = charts.first else { return [] }
    let inputs = Array(charts.dropFirst())
    guard area.rows >= 2 * rowsOfChart else {
      guard area.columns >= 2 * columnsOfChart, let last = inputs.last else { return [(accuracy, area)] }
      return [(accuracy, area.halves.left), (last, area.halves.right)]
    }
    let (top, below) = area.splitRows(at: (area.rows + 1) / 2)
    guard inputs.count > 1, area.columns >= 2 * columnsOfChart else {
      return [(accuracy, top)] + inputs.suffix(1).map { ($0, below) }
    }
    return [(accuracy, top), (inputs[0], below.halves.left), (inputs[1], below.halves.right)]
  }

  /// The accuracy of all networks, then the percentiles of each.
  private static func charts(_ figure: Figure) -> [LineChart] {
    let range = ValueRange(0, Double(figure.request.steps))
    let steps = LineChart.Positions.at(figure.steps.map(Double.init))
    let accuracies = figure.networks.map { norm, curves in
      LineChart.Series(
        Figure.name(of: norm), curves.accuracy, at: steps, style: style(of: norm, [.bold]), stroke: stroke(of: norm))
    }
    var accuracy = LineChart(
      title: "accuracy on 360 digits", series: accuracies, xRange: range, yRange: ValueRange(0, 1))
    accuracy.references = [.limit(0.1, "chance")]
    return [accuracy]
      + figure.networks.map { norm, curves in
        let series = Figure.percents.indices.map { index in
          LineChart.Series(
            "\(Figure.percents[index]) %", curves.percentiles.map { $0[index] }, at: steps,
            style: style(of: norm, index == 1 ? [.bold] : []), stroke: index == 1 ? .solid : .dotted)
        }
        let title = "input of a \(figure.request.nonlinearity.rawValue), \(Figure.name(of: norm))"
        return LineChart(title: title, series: series, xRange: range)
      }
  }

  private static func style(of norm: FigureRequest.Norm, _ emphasis: Style.Emphasis) -> Style {
    Style(norm == .none ? .batchMean : .movingMean, emphasis)
  }

  private static func stroke(of norm: FigureRequest.Norm) -> Stroke { norm == .none ? .dashed : .solid }
}
