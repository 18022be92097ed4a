import Testing

@testable import BNExplorer

@Suite("Shortened names")
struct ShortenedNamesTests {
  @Test(
    "at the prompt stand for the one name that they begin",
    arguments: [
      ("set mome 0.9", "set momentum 0.9"), ("togg cen", "toggle center"), ("assign ga 2", "assign gamma 2"),
      ("gen ou", "generate outliers"), ("help togg", "help toggle"), ("dem for", "demo forgotten-line"),
      ("ev g norm", "eval generate normal"), ("eval l d.csv", "eval load d.csv"),
    ])
  func behindTheVerb(short: String, full: String) throws {
    #expect(try command(short, abbreviations: true) == command(full))
  }

  @Test(
    "may stand in a formula",
    arguments: [("show updat + 1", "1"), ("show 2 * su(upd) + r", nil), ("show inf", "inf"), ("show std(ste)", "0")])
  func inAFormula(line: String, value: String?) throws {
    guard case .session(.show(let expression, _)) = try command(line, abbreviations: true) else {
      Issue.record("not a show")
      return
    }
    let session = Session()
    let result = try? expression.evaluated(with: session.value)
    #expect(result.map { ValueText.text($0.values[0]) } == value)
  }

  @Test(
    "that could be several are refused with those",
    arguments: [("set mo 1", 5), ("show 1 + mov", 10), ("assign renorm_m 0", 8), ("export mov a.npy", 8)])
  func ambiguous(line: String, column: Int) throws {
    let error = try #require(throws: CommandError.self) { try command(line, abbreviations: true) }
    #expect(error.message.contains("could be"))
    #expect(error.column == column)
  }

  @Test("are wrong in scripts", arguments: ["set mome 0.9", "show updat", "assign ga 2", "sh step", "gen ou"])
  func inScripts(line: String) {
    #expect(throws: CommandError.self) { try command(line) }
  }

  private func command(_ line: String, abbreviations: Bool = false) throws -> Command {
    try #require(try CommandParser.commands(of: line, abbreviations: abbreviations).first).command
  }
}
