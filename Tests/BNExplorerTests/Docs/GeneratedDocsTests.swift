import Foundation
import Testing

@testable import BNExplorer

@Suite("Pages and pictures that the program makes")
struct GeneratedDocsTests {
  static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.top.appending(path: path), encoding: .utf8)
  }

  @Test("the command reference is the command table (scripts/docs makes it)")
  func commands() throws {
    // Compared outside of the macro, which would spend half a minute on a difference that nobody reads.
    let isCurrent = try text("docs/commands.md") == CommandReference.markdown
    #expect(isCurrent)
  }

  @Test(
    "the tables of the semantics page are what the program answers (scripts/docs makes them)",
    arguments: [ReferencePart.arguments, .implementations, .refusals])
  func tables(_ part: ReferencePart) throws {
    let page = try text("docs/semantics.md")
    let table = page.components(separatedBy: "<!-- table: \(part.rawValue) -->\n").dropFirst().first
    #expect(table?.components(separatedBy: "<!-- end -->").first == part.markdown)
    // A call that TensorFlow refuses is refused: the table would say so otherwise.
    #expect(!part.markdown.contains("accepted"))
  }

  @Test("the picture of the screen is what its script draws (scripts/docs makes it)")
  func picture() throws {
    let files = MemoryFiles()
    var runner = ScriptRunner(environment: SessionEnvironment(files: files))
    #expect(runner.run(try Script(text: text("docs/pictures/screen.bn"), name: "screen.bn")) == 0)
    let drawn = try files.read("docs/pictures/screen.svg")
    let isCurrent = try String(decoding: drawn, as: UTF8.self) == text("docs/pictures/screen.svg")
    #expect(isCurrent)
  }
}
