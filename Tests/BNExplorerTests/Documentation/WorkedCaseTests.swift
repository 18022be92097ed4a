import BNTestSupport
import Foundation
import Testing

@Suite("The worked cases")
struct WorkedCaseTests {
  private static let examples = MarkdownPage.top.appending(path: "Examples/debugging")

  /// A command of a page, and the lines that are said to be printed, "..." for those left out.
  struct Shown: Sendable, CustomTestStringConvertible {
    let command: [String]
    let lines: [String]
    var testDescription: String { command.joined(separator: " ") }
  }

  static let shown: [Shown] = ((try? MarkdownPage.read("docs/debugging.md"))?.blocks ?? [])
    .filter { $0.language == "console" }
    .flatMap { block in
      block.text.components(separatedBy: "$ ").dropFirst().map { part in
        let lines = part.split(separator: "\n").map(String.init)
        return Shown(command: lines[0].split(separator: " ").map(String.init), lines: Array(lines.dropFirst()))
      }
    }

  /// Whether lines stand in a text in this order, next to each other where no "..." is between.
  static func stand(_ lines: [String], in text: [String]) -> Bool {
    var rest = text[...]
    var isFree = true
    for line in lines {
      if line == "..." {
        isFree = true
        continue
      }
      guard let place = isFree ? rest.firstIndex(of: line) : rest.first == line ? rest.startIndex : nil else {
        return false
      }
      rest = rest[(place + 1)...]
      isFree = false
    }
    return true
  }

  @Test("print what the page shows", arguments: shown)
  func print(_ shown: Shown) throws {
    try #require(shown.command.first == "bnexplorer")
    let folder = try ProgramFolder()
    for word in shown.command where word.contains(".") && !word.hasPrefix("1e") {
      try FileManager.default.copyItem(
        at: Self.examples.appending(path: word), to: URL(filePath: folder.path).appending(path: word))
    }
    let run = try folder.start(Array(shown.command.dropFirst())).wait()
    let text = run.output.split(separator: "\n").map(String.init)
    #expect(Self.stand(shown.lines, in: text), "\(run.output)\(run.errors)")
    let hasError = shown.command[1] == "doctor" && text.contains { $0.hasPrefix("ERROR") }
    #expect(run.status == (hasError ? 1 : 0))
  }

  @Test("are seven, and each goes from a broken file to one that is whole")
  func seven() throws {
    let page = try String(contentsOf: MarkdownPage.top.appending(path: "docs/debugging.md"), encoding: .utf8)
    for number in 1...7 { #expect(page.contains("\n### \(number). ")) }
    #expect(Self.shown.count >= 12)
    let words = Set(Self.shown.flatMap(\.command))
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.examples.path) where name != "make.py" {
      #expect(words.contains(name), "\(name) is in no command of the page")
    }
  }

  @Test("a line that is not printed would be noticed, and so would one out of order")
  func wrong() {
    #expect(Self.stand(["a", "...", "c"], in: ["a", "b", "c"]))
    #expect(Self.stand(["b", "c"], in: ["a", "b", "c"]))
    #expect(!Self.stand(["a", "c"], in: ["a", "b", "c"]))
    #expect(!Self.stand(["c", "...", "a"], in: ["a", "b", "c"]))
    #expect(!Self.stand(["d"], in: ["a", "b", "c"]))
  }
}
