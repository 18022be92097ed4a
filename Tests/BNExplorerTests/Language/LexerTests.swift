import Testing

@testable import BNExplorer

@Suite("Cutting lines into words")
struct LexerTests {
  static let cases: [(String, [[String]])] = [
    ("", []), ("   ", []), ("# only a comment", []), ("step", [["step"]]), ("  step   3  ", [["step", "3"]]),
    ("step 3 # three", [["step", "3"]]), ("step;train 2", [["step"], ["train", "2"]]), (";;step;;", [["step"]]),
    ("step ; # ; train", [["step"]]), ("say \"a b\"", [["say", "a b"]]), ("say \"a # b; c\"", [["say", "a # b; c"]]),
    ("say \"\\\"x\\\" \\\\ \\n\"", [["say", "\"x\" \\ \n"]]), ("say a\"b c\"d", [["say", "ab cd"]]),
    ("say \"\"", [["say", ""]]), ("batch [[1, 2], [3, 4]]", [["batch", "[[1, 2], [3, 4]]"]]),
    ("batch [1; 2 # 3]", [["batch", "[1; 2 # 3]"]]), ("x a=[1, 2] b=3", [["x", "a=[1, 2]", "b=3"]]),
    ("load f columns=a,\"b c\"", [["load", "f", "columns=a,b c"]]), ("a\tb\u{A0}c", [["a", "b", "c"]]),
    ("show x]", [["show", "x]"]]), ("say \"[\"", [["say", "["]]), ("say [\"]\"]", [["say", "[]]"]]),
    ("a#b", [["a"]]), ("say 日本 \"é\"", [["say", "日本", "é"]]),
  ]

  @Test("blanks separate words, semicolons commands; quotes and brackets hold together", arguments: cases)
  func words(line: String, expected: [[String]]) throws {
    let statements = try Lexer.statements(of: line)
    #expect(statements.map { [$0.verb.text] + $0.arguments.map(\.text) } == expected)
  }

  @Test("words know their columns, and a statement the text behind its verb")
  func columns() throws {
    let statements = try Lexer.statements(of: "  step 3;  show  mean( x ) + 1  # sum")
    #expect(statements.map(\.verb.column) == [3, 12])
    #expect(statements[0].arguments.map(\.column) == [8])
    #expect(statements[1].rest == Word(text: "mean( x ) + 1", column: 18))
    #expect(statements[1].text == "show  mean( x ) + 1")
    #expect(try Lexer.statements(of: "say \"a b\" c")[0].arguments.map(\.column) == [5, 11])
    #expect(try Lexer.statements(of: "say \"a b\" c")[0].arguments.map(\.quoted) == [true, false])
  }

  static let wrong = [
    WrongText("say \"a", "a quote is open at the end of the line; close it with \"", column: 5),
    WrongText("say a b\"", "a quote is open at the end of the line; close it with \"", column: 8),
    WrongText("say \"a\\", "a quote is open at the end of the line; close it with \"", column: 5),
    WrongText("say \"a\\t\"", "unknown escape \\t; expected \\\", \\\\ or \\n", column: 7),
    WrongText("step; batch [[1, 2]", "a bracket is open at the end of the line; close it with ]", column: 13),
  ]

  @Test("open quotes and brackets and unknown escapes are refused with their column", arguments: wrong)
  func refused(_ example: WrongText) throws {
    let error = try #require(throws: CommandError.self) { try Lexer.statements(of: example.text) }
    #expect(error.message == example.message)
    #expect(error.column == example.column)
  }

  @Test("a quoted word reads back to its text, whatever is in it", arguments: 0..<4)
  func quoting(seed: UInt64) throws {
    var source = RandomCommands(seed: seed)
    for _ in 0..<300 {
      let text = source.text()
      let statements = try Lexer.statements(of: "say \(quotedWord(text)) end")
      #expect(statements.count == 1)
      #expect(statements[0].arguments.map(\.text) == [text, "end"])
      #expect(!quotedWord(text).contains("\n"), "a line of a script is one line")
    }
  }
}
