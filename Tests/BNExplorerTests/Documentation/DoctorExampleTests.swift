import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("Examples that call the doctor")
struct DoctorExampleTests {
  private static let folder = MarkdownPage.top.appending(path: "Examples/doctor")
  private static let captures = MarkdownPage.top.appending(path: "Tests/BNExplorerTests/Doctor/Captures").path

  /// What a program of the machine says and ends with; `nil` where there is none.
  private static func run(
    _ words: [String], in folder: String = "/", environment: [String: String] = [:]
  ) -> (status: Int32, output: String)? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    (process.standardOutput, process.standardError) = (pipe, pipe)
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private static func python(has module: String) -> Bool { run(["python3", "-c", "import \(module)"])?.status == 0 }

  private static let hasPytest = python(has: "pytest")
  private static let hasYAML = python(has: "yaml")

  @Test(
    "the pytest file passes on a healthy model and fails in the faulty layer of another",
    .enabled(if: hasPytest, "python3 -c 'import pytest' fails: install pytest to run it"))
  func pytest() throws {
    let folder = try ProgramFolder()
    func run(_ name: String) throws -> (status: Int32, output: String) {
      try #require(
        Self.run(
          [
            "python3", "-m", "pytest", "-q", "-p", "no:cacheprovider",
            Self.folder.appending(path: "test_batch_norms.py").path,
          ],
          in: folder.path,
          environment: [
            "MODEL": "\(Self.captures)/\(name).safetensors", "CAPTURED": "\(Self.captures)/\(name).npz",
            "BNEXPLORER": try BuiltProgram.path(), "PYTHONDONTWRITEBYTECODE": "1",
          ]))
    }
    let healthy = try run("healthy")
    #expect(healthy.status == 0 && healthy.output.contains("7 passed"), "\(healthy.output)")
    let faulty = try run("variance-x10")
    #expect(faulty.status == 1 && faulty.output.contains("1 failed, 6 passed"), "\(faulty.output)")
    #expect(faulty.output.contains("test_layer[7]") && faulty.output.contains("WARN A27"), "\(faulty.output)")
  }

  @Test("the workflow is YAML", .enabled(if: hasYAML, "python3 -c 'import yaml' fails: install PyYAML to run it"))
  func yaml() throws {
    let lines = [
      "import sys, yaml", "job = yaml.safe_load(open(sys.argv[1]))['jobs']['doctor']",
      "print('\\n'.join(step.get('run') or step['uses'] for step in job['steps']))",
    ]
    let path = Self.folder.appending(path: "workflow.yml").path
    let run = try #require(Self.run(["python3", "-c", lines.joined(separator: "\n"), path]))
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("--junit --html batch-norms.html > batch-norms.xml"), "\(run.output)")
  }

  @Test("what the workflow and the page call is there, with every option that they give it")
  func commands() throws {
    let help = try ProgramFolder().run("doctor", "--help").output
    var options = 0
    for name in ["workflow.yml", "README.md", "test_batch_norms.py"] {
      let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
      for match in text.matches(of: /"?(--[a-z][a-z-]+)/) where match.1 != "--version" {
        options += 1
        #expect(help.contains(match.1), "\(match.1) of \(name)")
      }
      for match in text.matches(of: /bnexplorer\/(scripts\/[a-z]+)/) {
        #expect(FileManager.default.isExecutableFile(atPath: MarkdownPage.top.appending(path: String(match.1)).path))
      }
    }
    #expect(options > 10)
  }
}
