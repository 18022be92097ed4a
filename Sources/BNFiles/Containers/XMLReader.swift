import Platform

/// Reads XML by the library expat, which is opened when the first such file comes.
enum XMLReader {
  /// What is told of a text while it is read.
  final class Listener {
    var began: (_ element: String, _ attributes: [String: String]) -> Void
    var ended: (_ element: String) -> Void
    /// Whether the text defines a grammar or entities of its own, which no model needs.
    fileprivate(set) var hasGrammar = false

    init(
      began: @escaping (_ element: String, _ attributes: [String: String]) -> Void,
      ended: @escaping (_ element: String) -> Void
    ) {
      self.began = began
      self.ended = ended
    }
  }

  private typealias Text = UnsafePointer<CChar>
  private typealias Begin =
    @convention(c) (UnsafeMutableRawPointer?, Text?, UnsafeMutablePointer<Text?>?) -> Void
  private typealias End = @convention(c) (UnsafeMutableRawPointer?, Text?) -> Void
  private typealias Grammar = @convention(c) (UnsafeMutableRawPointer?, Text?, Text?, Text?, Int32) -> Void
  private typealias Create = @convention(c) (Text?) -> OpaquePointer?
  private typealias SetData = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void
  private typealias SetElements = @convention(c) (OpaquePointer?, Begin?, End?) -> Void
  private typealias SetGrammar = @convention(c) (OpaquePointer?, Grammar?) -> Void
  private typealias Parse = @convention(c) (OpaquePointer?, Text?, Int32, Int32) -> Int32
  private typealias Number = @convention(c) (OpaquePointer?) -> Int32
  private typealias Line = @convention(c) (OpaquePointer?) -> UInt
  private typealias Explain = @convention(c) (Int32) -> Text?
  private typealias Free = @convention(c) (OpaquePointer?) -> Void

  private static let library = SharedLibrary(anyOf: [
    "libexpat.so.1", "libexpat.so", "/usr/lib/libexpat.1.dylib", "/opt/homebrew/opt/expat/lib/libexpat.1.dylib",
  ])

  /// The most bytes of a text, so that what is told of it fits into memory.
  private static let longest = 1 << 28

  /// Reads a text and tells of its elements.
  ///
  /// - Throws: ``FileError`` where the library is missing, or the text is no XML.
  static func read(_ source: any ByteSource, _ listener: Listener) throws(FileError) {
    guard source.size <= longest else {
      throw FileError(source.path, "has \(counted(source.size, "byte")); at most \(longest) of XML are read")
    }
    guard let library, let create = library.function("XML_ParserCreate", as: Create.self),
      let setData = library.function("XML_SetUserData", as: SetData.self),
      let setElements = library.function("XML_SetElementHandler", as: SetElements.self),
      let setGrammar = library.function("XML_SetStartDoctypeDeclHandler", as: SetGrammar.self),
      let parse = library.function("XML_Parse", as: Parse.self),
      let errorCode = library.function("XML_GetErrorCode", as: Number.self),
      let line = library.function("XML_GetCurrentLineNumber", as: Line.self),
      let explain = library.function("XML_ErrorString", as: Explain.self),
      let free = library.function("XML_ParserFree", as: Free.self), let parser = create(nil)
    else { throw FileError(source.path, "is XML, and the library that reads it is missing; install libexpat1") }
    defer { free(parser) }
    setData(parser, Unmanaged.passUnretained(listener).toOpaque())
    setElements(
      parser,
      { data, name, attributes in
        guard let name else { return }
        var found: [String: String] = [:]
        // Names and values by turns, up to a null.
        var place = 0
        while let key = attributes?[place], let value = attributes?[place + 1] {
          found[String(cString: key)] = String(cString: value)
          place += 2
        }
        XMLReader.listener(data)?.began(String(cString: name), found)
      },
      { data, name in
        guard let name else { return }
        XMLReader.listener(data)?.ended(String(cString: name))
      })
    setGrammar(parser) { data, _, _, _, _ in XMLReader.listener(data)?.hasGrammar = true }
    var offset = 0
    while true {
      let count = min(1 << 16, source.size - offset)
      let bytes = try source.bytes(offset..<offset + count)
      offset += count
      let isLast = offset == source.size
      let status = bytes.withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) { parse(parser, $0.baseAddress, Int32(count), isLast ? 1 : 0) }
      }
      guard !listener.hasGrammar else {
        throw FileError(source.path, "defines a grammar of its own (DOCTYPE), which no model has; it is not read")
      }
      guard status == 1 else {
        let reason = explain(errorCode(parser)).map { String(cString: $0) } ?? "no reason given"
        throw FileError(
          source.path, at: .line(Int(clamping: line(parser)), column: 1),
          "is no XML there (\(reason)); copy or save it again")
      }
      if isLast { return }
    }
  }

  private static func listener(_ data: UnsafeMutableRawPointer?) -> Listener? {
    data.map { Unmanaged<Listener>.fromOpaque($0).takeUnretainedValue() }
  }
}
