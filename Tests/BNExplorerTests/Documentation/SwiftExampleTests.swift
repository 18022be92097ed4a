import Foundation
import Testing

@Suite("Swift code on the pages")
struct SwiftExampleTests {
  /// The pages that show how the library is used.
  static let pages = [
    "README.md", "docs/semantics.md", "docs/frameworks.md", "Sources/BNCore/BNCore.docc/BNCore.md",
    "Sources/BNCore/BNCore.docc/FromTensorFlow.md",
  ]

  /// What the marked passages of the tests that compile and run it hold, without their indentation.
  private static func examples() throws -> [String] {
    let folder = MarkdownPage.top.appending(path: "Tests/BNCoreTests/Documentation")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.flatMap { file in
      let text = try String(contentsOf: file, encoding: .utf8)
      return text.components(separatedBy: "// docs: ").dropFirst()
        .filter { !$0.hasPrefix("end") }
        .map { passage in normalized(passage.drop { $0 != "\n" }) }
    }
  }

  /// Lines without their indentation, blank lines and the import, which a test has at its top.
  private static func normalized(_ text: some StringProtocol) -> String {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && $0 != "import BNCore" }.joined(separator: "\n")
  }

  @Test("is compiled and run by a test, line for line", arguments: pages)
  func isTested(_ path: String) throws {
    let blocks = try MarkdownPage.read(path).blocks.filter { $0.language == "swift" }
    #expect(!blocks.isEmpty)
    let examples = try Self.examples()
    for block in blocks {
      #expect(examples.contains(Self.normalized(block.text)), "\(path):\(block.line) stands in no test")
    }
  }
}
