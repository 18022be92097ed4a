import Platform

/// A configuration of Darknet: sections in the order of the network, each with values by name.
///
/// Source: `read_cfg` in src/parser.c of pjreddie's and AlexeyAB's Darknet. What begins with `#` or `;` is a comment.
struct DarknetConfig {
  struct Section {
    let kind: String
    let line: Int
    var values: [String: String] = [:]

    func whole(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
    func wholes(_ name: String) -> [Int] { (values[name] ?? "").split(separator: ",").compactMap { Int($0) } }
  }

  let path: String
  /// What the network as a whole is given.
  let net: Section
  let layers: [Section]

  /// A configuration has at most so many bytes.
  private static let longest = 1 << 22

  /// Whether a file begins with the section that each of them begins with.
  static func begins(_ bytes: [UInt8]) -> Bool {
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let text = line.drop { $0 == 32 || $0 == 9 }
      guard let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
      return text.starts(with: Array("[net]".utf8)) || text.starts(with: Array("[network]".utf8))
    }
    return false
  }

  init(_ source: any ByteSource) throws(FileError) {
    path = source.path
    guard source.size <= Self.longest else {
      throw FileError(
        path, "has \(counted(source.size, "byte")); a configuration of Darknet has at most \(Self.longest)")
    }
    let text = String(decoding: try source.allBytes(), as: UTF8.self)
    var sections: [Section] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.filter { !$0.isWhitespace }
      guard let first = line.first, first != "#", first != ";" else { continue }
      if first == "[" {
        sections.append(Section(kind: String(line.dropFirst().prefix { $0 != "]" }), line: number + 1))
        continue
      }
      guard let equals = line.firstIndex(of: "="), !sections.isEmpty else {
        throw FileError(path, at: .line(number + 1, column: 1), "expected [section], name=value or a comment")
      }
      sections[sections.count - 1].values[String(line[..<equals])] = String(line[line.index(after: equals)...])
    }
    guard let net = sections.first, ["net", "network"].contains(net.kind) else {
      throw FileError(path, "does not begin with [net]; it is no configuration of Darknet")
    }
    self.net = net
    layers = Array(sections.dropFirst())
  }
}
