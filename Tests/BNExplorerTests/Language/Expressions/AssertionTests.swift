import Testing

@testable import BNExplorer

@Suite("Claims")
struct AssertionTests {
  func outcome(_ claim: String, in session: Session = Session()) throws -> AssertionOutcome {
    try session.outcome(of: try Assertion.parse(Word(text: claim, column: 1)), text: claim)
  }

  @Test(
    "hold or fail as they read",
    arguments: [
      ("1 == 1", true), ("1 == 2", false), ("1 != 2", true), ("1 != 1", false), ("1 < 2", true), ("2 < 2", false),
      ("2 <= 2", true), ("3 <= 2", false), ("3 > 2", true), ("2 > 2", false), ("2 >= 2", true), ("1 >= 2", false),
      ("1 ~ 1.5 within 0.5", true), ("1 ~ 1.5 within 0.49", false), ("1.5 ~ 1 within 0.5", true),
      ("99 ~ 100 within 1%", true),
      ("98.9 ~ 100 within 1%", false), ("-99 ~ -100 within 1%", true), ("100 ~ 99 within 1%", false),
      ("1 ~ 1 within 0", true), ("1 ~ 2 within 3-2", true), ("nan == nan", true), ("nan != nan", false),
      ("nan ~ nan within 0", true), ("nan ~ 1 within inf", false), ("nan < 1", false), ("nan >= nan", false),
      ("inf ~ inf within 0", true), ("inf == inf", true), ("-inf ~ inf within 1", false), ("inf > 1e308", true),
    ])
  func relations(claim: String, holds: Bool) throws {
    #expect(try outcome(claim).ok == holds)
  }

  @Test("must hold for every element, and tell the worst that fails")
  func elements() throws {
    let session = try Session("batch [[1, 2], [3, 9]]; train")
    #expect(try outcome("x > 0", in: session).ok)
    let failed = try outcome("x ~ 2 within 1", in: session)
    #expect(!failed.ok)
    #expect(failed.actual == 9)
    #expect(failed.expected == 2)
    #expect(failed.count == 4)
    #expect(failed.failures == 1)
    #expect(
      failed.failure
        == "assertion failed: x ~ 2 within 1: is 9, expected 2 (off by 7, allowed 1); 1 of 4 elements fail, the worst at [1,1]"
    )
    let relative = try outcome("x[0] ~ 10 within 5%", in: session)
    #expect(relative.tolerance == 0.5)
    #expect(relative.failures == 2)
  }

  @Test("about nothing hold, as a claim about all of no elements does")
  func empty() throws {
    let session = try Session("batch [[1, 2], [3, 9]]; train")
    #expect(try outcome("x[5:] == 7", in: session).ok)
  }

  static let wrong = [
    WrongText("1", "the line ends here; expected a relation: ~, ==, !=, <=, >=, < or >", column: 2),
    WrongText("1 = 1", "unexpected \"=\"; expected a relation: ~, ==, !=, <=, >=, < or >", column: 3),
    WrongText("1 ~ 1", "~ needs a tolerance; add within 1e-6, or within 1%", column: 6),
    WrongText("1 == 1 within 2", "within goes with ~ only; leave it out after ==", column: 8),
    WrongText("1 ~ 1 within", "the line ends here; expected a number, a quantity or a function", column: 13),
    WrongText("1 ~ 1 within -1", "a tolerance is a number of at least 0, such as 1e-6 or 1%", column: 14),
    WrongText("1 ~ 1 within nan", "a tolerance is a number of at least 0, such as 1e-6 or 1%", column: 14),
    WrongText("1 ~ 1 within x", "a tolerance is a number of at least 0, such as 1e-6 or 1%", column: 14),
    WrongText("1 ~ 1 within 1%%", "unexpected \"%\"; expected an operator or the end of the line", column: 16),
    WrongText("1 ~ 1 within 1 2", "unexpected \"2\"; expected an operator or the end of the line", column: 16),
    WrongText("< 1", "unexpected \"<\"; expected a number, a quantity or a function", column: 1),
    WrongText("1 <", "the line ends here; expected a number, a quantity or a function", column: 4),
  ]

  @Test("that are wrong are refused with the column", arguments: wrong)
  func refused(_ example: WrongText) throws {
    let error = try #require(throws: CommandError.self) { try outcome(example.text) }
    #expect(error.message == example.message)
    #expect(error.column == example.column)
  }
}
