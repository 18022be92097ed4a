import BNTestSupport
import Foundation
import Testing

@Suite("Examples")
struct ExampleTests {
  static let folder = MarkdownPage.top.appending(path: "Examples").path
  static let scripts = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".bn") }.sorted()

  @Test("a script runs, and holds what it claims", arguments: scripts)
  func script(name: String) throws {
    let run = try ProgramFolder().run("run", Self.folder + "/" + name)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: Self.folder + "/" + name, encoding: .utf8).contains("\nassert "))
  }

  @Test("a program's two columns of numbers agree", arguments: [("converge", 1e-5), ("gradients", 1e-8)])
  func program(name: String, tolerance: Double) throws {
    // float32 keeps seven digits; central differences of 1e-5 in float64 lose the square of the step and half of the digits.
    let path = URL(filePath: try BuiltProgram.path()).deletingLastPathComponent().appending(path: "example-\(name)")
      .path
    let rows = try output(of: path).split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(rows.count >= 3)
    for row in rows {
      try #require(row.count == 3)
      #expect(abs(row[1] - row[2]) <= tolerance * max(1, abs(row[2])), "\(row)")
    }
  }

  @Test("the page lists every one of them")
  func page() throws {
    let text = try String(contentsOfFile: Self.folder + "/README.md", encoding: .utf8)
    for script in Self.scripts { #expect(text.contains("[\(script)](\(script))")) }
    #expect(Self.scripts.count >= 3)
  }

  private func output(of path: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: path)
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}
