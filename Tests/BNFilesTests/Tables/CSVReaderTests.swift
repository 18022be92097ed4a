import Testing

@testable import BNFiles

@Suite("CSV tables")
struct CSVReaderTests {
  private func read(
    _ text: String, columns: [String]? = nil, labels: String? = nil
  ) throws(FileError) -> LoadedData {
    try CSVReader.decode(
      Array(text.utf8), path: "t.csv", options: DataFileOptions(columns: columns, labels: labels))
  }

  private func failure(_ text: String, columns: [String]? = nil, labels: String? = nil) -> String? {
    fileError { () throws(FileError) in try read(text, columns: columns, labels: labels) }?.description
  }

  @Test("a table is examples by columns, with the names of its header line")
  func table() throws {
    let loaded = try read("a,b\n1,2\n3,4\n5,6\n")
    #expect(try loaded.array.contents == Contents(shape: [3, 2], values: [1, 2, 3, 4, 5, 6], columns: ["a", "b"]))
    #expect(loaded.labels == nil)
    #expect(try read("1\n2").array.contents == Contents(shape: [2, 1], values: [1, 2]))
  }

  @Test("blanks around numbers and empty lines at the end do not count")
  func blanks() throws {
    #expect(try read(" 1 , 2 \n3,\t4\t\n\r\n  \n").array.contents == Contents(shape: [2, 2], values: [1, 2, 3, 4]))
  }

  @Test("the separator is a tab, else a semicolon, else a comma, as the first line outside of quotes has it")
  func separators() {
    #expect(CSVLayout.separator(of: Array("a,b;c\td".utf8)[...]) == UInt8(ascii: "\t"))
    #expect(CSVLayout.separator(of: Array("1,5;2,5\n\t".utf8)[...]) == UInt8(ascii: ";"))
    #expect(CSVLayout.separator(of: Array("\"a;b\",c".utf8)[...]) == UInt8(ascii: ","))
    #expect(CSVLayout.separator(of: Array("1".utf8)[...]) == UInt8(ascii: ","))
  }

  @Test("text in the first line is a header, unless the next line has text in the same columns")
  func header() throws {
    #expect(try read("x1,y\n1,2\n").array.columns == ["x1", "y"])
    #expect(try read("nan,1\n2,3\n").array.shape == [2, 2])
    let iris = try read("5.1,3.5,setosa\n7,3.2,versicolor\n", labels: "3")
    #expect(try iris.array.contents == Contents(shape: [2, 2], values: [5.1, 3.5, 7, 3.2]))
    #expect(iris.labels == ["setosa", "versicolor"])
    #expect(try read("name,kind\nx,1\n", columns: ["kind"]).array.numbers() == [1])
  }

  @Test("columns are taken by name or by number, in the order asked for")
  func selection() throws {
    let text = "a,b,c,d\n1,2,3,u\n4,5,6,\"v \"\"w\"\", x\"\n"
    #expect(
      try read(text, columns: ["2-3", "a"]).array.contents
        == Contents(
          shape: [2, 3], values: [2, 3, 1, 5, 6, 4], columns: ["b", "c", "a"]))
    let chosen = try read(text, columns: ["c", "1"], labels: "d")
    #expect(try chosen.array.contents == Contents(shape: [2, 2], values: [3, 1, 6, 4], columns: ["c", "a"]))
    #expect(chosen.labels == ["u", "v \"w\", x"])
    #expect(try read(text, labels: "4").array.columns == ["a", "b", "c"])
    // A name goes before a number.
    #expect(try read("2,x\n7,8\n", columns: ["2"]).array.numbers() == [7])
  }

  @Test("a choice that the table does not offer says what it offers")
  func wrongSelection() {
    #expect(
      failure("a,b\n1,2\n", columns: ["q"])
        == "t.csv:1:1: there is no column \"q\" for columns=; it has \"a\", \"b\"; expected a name of the header or a "
        + "number from 1 to 2")
    #expect(failure("1,2\n", labels: "q")?.contains("for labels=; it has no header line") == true)
    #expect(failure("a,a\n1,2\n", columns: ["a"])?.contains("2 columns are called \"a\"") == true)
    #expect(failure("a,b\n1,2\n", columns: ["a"], labels: "1")?.contains("name it in one of them only") == true)
    #expect(failure("a\n1\n", labels: "a")?.contains("no column of numbers is left") == true)
  }

  @Test("text in a column of numbers is shown with its line, character and column")
  func text() {
    #expect(failure("größe,b\n1,two\n")?.hasPrefix("t.csv:2:3: \"two\" in column 2 (\"b\") is not a number") == true)
    #expect(failure("1,2\nä,3\n4,\"ö x\"\n")?.hasPrefix("t.csv:2:1: \"ä\" in column 1 is") == true)
    #expect(failure("\"a\nb\",c\n1,2\r\nä 1, x\n")?.hasPrefix("t.csv:4:1: \"ä 1\" in column 1 (\"a\\nb\")") == true)
    #expect(failure("\u{FEFF}1,2\n3,4z\n")?.hasPrefix("t.csv:2:3: \"4z\"") == true)
    #expect(failure("\u{FEFF}1,\n")?.hasPrefix("t.csv:1:3: column 2 is empty") == true)
    let long = String(repeating: "x", count: 500)
    #expect(failure("1\n\(long)\n")?.hasPrefix("t.csv:2:1: \"\(long.prefix(24))...\" in column 1 is") == true)
    #expect(failure("1,2\n1,\u{1B}[31m\n")?.contains("\"\\u{1b}[31m\"") == true)
  }

  @Test("advice fits the usual mistakes")
  func advice() {
    #expect(failure("1 2 3\n4 5 6\n")?.contains("expected commas, semicolons or tabs") == true)
    #expect(
      failure("a;b\n1,5;2\n")?.hasSuffix(
        "\"1,5\" in column 1 (\"a\") is not a number; expected a decimal point, as in 0.5; if the comma is one, "
          + "load it with decimal=comma") == true)
    #expect(
      failure("1,2\n3,\n")?.hasSuffix(
        "2:3: column 2 is empty; expected a number; missing=drop leaves such lines out, missing=mean fills in the "
          + "column's mean") == true)
    #expect(
      failure("1,2\n\n3,4\n")
        == "t.csv:2:1: the line is empty; expected 2 numbers; remove the line, or add missing=drop")
    #expect(
      failure("1\n\n3\n") == "t.csv:2:1: the line is empty; expected 1 number; remove the line, or add missing=drop")
  }

  @Test("a ragged row says how many cells it has and where the trouble begins")
  func ragged() {
    #expect(
      failure("1,2,3\n4,5\n")?.hasPrefix("t.csv:2:4: 2 cells in this line; expected 3 as in the first line") == true)
    #expect(failure("1,2\n4,5,6,7\n")?.hasPrefix("t.csv:2:5: 4 cells in this line; expected 2") == true)
    #expect(failure("a,b\n1,2\n3\n", columns: ["a"])?.hasPrefix("t.csv:3:2: 1 cell in this line") == true)
  }

  @Test("quotes have to close, and nothing may follow them")
  func quotes() {
    #expect(failure("1,2\n3,\"4\n5,6\n")?.hasPrefix("t.csv:2:3: a quote is opened here and never closed") == true)
    #expect(failure("1,\"2\"3\n")?.hasPrefix("t.csv:1:6: text stands after the closing quote") == true)
  }

  @Test("a table without numbers says so")
  func empty() {
    #expect(failure("\n \r\n") == "t.csv: the file is empty; expected lines of numbers")
    #expect(
      failure("a,b\n") == "t.csv:1:4: there is only a header line (\"a\", \"b\"); expected lines of numbers below it")
  }
}
