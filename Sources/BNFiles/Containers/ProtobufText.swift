internal import SwiftProtobuf

import Platform

/// Messages of Protocol Buffers as text, of which only the fields count that are known.
enum ProtobufText {
  /// How deep messages may lie in each other.
  private static let deepest = 64

  /// Reads a text.
  ///
  /// - Throws: ``FileError`` where it is none.
  static func read<Content: Message>(
    _ type: Content.Type, _ text: String, _ path: String
  ) throws(FileError) -> Content {
    var options = TextFormatDecodingOptions()
    options.ignoreUnknownFields = true
    options.ignoreUnknownExtensionFields = true
    options.messageDepthLimit = deepest
    do { return try Content(textFormatString: text, options: options) } catch {
      throw FileError(path, "is not the text of a network; expected fields such as name: \"...\" and layer { ... }")
    }
  }
}
