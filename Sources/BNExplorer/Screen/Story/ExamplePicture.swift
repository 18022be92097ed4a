import TerminalKit
import BNCore

/// The chosen example as shades, where it is a picture: two axes beside channels, or pixels that `load` has made
/// features of.
struct ExamplePicture {
  private let matrix: NumberMatrix
  private let title: String

  /// Larger pictures would not be seen in the corner that there is for one.
  private static let most = 64

  /// Whether the examples of a session are pictures.
  static func isPossible(in session: Session) -> Bool {
    guard let shape = session.batchShape,
      let layout = try? AxisLayout(shape: shape, axis: session.configuration.options.axis)
    else { return false }
    return plane(of: shape, axis: layout.axis, session.source) != nil
  }

  /// Draws the pane: a title and the picture.
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let picture = state.preview.flatMap { ExamplePicture(state, $0) }
    let (top, rest) = area.splitRows(at: 1)
    PaneTitle.draw(picture?.title ?? "example", in: top, state.glyphs, of: &frame)
    picture?.draw(in: rest.splitColumns(at: 1).right, of: &frame, state.glyphs)
  }

  private init?(_ state: ScreenState, _ preview: Preview) {
    let step = preview.training
    let layout = step.layout
    guard let plane = Self.plane(of: step.shape, axis: layout.axis, state.session.source) else { return nil }
    let example = min(max(0, Self.example(of: state, layout, count: step.shape[0])), max(0, step.shape[0] - 1))
    let size = step.shape.dropFirst().reduce(1, *)
    let places = (0..<plane.rows * plane.columns).map {
      example * size + plane.place($0, channel: min(state.chosenChannel, layout.channels - 1))
    }
    let values = step.elements(.input, at: places)
    matrix = NumberMatrix(rows: plane.rows, columns: plane.columns, range: ValueRange(of: values)) { row, column in
      values[row * plane.columns + column]
    }
    title = "example \(example)"
  }

  private static func example(of state: ScreenState, _ layout: AxisLayout, count: Int) -> Int {
    let cursor = state.arrangement.element.settled(in: layout)
    return cursor.row / max(1, layout.elementsPerChannel / max(1, count))
  }

  /// The pixels of an example: their extents, and where each lies.
  private struct Plane: Sendable {
    let rows: Int
    let columns: Int
    let place: @Sendable (_ pixel: Int, _ channel: Int) -> Int

    func place(_ pixel: Int, channel: Int) -> Int { place(pixel, channel) }
  }

  private static func plane(of shape: [Int], axis: Int, _ source: BatchSource?) -> Plane? {
    let plane: Plane? =
      switch (shape.count, axis) {
      case (4, 3): Plane(rows: shape[1], columns: shape[2]) { $0 * shape[3] + $1 }
      case (4, 1): Plane(rows: shape[2], columns: shape[3]) { $1 * shape[2] * shape[3] + $0 }
      case (3, _): Plane(rows: shape[1], columns: shape[2]) { pixel, _ in pixel }
      case (2, 1): flattened(shape[1], source)
      default: nil
      }
    return plane.flatMap { (2...most).contains($0.rows) && (2...most).contains($0.columns) ? $0 : nil }
  }

  private static func flattened(_ count: Int, _ source: BatchSource?) -> Plane? {
    guard case .examples(let set)? = source, let extents = set.extentsBeforeFlattening, extents.count == 2,
      extents[0] * extents[1] == count
    else { return nil }
    return Plane(rows: extents[0], columns: extents[1]) { pixel, _ in pixel }
  }

  /// Shades where every pixel has two columns, else black and white.
  private func draw(in area: Area, of frame: inout Frame, _ glyphs: GlyphLevel) {
    if area.rows >= matrix.rows, area.columns >= 2 * matrix.columns {
      ShadePicture(matrix: matrix, lowStyle: Style(.heatLow), highStyle: Style(.heatHigh))
        .draw(in: area, of: &frame, glyphs: glyphs)
    } else {
      HalfBlockPicture(matrix: matrix, style: Style(.input)).draw(in: area, of: &frame, glyphs: glyphs)
    }
  }
}
