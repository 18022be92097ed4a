import BNFiles
import Testing

@testable import BNExplorer

@Suite("Lines of the Test Anything Protocol")
struct TAPLinesTests {
  private static func point(_ verdict: TestPoint.Verdict, text: String = "step == 3", file: String = "a.bn")
    -> TestPoint
  {
    TestPoint(file: file, line: 7, column: 2, text: text, verdict: verdict)
  }

  @Test("number a claim, and say what and where it is")
  func points() {
    #expect(TAPLines.point(1, Self.point(.passed)) == ["ok 1 - step == 3 (a.bn:7:2)"])
    #expect(
      TAPLines.point(2, Self.point(.skipped("a.bn:4:1 was refused")))
        == ["ok 2 - step == 3 (a.bn:7:2) # SKIP a.bn:4:1 was refused"])
    #expect(TAPLines.plan(2) == "1..2")
    #expect(TAPLines.plan(0) == "1..0 # SKIP nothing is asserted")
    #expect(TAPLines.comments("a\nb") == ["# a", "# b"])
    #expect(TAPLines.nested(["ok 1"]) == ["    ok 1"])
  }

  @Test("say of a failure what they know, as YAML that parsers of 1.1 read alike")
  func diagnostic() {
    var point = Self.point(.failed)
    point.message = "it said \"no\"\n..."
    point.details = [
      JSONText.Member(name: "actual", value: .double(1e-5)),
      JSONText.Member(name: "expected", value: .double(-.infinity)),
      JSONText.Member(name: "worst", value: .double(.nan)), JSONText.Member(name: "tolerance", value: nil),
      JSONText.Member(name: "index", value: [3, 2]), JSONText.Member(name: "large", value: .double(1.5e300)),
    ]
    #expect(
      TAPLines.point(3, point) == [
        "not ok 3 - step == 3 (a.bn:7:2)", "  ---", "  message: \"it said \\\"no\\\"\\\\n...\"", "  severity: \"fail\"",
        "  at:", "    file: \"a.bn\"", "    line: 7", "    column: 2", "  actual: 1.0e-05", "  expected: -.inf",
        "  worst: .nan", "  index:", "    - 3", "    - 2", "  large: 1.5e+300", "  ...",
      ])
  }

  @Test("let no name be a directive, or a line of its own")
  func hostile() {
    let hostile = Self.point(.passed, text: "open \"x\" # TODO later", file: "a\n1..0 #skip\\.bn")
    #expect(
      TAPLines.point(1, hostile) == ["ok 1 - open \"x\" \u{FF03} TODO later (a\\\\n1..0 \u{FF03}skip\\\\.bn:7:2)"])
    #expect(TAPLines.bailOut("a\nb") == "Bail out! a\\nb")
    #expect(TAPLines.comments("a\u{1b}[31m") == ["# a\\u{1b}[31m"])
  }

  @Test(
    "say 13 to the harness of a Perl that fails everything else",
    arguments: [
      (nil, 14), ("", 14), ("3.42", 13), ("3.44", 13), ("3.47", 13), ("3.48", 14), ("3.50", 14), ("3.50_01", 14),
      ("4.0", 14), ("x", 14),
    ] as [(String?, Int)])
  func version(harness: String?, version: Int) {
    #expect(TAPLines.version(for: harness) == "TAP version \(version)")
  }
}
