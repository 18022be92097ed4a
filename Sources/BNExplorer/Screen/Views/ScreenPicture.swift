import Platform
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
    let name = path.lowercased()
    let bytes =
      name.hasSuffix(".png")
      ? try png(frame, state.theme)
      : Array((name.hasSuffix(".svg") ? FrameSVG.encode(frame, theme: state.theme) : text(frame)).utf8)
    try filing { () throws(FileError) in try files.write(bytes, to: path) }
  }

  private static func text(_ frame: Frame) -> String { frame.text.joined(separator: "\n") + "\n" }

  private static func png(_ frame: Frame, _ theme: Theme.Name) throws(CommandError) -> [UInt8] {
    let extent = FrameSVG.extent(of: frame.size)
    let svg = FrameSVG.encode(frame, theme: theme)
    let rasterizer = try rasterizer("a .png")
    do throws(Rasterizer.Failure) {
      return try rasterizer.png(of: svg, width: extent.width, height: extent.height)
    } catch {
      throw CommandError("librsvg made nothing of the picture; export it as .svg", kind: .file(status: 74))
    }
  }

  /// What draws pictures of dots.
  ///
  /// - Throws: what to install where it is missing.
  static func rasterizer(_ wanted: String) throws(CommandError) -> Rasterizer {
    do throws(Rasterizer.Failure) { return try Rasterizer() } catch {
      throw CommandError(
        "\(wanted) can't be made: librsvg is not installed (Debian: apt install librsvg2-2); .svg needs nothing",
        kind: .file(status: 74))
    }
  }
}
