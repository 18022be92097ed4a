import TerminalKit
import BNFiles

/// The screen as a file: text, or a picture.
enum ScreenPicture {
  /// The size of a screen that is nowhere shown.
  static let usualSize = Size(columns: 100, rows: 30)

  /// Draws a state and writes it in the format that the path's ending names.
  static func write(
    _ state: ScreenState, size: Size?, to path: String, _ files: any FileAccess
  ) throws(CommandError) {
    let frame = ScreenView.draw(state, size: size ?? usualSize)
    let text =
      path.lowercased().hasSuffix(".svg")
      ? FrameSVG.encode(frame, theme: state.theme) : frame.text.joined(separator: "\n") + "\n"
    try filing { () throws(FileError) in try files.write(Array(text.utf8), to: path) }
  }
}
