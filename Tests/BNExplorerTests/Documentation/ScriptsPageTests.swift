import Foundation
import Testing

@Suite("The page about scripts in CI")
struct ScriptsPageTests {
  private let page: MarkdownPage
  private let folder: ProgramFolder

  /// The script that the page has its reader save, with the claim that it adds.
  init() throws {
    page = try MarkdownPage.read("docs/scripts.md")
    folder = try ProgramFolder()
    let script = try #require(page.blocks.first { $0.fileName == "claims.bn" })
    try folder.write(script.text, to: "claims.bn")
    try folder.write(script.text, to: "other.bn")
    #expect(try folder.run("run", "claims.bn").status == 0)
    try folder.write(script.text + "assert moving_mean[0] < 4\n", to: "claims.bn")
  }

  @Test("has the line about the failure as the program says it")
  func failure() throws {
    let run = try folder.run("run", "claims.bn")
    #expect(run.status == 1)
    #expect(page.blocks.contains { $0.language == "text" && $0.text == run.errors }, "\(run.errors)")
  }

  @Test("has the report as the program prints it")
  func tap() throws {
    let run = try folder.run("run", "claims.bn", "--tap")
    #expect(page.blocks.contains { $0.language == "text" && $0.text == run.output }, "\(run.output)")
  }

  @Test("and the workflow beside it call the program with options that it has")
  func workflow() throws {
    let help = try folder.run("run", "--help").output
    let path = MarkdownPage.top.appending(path: "Examples/ci/workflow.yml")
    let workflow = try String(contentsOf: path, encoding: .utf8)
    let command = try #require(workflow.split(separator: "\n").first { $0.contains("--junit") })
    #expect(page.text.contains(command))
    let options = (page.text + workflow).matches(of: /scripts\/explore run[^\n]*/).flatMap { line in
      line.0.matches(of: /--[a-z][a-z-]*/).map { String($0.0) }
    }
    #expect(Set(options) == ["--tap", "--junit", "--keep-going"])
    for option in options { #expect(help.contains(option)) }
  }
}
