import Platform

/// Unpacks blocks of the snappy format through the library of that name, which is opened when the first such block comes.
enum Snappy {
  /// The most bytes that one block may unpack to.
  static let limit = 1 << 28

  private typealias Length = @convention(c) (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?) -> Int32
  private typealias Uncompress =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?
    ) -> Int32

  private static let library = SharedLibrary(anyOf: [
    "libsnappy.so.1", "libsnappy.so", "libsnappy.1.dylib", "/opt/homebrew/lib/libsnappy.1.dylib",
    "/usr/local/lib/libsnappy.1.dylib",
  ])

  /// Unpacks one block.
  ///
  /// - Throws: ``FileError`` where the library is missing, or the block is damaged or too large.
  static func decompress(_ bytes: [UInt8], path: String, at offset: Int) throws(FileError) -> [UInt8] {
    guard let length = library?.function("snappy_uncompressed_length", as: Length.self),
      let uncompress = library?.function("snappy_uncompress", as: Uncompress.self)
    else {
      throw FileError(
        path, at: .byte(offset), "a block is packed by snappy, whose library is missing; install libsnappy1v5")
    }
    var count = 0
    // Snappy packs at most 64 bytes into a copy of 3: what is said to be more than that is no block.
    guard length(bytes, bytes.count, &count) == 0, count >= 0, count / 64 <= bytes.count else {
      throw FileError(path, at: .byte(offset), "a block is said to be packed by snappy and is not; the file is damaged")
    }
    guard count <= limit else {
      throw FileError(path, at: .byte(offset), "a packed block has \(count) bytes; at most \(limit) are unpacked")
    }
    var unpacked = [UInt8](repeating: 0, count: count)
    guard uncompress(bytes, bytes.count, &unpacked, &count) == 0, count == unpacked.count else {
      throw FileError(path, at: .byte(offset), "a block that snappy packed cannot be unpacked; the file is damaged")
    }
    return unpacked
  }
}
