import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Wrong formulas")
struct ExpressionErrorTests {
  static let session = try? Session("batch [[1, 2, 3], [4, 5, 9]]; train")

  static let wrong = [
    WrongText("", "the line ends here; expected a number, a quantity or a function", column: 1),
    WrongText("1+", "the line ends here; expected a number, a quantity or a function", column: 3),
    WrongText("1+*2", "unexpected \"*\"; expected a number, a quantity or a function", column: 3),
    WrongText("(1+2", "the line ends here; expected a closing )", column: 5),
    WrongText("1)", "unexpected \")\"; expected an operator or the end of the line", column: 2),
    WrongText("1 2", "unexpected \"2\"; expected an operator or the end of the line", column: 3),
    WrongText("sqrt 4", "unexpected \"4\"; expected ( after sqrt", column: 6),
    WrongText("sqrt(4", "the line ends here; expected a closing )", column: 7),
    WrongText("sqrt()", "unexpected \")\"; expected a number, a quantity or a function", column: 6),
    WrongText("1.2.3", "\"1.2.3\" is not a number", column: 1),
    WrongText("2+1e", "\"1e\" is not a number", column: 3),
    WrongText(".", "\".\" is not a number", column: 1),
    WrongText("moving_maen", "unknown quantity \"moving_maen\"; did you mean moving_mean?", column: 1),
    WrongText("1+gama", "unknown quantity \"gama\"; did you mean gamma?", column: 3),
    WrongText("x[", "the line ends here; expected an index such as 3, -1, : or 1:4", column: 3),
    WrongText("x[0", "the line ends here; expected , or a closing ]", column: 4),
    WrongText("x[]", "unexpected \"]\"; expected an index such as 3, -1, : or 1:4", column: 3),
    WrongText("x[a]", "unexpected \"a\"; expected an index such as 3, -1, : or 1:4", column: 3),
    WrongText("x[1.5]", "unexpected \".\"; expected , or a closing ]", column: 4),
    WrongText("x[-]", "\"-\" is not an index", column: 3),
    WrongText("x[99999999999999999999]", "\"99999999999999999999\" is not an index", column: 3),
    WrongText("x[2]", "index 2 is outside 0..1 of dimension 0 (shape 2x3)", column: 2),
    WrongText("1+x[0,-4]", "index -4 is outside 0..2 of dimension 1 (shape 2x3)", column: 4),
    WrongText("x[0,0,0]", "3 indices for a value of shape 2x3; expected at most 2", column: 2),
    WrongText("step[0]", "an index for a value of shape (); expected none", column: 5),
    WrongText("x+x[:,0:2]", "shapes 2x3 and 2x2 do not fit together", column: 2),
    WrongText("2*(x[0]-x[:,1])", "shapes 3 and 2 do not fit together", column: 8),
    WrongText("y & 2", "unexpected \"&\"; expected an operator or the end of the line", column: 3),
    WrongText("r", "r: the last pass had no renorm correction; set renorm on and train first", column: 1),
    WrongText("1 + renorm_mean", "renorm_mean: the layer has none; set renorm on first", column: 5),
  ]

  @Test("are refused with what is wrong, what was expected and the column", arguments: wrong)
  func refused(_ example: WrongText) throws {
    let error = try #require(throws: CommandError.self) { try #require(Self.session).value(example.text) }
    #expect(error.message == example.message)
    #expect(error.column == example.column)
    #expect(error.exitStatus == 64)
  }

  @Test("name what is missing in a session that has not begun, and the command that provides it")
  func fresh() throws {
    for (formula, message) in [
      ("y", "y: no batch has been taken yet; step, train or infer first"),
      ("batch_mean", "batch_mean: no batch has been taken yet; train first"),
      ("gamma", "gamma: there is no layer yet; name a batch with generate, batch or load"),
    ] {
      let error = try #require(throws: CommandError.self) { try Session().value(formula) }
      #expect(error.message == message)
    }
    let inferred = try Session("batch [[1], [2]]; infer")
    let error = try #require(throws: CommandError.self) { try inferred.value("batch_variance") }
    #expect(error.message.contains("the last pass was inference"))
  }

  @Test("that are nested or chained without end are refused instead of using up the stack")
  func endless() throws {
    for formula in [
      String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1",
      "1" + String(repeating: "+1", count: 100_000), "2" + String(repeating: "^2", count: 100_000),
      "x" + String(repeating: "[0]", count: 100_000), String(repeating: "abs(", count: 100_000),
      "1" + String(repeating: "*1", count: 100_000),
    ] {
      let error = try #require(throws: CommandError.self) { try Session().value(formula) }
      #expect(error.message.hasPrefix("the expression"), "\(error.message)")
    }
    // What a person might write is not.
    #expect(try Session().numbers("1" + String(repeating: "+1", count: 99)) == [100])
    let nested = String(repeating: "(", count: 100) + "7" + String(repeating: ")", count: 100)
    #expect(try Session().numbers(nested) == [7])
  }

  @Test("made of any words at all end in a value or an error with its column within the text", arguments: 0..<8)
  func soup(seed: UInt64) throws {
    let session = try #require(Self.session)
    let tokens = [
      "1", "2.5", "1e3", ".", "e", "x", "y", "step", "gamma", "batch_mean", "sqrt", "mean(", "max", "(", ")", "[", "]",
      ":",
      ",", "-", "+", "*", "/", "^", " ", "0", "-1", "nan", "inf", "~", "%", "within", "é", "½", "\u{301}",
      "9999999999999",
      "[0]", "[:,1]", "[-1:]", "\t", "_", "=", "#",
    ]
    var random = SplitMix(state: seed)
    var values = 0
    for _ in 0..<600 {
      let count = Int.random(in: 1...12, using: &random)
      let text = (0..<count).map { _ in tokens[Int.random(in: 0..<tokens.count, using: &random)] }.joined()
      do {
        let value = try session.value(text)
        #expect(value.shape.reduce(1, *) == value.count, "\(text)")
        values += 1
      } catch let error as CommandError {
        #expect((1...text.count + 1).contains(error.column ?? 0), "\(text): \(error)")
        #expect(!error.message.isEmpty)
      }
    }
    // A soup of which nothing parses would test the errors alone.
    #expect(values >= 8)
  }
}
