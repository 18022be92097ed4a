import Foundation

/// A page of the documentation: its fenced blocks, links and headings, as far as the tests need them.
struct MarkdownPage {
  let path: String
  let text: String

  /// A fenced block: what stands behind the opening fence, and the lines up to the closing one.
  struct Block {
    /// The line of the opening fence, from 1.
    let line: Int
    let language: String
    /// A name behind the language: the file that a reader is told to save the block as.
    let fileName: String?
    let text: String
  }

  /// The folder with Package.swift.
  static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

  /// The pages of the project: README.md if there is one, and everything in docs.
  static let paths: [String] = {
    let docs = FileManager.default.enumerator(atPath: top.appending(path: "docs").path)?.compactMap { $0 as? String }
    let pages = (docs ?? []).filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }.sorted()
    return (exists("README.md") ? ["README.md"] : []) + pages
  }()

  /// The models that pages and pictures name, as the reader finds them.
  static func models() throws -> [String: [UInt8]] {
    let paths = ["before.safetensors", "after.npz"].map { "Examples/models/\($0)" }
    return try Dictionary(
      uniqueKeysWithValues: paths.map { ($0, Array(try Data(contentsOf: top.appending(path: $0)))) })
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: top.appending(path: path).path)
  }

  static func read(_ path: String) throws -> MarkdownPage {
    MarkdownPage(path: path, text: try String(contentsOf: top.appending(path: path), encoding: .utf8))
  }

  private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  var blocks: [Block] {
    var blocks: [Block] = []
    var open: (line: Int, info: [Substring], body: [Substring])?
    for (index, line) in lines.enumerated() {
      guard line.hasPrefix("```") else {
        open?.body.append(line)
        continue
      }
      if let block = open {
        blocks.append(
          Block(
            line: block.line, language: block.info.first.map(String.init) ?? "",
            fileName: block.info.dropFirst().first.map(String.init), text: block.body.joined(separator: "\n") + "\n"))
        open = nil
      } else {
        open = (index + 1, line.dropFirst(3).split(separator: " "), [])
      }
    }
    return blocks
  }

  /// The text without fenced blocks.
  private var prose: String {
    var isInBlock = false
    return lines.filter { line in
      guard line.hasPrefix("```") else { return !isInBlock }
      isInBlock.toggle()
      return false
    }.joined(separator: "\n")
  }

  /// The targets of all links and pictures that stay within the project.
  var relativeLinks: [String] {
    prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }.filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
  }

  /// The names that links to a heading of this page use, by GitHub's rule.
  var anchors: Set<String> {
    Set(
      prose.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
        let title = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(" ", with: "-")
      })
  }
}
