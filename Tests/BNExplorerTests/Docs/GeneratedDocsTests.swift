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
    #expect(try text("docs/commands.md") == CommandReference.markdown)
  }

  @Test("the picture of the screen is what its script draws (scripts/docs makes it)")
  func picture() throws {
    let files = MemoryFiles()
    let environment = SessionEnvironment(files: files)
    var session = Session()
    for line in try Script(text: text("docs/pictures/screen.bn"), name: "screen.bn").lines {
      _ = try session.apply(line.command, in: environment)
    }
    let drawn = try files.read("docs/pictures/screen.svg")
    #expect(String(decoding: drawn, as: UTF8.self) == (try text("docs/pictures/screen.svg")))
  }
}
