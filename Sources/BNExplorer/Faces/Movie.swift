import Platform
import TerminalKit
import BNFiles

/// A film as pictures of dots, which ffmpeg makes a GIF or a video of.
struct Movie {
  private let film: Film

  init(_ film: Film) { self.film = film }

  /// What has to be installed.
  ///
  /// - Throws: what is missing, and how to come by it.
  static func check(_ format: RecordRequest.Format) throws(CommandError) {
    _ = try tools(format)
  }

  private static func tools(
    _ format: RecordRequest.Format
  ) throws(CommandError) -> (ffmpeg: String, rasterizer: Rasterizer) {
    guard let ffmpeg = ProgramStart.find("ffmpeg") else {
      throw missing(format, "the program ffmpeg is not in the PATH; install it (Debian: apt install ffmpeg)")
    }
    return (ffmpeg, try ScreenPicture.rasterizer("a \(format.ending)"))
  }

  private static func missing(_ format: RecordRequest.Format, _ reason: String) -> CommandError {
    CommandError("a \(format.ending) can't be made: \(reason), or record a .cast or .svg", kind: .file(status: 74))
  }

  /// The file's bytes.
  func encoded(as format: RecordRequest.Format) throws(CommandError) -> [UInt8] {
    let (ffmpeg, rasterizer) = try Self.tools(format)
    guard let folder = ScratchFolder() else {
      throw CommandError("no folder for the film's pictures could be made; look at TMPDIR", kind: .file(status: 74))
    }
    let disk = DiskFiles()
    let extent = FrameSVG.extent(of: film.size)
    var list = "ffconcat version 1.0\n"
    for index in 0..<film.count {
      let svg = FrameSVG.encode(film.frame(index), theme: film.theme)
      let png: [UInt8]
      do throws(Rasterizer.Failure) {
        png = try rasterizer.png(of: svg, width: extent.width, height: extent.height, zoom: format == .gif ? 1 : 2)
      } catch {
        throw CommandError("librsvg made nothing of picture \(index + 1)", kind: .file(status: 74))
      }
      let name = "\(index).png"
      try filing { () throws(FileError) in try disk.write(png, to: folder.path + "/" + name) }
      list += "file \(name)\nduration \(Asciicast.seconds(milliseconds(of: index)))\n"
    }
    // The last picture is named twice: ffmpeg's list has a duration only for what something stands behind.
    list += "file \(max(0, film.count - 1)).png\n"
    try filing { () throws(FileError) in try disk.write(Array(list.utf8), to: folder.path + "/list") }
    let result = folder.path + "/film" + format.ending
    let arguments =
      ["-v", "error", "-nostdin", "-f", "concat", "-i", folder.path + "/list"] + Self.arguments(format) + [
        "-y", result,
      ]
    guard ProgramStart.run(ffmpeg, arguments) == 0 else {
      throw CommandError(
        "\(ffmpeg) made no \(format.ending) of the pictures; record a .cast or .svg", kind: .file(status: 74))
    }
    return try filing { () throws(FileError) in try disk.read(result) }
  }

  /// How long a picture stands, in milliseconds; the last one a little, too.
  private func milliseconds(of index: Int) -> Int {
    let next = index + 1 < film.count ? film.time(of: index + 1) : film.duration + FilmSVG.rest
    return max(10, next - film.time(of: index))
  }

  private static func arguments(_ format: RecordRequest.Format) -> [String] {
    switch format {
    case .gif:
      // Colours of its own and no dither: letters stay letters.
      [
        "-vf", "fps=20,split[a][b];[a]palettegen=max_colors=64:stats_mode=full[p];[b][p]paletteuse=dither=none",
        "-loop",
        "0",
      ]
    case .mp4, .cast, .svg:
      // Players want an even number of dots and this way of storing colours.
      ["-vf", "fps=20,pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    }
  }
}
