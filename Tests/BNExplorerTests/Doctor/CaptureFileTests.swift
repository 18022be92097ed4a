import Foundation
import Testing

@testable import BNExplorer

@Suite("The file for Python that records")
struct CaptureFileTests {
  @Test("is in the examples what the program prints")
  func example() throws {
    let path = MarkdownPage.top.appending(path: "Examples/capture/bn_capture.py")
    #expect(try Array(Data(contentsOf: path)) == PackageResources.bn_capture_py)
    let run = try ProgramFolder().run("capture", "--python")
    let text = try String(contentsOf: path, encoding: .utf8)
    #expect(run.status == 0 && run.output == text)
  }

  @Test("needs to be told in which language")
  func language() throws {
    let run = try ProgramFolder().run("capture")
    #expect(run.status == 64 && run.errors.contains("--python"))
  }

  @Test("the doctor refuses what it does not know")
  func refusals() throws {
    let folder = try ProgramFolder()
    let missing = try folder.run("doctor", "none.pt")
    #expect(missing.status == 66 && missing.errors.contains("none.pt"))
    let wrong = try folder.run("doctor", "none.pt", "--ignore", "B7")
    #expect(wrong.status == 64 && wrong.errors.contains("knows no code"))
    let both = try folder.run("doctor", "none.pt", "--json", "--junit")
    #expect(both.status == 64 && both.errors.contains("exclude each other"))
  }
}
