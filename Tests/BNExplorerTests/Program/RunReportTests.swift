import BNTestSupport
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import BNExplorer

@Suite("bnexplorer run for a build service")
struct RunReportTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    try folder.write(
      "batch [[3], [7]]\ntrain 2\nshow batch_mean\nassert step == 2\nassert moving_mean[0] > 0\n", to: "good.bn")
    try folder.write(
      "batch [[3, 1], [7, 1]]\ntrain 9\nassert step == 4\nassert batch_mean == 5\nassert 1 == 1\n", to: "bad.bn")
    try folder.write(
      "batch [[3], [7]]\ntrain 2\nshow y[9]\nassert step == 2\nload no.csv\nassert step == 3\nassert 1 == 2\n",
      to: "torn.bn")
    try folder.write("trian 2\nassert step == 2\nstepp\n", to: "mistyped.bn")
  }

  private static let places = [
    "bad.bn:3:1: assertion failed: step == 4", "bad.bn:4:1: assertion failed: batch_mean == 5",
  ]

  @Test(
    "says of a failure where it is, what it is, and when it held last",
    arguments: [[], ["--json"], ["--tap"], ["--junit"]])
  func failure(form: [String]) throws {
    let run = try folder.start(["run", "bad.bn"] + form).wait()
    #expect(run.status == 1)
    #expect(
      run.errors == """
        bad.bn:3:1: assertion failed: step == 4: is 9, expected 4; it held last at step 4 (5 steps ago)
        bad.bn:4:1: assertion failed: batch_mean == 5: is 1, expected 5; 1 of 2 elements fail, the worst at [1]; it holds \
        at no step from 0 to 9

        """)
  }

  @Test("says of a claim in a script that another carries out where it stands, however deep")
  func sourced() throws {
    try folder.write("batch [[3], [7]]\ntrain 2\nassert step == 1\n", to: "inner.bn")
    try folder.write("source inner.bn\nassert step == 2\n", to: "middle.bn")
    try folder.write("source middle.bn\nassert step == 3\n", to: "outer.bn")
    let run = try folder.run("run", "outer.bn")
    #expect(run.status == 1)
    #expect(
      run.errors == """
        outer.bn:1:1: assertion failed: step == 1: is 2, expected 1; it held last at step 1 (1 step ago); claimed at inner.bn:3:1
        outer.bn:2:1: assertion failed: step == 3: is 2, expected 3; it holds at no step from 0 to 2

        """)
  }

  @Test("takes one form at a time", arguments: [["--json", "--tap"], ["--tap", "--junit"], ["--json", "--junit"]])
  func exclusive(forms: [String]) throws {
    let run = try folder.start(["run", "good.bn"] + forms).wait()
    #expect(run.status == 64)
    #expect(run.errors.contains("\(forms[0]) and \(forms[1]) exclude each other"))
    #expect(run.output == "")
  }

  // MARK: Going on

  @Test("without --keep-going ends at an error", arguments: [("torn.bn", 3), ("mistyped.bn", 1)])
  func ends(script: String, line: Int) throws {
    let run = try folder.run("run", script, "good.bn")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("\(script):\(line):") && run.errors.split(separator: "\n").count == 1)
  }

  @Test("with it goes on where nothing relies on what was refused; the status is the first error's")
  func goesOn() throws {
    let torn = try folder.run("run", "torn.bn", "bad.bn", "good.bn", "--keep-going")
    #expect(torn.status == 64)
    #expect(torn.output == "batch_mean = [5.0]\n")
    let lines = torn.errors.split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("torn.bn:3:") && lines[1].hasPrefix("torn.bn:5:1: no.csv: there is no such file"))
    for (line, place) in zip(lines[2...], Self.places) { #expect(line.hasPrefix(place)) }
    #expect(try folder.run("run", "no.bn", "torn.bn", "--keep-going").status == 66)
    #expect(try folder.run("run", "bad.bn", "good.bn", "--keep-going").status == 1)
    #expect(try folder.run("run", "bad.bn", "no.bn", "--keep-going").status == 66)
    let mistyped = try folder.run("run", "mistyped.bn", "good.bn", "--keep-going")
    #expect(mistyped.errors.split(separator: "\n").map { $0.prefix(13) } == ["mistyped.bn:1", "mistyped.bn:3"])
    #expect(mistyped.status == 64 && mistyped.output == "batch_mean = [5.0]\n")
  }

  @Test("tells JSON's readers of a refused line only where the script goes on")
  func refusedInJSON() throws {
    #expect(try folder.run("run", "torn.bn", "--json").output == "")
    let objects = try folder.run("run", "torn.bn", "no.bn", "--json", "--keep-going").objects()
    #expect(objects.map { $0["file"] as? String } == ["torn.bn", nil, "torn.bn", "no.bn"])
    #expect(objects.map { $0["status"] as? Int } == [64, nil, 66, 66])
    #expect(objects[0]["command"] as? String == "show y[9]" && objects[0]["column"] as? Int == 7)
    #expect(objects[1]["ok"] as? Bool == true)
  }

  @Test("JSON of a failure has the worst element's place and the nearest step")
  func failedInJSON() throws {
    let objects = try folder.run("run", "bad.bn", "--json").objects()
    #expect(objects.map { $0["nearest_step"] as? Int } == [4, nil, nil])
    #expect(objects[0]["step"] as? Int == 9 && objects[0]["file"] as? String == "bad.bn")
    #expect(objects[0]["looked_at"] as? [Int] == [0, 9])
    #expect(objects[1]["index"] as? [Int] == [1])
    #expect(objects[1]["elements"] as? Int == 2 && objects[1]["failed"] as? Int == 1)
  }

  // MARK: TAP

  @Test("TAP: a test point a claim, what is shown as comments, the plan at the end")
  func tap() throws {
    let run = try folder.run("run", "good.bn", "--tap")
    #expect(run.status == 0)
    #expect(
      run.output == """
        TAP version 14
        # batch_mean = [5.0]
        ok 1 - step == 2 (good.bn:4:1)
        ok 2 - moving_mean[0] > 0 (good.bn:5:1)
        1..2

        """)
    let bad = try folder.run("run", "bad.bn", "--tap")
    #expect(
      bad.lines.filter { $0.contains("ok ") && !$0.hasPrefix(" ") }.map { $0.prefix(6) } == [
        "not ok", "not ok", "ok 3 -",
      ])
    #expect(bad.lines.contains("  nearest_step: 4") && bad.lines.last == "1..3")
  }

  @Test("TAP: scripts are subtests, and claims that rely on a refused line are skipped")
  func subtests() throws {
    let run = try folder.run("run", "good.bn", "torn.bn", "--tap", "--keep-going")
    #expect(run.status == 64)
    let marks = run.lines.filter { $0.hasPrefix("    ok") || $0.hasPrefix("    not") || !$0.hasPrefix(" ") }
    #expect(
      marks == [
        "TAP version 14", "# Subtest: good.bn", "    ok 1 - step == 2 (good.bn:4:1)",
        "    ok 2 - moving_mean[0] > 0 (good.bn:5:1)", "ok 1 - good.bn", "# Subtest: torn.bn",
        "    not ok 1 - show y[9] (torn.bn:3:7)", "    ok 2 - step == 2 (torn.bn:4:1)",
        "    not ok 3 - load no.csv (torn.bn:5:1)", "    ok 4 - step == 3 (torn.bn:6:1) # SKIP torn.bn:5:1 was refused",
        "    ok 5 - 1 == 2 (torn.bn:7:1) # SKIP torn.bn:5:1 was refused", "not ok 2 - torn.bn", "1..2",
      ])
  }

  @Test("TAP: bails out where it ends early", arguments: ["torn.bn", "mistyped.bn", "no.bn"])
  func bailsOut(script: String) throws {
    for scripts in [[script], ["good.bn", script, "good.bn"]] {
      let run = try folder.start(["run", "--tap"] + scripts).wait()
      #expect(run.status == (script == "no.bn" ? 66 : 64))
      #expect(run.lines.last?.hasPrefix("Bail out! \(script)") == true)
      #expect(run.lines.count { $0.hasPrefix("Bail out!") } == 1)
    }
  }

  static let prove = "/usr/bin/prove"

  // Perl's own harness is the outside truth, where it is installed.
  @Test("TAP: prove agrees", .enabled(if: FileManager.default.isExecutableFile(atPath: prove)))
  func harness() throws {
    func prove(_ scripts: String...) throws -> (Int32, String) {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(filePath: Self.prove)
      process.arguments = ["--exec", "\(try BuiltProgram.path()) run --keep-going --tap"] + scripts
      process.currentDirectoryURL = URL(filePath: folder.path)
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
    let good = try prove("good.bn")
    #expect(good.0 == 0 && good.1.contains("Result: PASS") && good.1.contains("Tests=2,"), "\(good.1)")
    let bad = try prove("good.bn", "bad.bn", "torn.bn")
    #expect(bad.0 != 0 && bad.1.contains("Failed tests:  1-2") && bad.1.contains("Failed tests:  1, 3"), "\(bad.1)")
    #expect(!bad.1.contains("Parse errors") && bad.1.contains("Tests=10,"), "\(bad.1)")
  }

  // MARK: JUnit

  private final class Reading: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) { elements.append((element, attributes)) }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  private func read(_ report: String) throws -> Reading {
    let reading = Reading()
    let parser = XMLParser(data: Data(report.utf8))
    parser.delegate = reading
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(report)")
    return reading
  }

  @Test("JUnit: a suite a script, a case a claim, with failures, errors and what was left out")
  func junit() throws {
    let run = try folder.run("run", "good.bn", "bad.bn", "torn.bn", "no.bn", "--junit", "--keep-going")
    #expect(run.status == 64)
    let report = try read(run.output)
    let suites = report.elements.filter { $0.name == "testsuite" }.map(\.attributes)
    #expect(suites.map { $0["name"] } == ["good.bn", "bad.bn", "torn.bn", "no.bn"])
    #expect(suites.map { $0["tests"] } == ["2", "3", "5", "1"])
    #expect(suites.map { $0["failures"] } == ["0", "2", "0", "0"])
    #expect(suites.map { $0["errors"] } == ["0", "0", "2", "1"])
    #expect(suites.map { $0["skipped"] } == [nil, nil, "2", nil])
    let names = report.elements.filter { $0.name == "testcase" }.map(\.attributes)
    #expect(names[2]["classname"] == "bad.bn" && names[2]["name"] == "step == 4 (3:1)")
    let failure = report.elements.first { $0.name == "failure" }?.attributes
    #expect(failure?["message"]?.hasSuffix("it held last at step 4 (5 steps ago)") == true)
    #expect(report.text.contains("bad.bn:3:1: assertion failed") && report.text.contains("batch_mean = [5.0]"))
  }

  @Test("JUnit: no text of a script can break it")
  func hostile() throws {
    try folder.write("open \"a\u{1}\u{1b}[31m<&'>]]>\u{FFFF}.npz\"\n", to: "a\u{7}<&\"]]>.bn")
    let run = try folder.run("run", "a\u{7}<&\"]]>.bn", "--junit")
    #expect(run.status == 66)
    let report = try read(run.output)
    #expect(report.elements.contains { $0.name == "error" })
    #expect(!run.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }
}
