/// The whole screen as a function of its state and size.
///
/// From the top: what the layer computes, or a demo's caption; the panes; a line for the prompt or a message; hints; the
/// line of status. On a smaller screen the least important goes first.
enum ScreenView {
  static func draw(_ state: ScreenState, size: Size) -> Frame {
    var frame = Frame(size: size)
    let layout = Layout(state, size: size)
    HeaderView.draw(state, in: layout.header, of: &frame)
    drawPanes(state, layout, of: &frame)
    HintsView.draw(state, in: layout.hints, of: &frame)
    StatusView.draw(state, in: layout.status, of: &frame)
    if let overlay = state.overlay { OverlayView.draw(overlay, in: layout.body, state.glyphs, of: &frame) }
    PromptView.draw(state, in: layout.prompt, above: layout.body, of: &frame)
    return frame
  }

  private static func drawPanes(_ state: ScreenState, _ layout: Layout, of frame: inout Frame) {
    ParametersView.draw(state, in: layout.parameters, of: &frame)
    DistributionView.draw(state, in: layout.distributions, of: &frame)
    StatisticsView.draw(state, in: layout.statistics, of: &frame)
    TrainingView.draw(state, in: layout.training, of: &frame)
  }

  /// Where everything stands.
  struct Layout: Equatable, Sendable {
    let header: Area
    let body: Area
    let parameters: Area
    let distributions: Area
    let statistics: Area
    let training: Area
    let prompt: Area
    let hints: Area
    let status: Area

    /// Below so many columns parameters and charts do not fit side by side.
    static let sideBySide = 60

    init(_ state: ScreenState, size: Size) {
      let headerRows = HeaderView.rows(state, size: size)
      // The bottom lines are cut from below: status last to go, then the prompt, then hints, then the header.
      var rest = Area(size)
      let bottom = rest.splitRows(at: rest.rows - min(rest.rows, 3))
      let lines = bottom.bottom
      status = lines.splitRows(at: lines.rows - 1).bottom
      prompt = lines.rows >= 2 ? lines.splitRows(at: 1).top : Area(columns: 0, rows: 0)
      hints =
        lines.rows >= 3 ? lines.splitRows(at: 1).bottom.splitRows(at: 1).top : Area(columns: 0, rows: 0)
      rest = bottom.top
      let headed = rest.splitRows(at: rest.rows >= headerRows + 5 ? headerRows : 0)
      header = headed.top
      body = headed.bottom
      let columns = Self.columns(of: body)
      parameters = columns.parameters
      let charts = columns.charts
      (distributions, statistics, training) =
        TrainingView.isShown(state.session) ? Self.withTraining(charts) : Self.withoutTraining(charts)
    }

    private static func withoutTraining(_ charts: Area) -> (Area, Area, Area) {
      let upper = charts.rows >= 14 ? max(7, charts.rows * 2 / 5) : 0
      let (distributions, statistics) = charts.splitRows(at: upper)
      return (distributions, statistics, Area(columns: 0, rows: 0))
    }

    /// Gamma and beta below the rest; on fewer rows the histograms go first, and then gamma and beta.
    private static func withTraining(_ charts: Area) -> (Area, Area, Area) {
      guard charts.rows >= 12 else { return withoutTraining(charts) }
      let upper = charts.rows >= 18 ? max(6, charts.rows * 3 / 10) : 0
      let (distributions, rest) = charts.splitRows(at: upper)
      let (statistics, training) = rest.splitRows(at: rest.rows - max(6, charts.rows * 3 / 10))
      return (distributions, statistics, training)
    }

    private static func columns(of body: Area) -> (parameters: Area, charts: Area) {
      if body.columns >= sideBySide {
        let width = min(38, max(28, body.columns * 3 / 10))
        let (left, right) = body.splitColumns(at: width)
        return (left, right.splitColumns(at: 1).right)
      }
      // A tall narrow screen has the parameters above the charts; a small one has charts only.
      let rows = body.rows >= 24 ? body.rows / 3 : 0
      let (top, bottom) = body.splitRows(at: rows)
      return (top, bottom)
    }
  }
}

extension Area {
  /// Two halves beside each other with a column between them.
  var halves: (left: Area, right: Area) {
    let (left, right) = splitColumns(at: columns / 2)
    return (left, right.splitColumns(at: 1).right)
  }
}
