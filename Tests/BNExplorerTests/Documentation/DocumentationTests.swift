import BNTestSupport
import ArgumentParser
import Foundation
import Testing

@testable import BNExplorer

@Suite("The documentation")
struct DocumentationTests {
  /// What came of carrying out a page's scripts.
  private struct Outcome {
    var blocks = 0
    var assertions = 0
    var failures: [String] = []
  }

  /// Carries out a page's `bn` blocks, each on a fresh session.
  ///
  /// The blocks that a page tells its reader to save (those with a file name behind the language) are files for all.
  private func carryOutBlocks(of page: MarkdownPage) throws -> Outcome {
    let named = page.blocks.compactMap { block in block.fileName.map { ($0, Array(block.text.utf8)) } }
    let files = try Dictionary(named) { _, last in last }.merging(MarkdownPage.models()) { own, _ in own }
    var result = Outcome()
    for block in page.blocks where block.language == "bn" {
      result.blocks += 1
      let environment = SessionEnvironment(files: MemoryFiles(files))
      var session = Session()
      for line in try Script(text: block.text, name: "\(page.path):\(block.line)").lines {
        for case .assertion(let outcome) in try line.command.carryOut(on: &session, in: environment) {
          result.assertions += 1
          if !outcome.ok { result.failures.append("\(line.place): \(outcome.failure)") }
        }
      }
    }
    return result
  }

  @Test("every script in it runs, and what it claims holds", arguments: MarkdownPage.paths)
  func scripts(_ path: String) throws {
    #expect(try carryOutBlocks(of: MarkdownPage.read(path)).failures.isEmpty)
  }

  @Test("a script that claims something wrong, or names a file that is not there, would be noticed")
  func wrongScript() throws {
    let claim = MarkdownPage(path: "a.md", text: "```bn\nbatch [[3], [7]]\ntrain\nassert batch_mean[0] == 6\n```\n")
    #expect(try carryOutBlocks(of: claim).failures.count == 1)
    let broken = MarkdownPage(path: "a.md", text: "```bn\nload missing.csv\n```\n")
    #expect(throws: CommandError.self) { try carryOutBlocks(of: broken) }
  }

  @Test("what the semantics page says is asserted in its scripts")
  func semanticsIsAsserted() throws {
    let outcome = try carryOutBlocks(of: MarkdownPage.read("docs/semantics.md"))
    #expect(outcome.blocks >= 10)
    #expect(outcome.assertions >= 2 * outcome.blocks)
  }

  @Test(
    "every start of the program in a shell block is one that the program understands", arguments: MarkdownPage.paths)
  func shellLines(_ path: String) throws {
    for block in try MarkdownPage.read(path).blocks where block.language == "sh" {
      for line in block.text.split(separator: "\n") {
        let command = line.prefix { $0 != "#" && $0 != ";" && $0 != ">" && $0 != "|" }.split(separator: " ")
        guard command.first == "scripts/explore" else { continue }
        #expect(throws: Never.self, "\(path): \(line)") {
          _ = try BNExplorer.parseAsRoot(command.dropFirst().map(String.init))
        }
      }
    }
  }

  @Test("every link to another page, picture or heading leads somewhere", arguments: MarkdownPage.paths)
  func links(_ path: String) throws {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    let page = try MarkdownPage.read(path)
    for link in page.relativeLinks {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let target = parts[0].isEmpty ? path : Self.normalized(folder + "/" + parts[0])
      #expect(MarkdownPage.exists(target), "\(path) links to \(link)")
      if parts.count == 2, target.hasSuffix(".md"), MarkdownPage.exists(target) {
        #expect(try MarkdownPage.read(target).anchors.contains(parts[1]), "\(path) links to \(link)")
      }
    }
  }

  /// A path without `.` and `..`.
  private static func normalized(_ path: String) -> String {
    path.split(separator: "/").reduce(into: [Substring]()) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }.joined(separator: "/")
  }

  @Test("the pages are all there")
  func pages() {
    for name in ["tutorial", "semantics", "architecture", "lessons"] {
      #expect(MarkdownPage.paths.contains("docs/\(name).md"))
    }
  }
}
