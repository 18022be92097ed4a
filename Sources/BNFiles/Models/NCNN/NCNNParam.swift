import Platform

/// The layers of a network as the text of ncnn has them, and in the same form that of pnnx.
///
/// Source: docs/developer-guide/param-and-model-file-structure.md of ncnn 20260113.
enum NCNNParam {
  struct Layer: Sendable {
    let type: String
    let name: String
    var inputs: [String] = []
    var outputs: [String] = []
    /// By number in ncnn, by name in pnnx.
    var values: [String: String] = [:]

    func whole(_ key: Int, _ usual: Int = 0) -> Int { values[String(key)].flatMap { Int($0) } ?? usual }
  }

  private static let magic = Array("7767517".utf8)
  private static let longest = 1 << 28

  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: magic) && bytes.dropFirst(magic.count).first.map { $0 == 10 || $0 == 13 } ?? false
  }

  static func read(_ source: any ByteSource) throws(FileError) -> [Layer] {
    guard source.size <= longest else {
      throw FileError(source.path, "has \(counted(source.size, "byte")); a text of layers has at most \(longest)")
    }
    let text = String(decoding: try source.allBytes(), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).enumerated()
      .map { (number: $0.offset + 1, words: $0.element.split { $0 == " " || $0 == "\t" }) }.filter { !$0.words.isEmpty }
    guard lines.count > 1, let count = lines[1].words.first.flatMap({ Int($0) }) else {
      throw FileError(source.path, "ends before the number of layers; copy it again")
    }
    guard lines.count - 2 >= count else {
      throw FileError(source.path, "ends after \(lines.count - 2) of \(count) layers; copy it again")
    }
    var layers: [Layer] = []
    for line in lines.dropFirst(2).prefix(max(count, 0)) {
      layers.append(try layer(line.words, line.number, source.path))
    }
    return layers
  }

  private static func layer(_ words: [Substring], _ line: Int, _ path: String) throws(FileError) -> Layer {
    guard words.count >= 4, let inputs = Int(words[2]), let outputs = Int(words[3]), inputs >= 0, outputs >= 0,
      inputs <= words.count, outputs <= words.count, words.count >= 4 + inputs + outputs
    else {
      throw FileError(
        path, at: .line(line, column: 1),
        "expected a type, a name, how many blobs go in and out, their names and values")
    }
    var layer = Layer(type: String(words[0]), name: String(words[1]))
    layer.inputs = words[4..<4 + inputs].map(String.init)
    layer.outputs = words[4 + inputs..<4 + inputs + outputs].map(String.init)
    for word in words[(4 + inputs + outputs)...] {
      guard let equals = word.firstIndex(of: "=") else { continue }
      layer.values[String(word[..<equals])] = String(word[word.index(after: equals)...])
    }
    return layer
  }
}
