import BNCore
import Testing

@testable import BNExplorer

@Suite("Pictures of the screen without a screen")
struct ScreenPictureTests {
  private static let lines = "batch [[3], [7]]\nset momentum 1.5\ntrain 30\nexport screen al.txt size=100x30\n"

  /// What `diagnose` says of the same session in a line.
  private static func alarm() throws -> String {
    let session = try Session("batch [[3], [7]]\nset momentum 1.5\ntrain 30")
    let finding = try #require(try session.diagnosis().first { $0.severity == .error })
    return FindingText(for: .session).briefs(for: finding)[0]
  }

  @Test("show the alarm that the screen would show, from a script and from the prompt")
  func alarms() throws {
    let folder = try ProgramFolder()
    try folder.write(Self.lines, to: "s.bn")
    #expect(try folder.run("run", "s.bn").status == 0)
    let script = try folder.read("al.txt")
    #expect(try folder.run("repl", input: Self.lines).status == 0)
    let prompt = try folder.read("al.txt")
    let start = try Self.alarm().prefix(40)
    for picture in [script, prompt] {
      let line = try #require(picture.split(separator: "\n").first { $0.contains(start) })
      #expect(line.hasSuffix("d says more"))
    }
  }
}
