internal import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turns pictures of lines and text into pictures of dots, with librsvg and cairo where they are installed.
///
/// They are loaded when a picture is asked for: a program that draws none does not need them.
package struct Rasterizer: Sendable {
  /// Why there is no picture.
  package enum Failure: Error, Sendable {
    /// One of the libraries is not there.
    case missing
    /// They made nothing of the picture.
    case refused
  }

  private typealias Pointer = UnsafeMutableRawPointer
  private typealias Write = @convention(c) (Pointer?, UnsafePointer<UInt8>?, UInt32) -> Int32
  private typealias FromData =
    @convention(c) (UnsafePointer<UInt8>, UInt, UnsafeMutablePointer<Pointer?>?) -> Pointer?
  private typealias Render =
    @convention(c) (Pointer, Pointer, UnsafePointer<Double>, UnsafeMutablePointer<Pointer?>?) -> Int32
  private typealias Release = @convention(c) (Pointer) -> Void

  private let read: FromData
  private let render: Render
  private let unref: Release
  private let surface: @convention(c) (Int32, Int32, Int32) -> Pointer?
  private let context: @convention(c) (Pointer) -> Pointer?
  private let scale: @convention(c) (Pointer, Double, Double) -> Void
  private let closeContext: Release
  private let closeSurface: Release
  private let write: @convention(c) (Pointer, Write, Pointer?) -> Int32

  /// Loads the libraries.
  ///
  /// - Throws: `Failure.missing`.
  package init() throws(Failure) {
    guard
      let rsvg = SharedLibrary(anyOf: ["librsvg-2.so.2", "librsvg-2.2.dylib", "/opt/homebrew/lib/librsvg-2.2.dylib"]),
      let cairo = SharedLibrary(anyOf: ["libcairo.so.2", "libcairo.2.dylib", "/opt/homebrew/lib/libcairo.2.dylib"]),
      let objects = SharedLibrary(
        anyOf: ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "/opt/homebrew/lib/libgobject-2.0.0.dylib"]),
      let read: FromData = rsvg.function("rsvg_handle_new_from_data"),
      let render: Render = rsvg.function("rsvg_handle_render_document"),
      let unref: Release = objects.function("g_object_unref"),
      let surface: @convention(c) (Int32, Int32, Int32) -> Pointer? = cairo.function("cairo_image_surface_create"),
      let context: @convention(c) (Pointer) -> Pointer? = cairo.function("cairo_create"),
      let scale: @convention(c) (Pointer, Double, Double) -> Void = cairo.function("cairo_scale"),
      let closeContext: Release = cairo.function("cairo_destroy"),
      let closeSurface: Release = cairo.function("cairo_surface_destroy"),
      let write: @convention(c) (Pointer, Write, Pointer?) -> Int32 = cairo.function(
        "cairo_surface_write_to_png_stream")
    else { throw .missing }
    (self.read, self.render, self.unref, self.surface, self.context) = (read, render, unref, surface, context)
    (self.scale, self.closeContext, self.closeSurface, self.write) = (scale, closeContext, closeSurface, write)
  }

  /// Draws an SVG as PNG.
  ///
  /// - Parameters:
  ///   - svg: the picture.
  ///   - width: its width in its own units.
  ///   - height: its height in its own units.
  ///   - zoom: how many dots a unit takes to each side.
  /// - Returns: the file's bytes.
  /// - Throws: `Failure.refused`.
  package func png(of svg: String, width: Int, height: Int, zoom: Int = 2) throws(Failure) -> [UInt8] {
    let bytes = Array(svg.utf8)
    guard let picture = bytes.withUnsafeBufferPointer({ $0.baseAddress.flatMap { read($0, UInt(bytes.count), nil) } })
    else { throw .refused }
    defer { unref(picture) }
    // CAIRO_FORMAT_RGB24: the ground is never transparent.
    guard let dots = surface(1, Int32(clamping: width * zoom), Int32(clamping: height * zoom)) else { throw .refused }
    defer { closeSurface(dots) }
    guard let pen = context(dots) else { throw .refused }
    defer { closeContext(pen) }
    scale(pen, Double(zoom), Double(zoom))
    // An RsvgRectangle: where it begins, and its extent.
    let page = [0, 0, Double(width), Double(height)]
    guard page.withUnsafeBufferPointer({ $0.baseAddress.map { render(picture, pen, $0, nil) } ?? 0 }) != 0 else {
      throw .refused
    }
    var file: [UInt8] = []
    let status = withUnsafeMutablePointer(to: &file) { file in
      write(
        dots,
        { file, bytes, count in
          guard let file, let bytes else { return 11 }
          file.assumingMemoryBound(to: [UInt8].self).pointee += UnsafeBufferPointer(start: bytes, count: Int(count))
          return 0
        }, file)
    }
    guard status == 0, !file.isEmpty else { throw .refused }
    return file
  }
}

extension FrameSVG {
  /// How large a picture of so many cells is, in its own units.
  package static func extent(of size: Size) -> (width: Int, height: Int) {
    (size.columns * cellWidth, size.rows * cellHeight)
  }
}
