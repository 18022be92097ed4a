import Testing

@testable import BNFiles

/// Tables as people have them, each the smallest form of one from a public report.
@Suite("Tables as they come")
struct TableTextTests {
  private func read(_ text: String, _ how: TableText = TableText(), columns: [String]? = nil, labels: String? = nil)
    throws(FileError) -> LoadedData
  {
    try DataFile.decode(
      Array(text.utf8), path: "t.csv", options: DataFileOptions(columns: columns, labels: labels, text: how))
  }

  private func failure(_ text: String, _ how: TableText = TableText(), labels: String? = nil) -> String? {
    fileError { () throws(FileError) in try read(text, how, labels: labels) }?.description
  }

  private func contents(_ text: String, _ how: TableText = TableText()) throws -> Contents {
    try read(text, how).array.contents
  }

  private func remarks(_ text: String, _ how: TableText = TableText()) throws -> [String] {
    try read(text, how).remarks.map { $0.description(of: "t.csv") }
  }

  // MARK: The first line

  @Test("header= says what the first line is, where it could be either")
  func header() throws {
    let years = "2001,2002,2003\n1,2,3\n"
    #expect(try contents(years) == Contents(shape: [2, 3], values: [2001, 2002, 2003, 1, 2, 3]))
    #expect(
      try contents(years, TableText(header: true))
        == Contents(shape: [1, 3], values: [1, 2, 3], columns: ["2001", "2002", "2003"]))
    #expect(
      failure("a,b\n1,2\n", TableText(header: false))?.hasPrefix("t.csv:1:1: \"a\" in column 1 is not a number") == true
    )
    #expect(try contents("1,2\n3,4\n", TableText(header: false)).shape == [2, 2])
  }

  @Test("years in the first line, and counted columns, are called doubtful; data is not")
  func years() throws {
    for text in ["2001,2002\n1.5,2\n", "0,1,2\n0.5,0.25,7\n"] {
      #expect(try remarks(text).count == 1)
      #expect(try remarks(text)[0].contains("if it names the columns, load it with header=on"))
      #expect(try remarks(text, TableText(header: false)) == [])
      #expect(try remarks(text, TableText(header: true)) == [])
    }
    for text in ["0,1,2\n3,4,5\n", "1,2,3\n3,5,1\n", "2001,2005\n1,2\n", "1.5,2.5,3.5\n1,1,1\n", "7\n8\n"] {
      #expect(try remarks(text) == [], "\(text)")
    }
    // A header of a name and years looks like a row with a label.
    #expect(failure("name,2001\nx,3\n", labels: "name")?.contains("add header=on") == true)
    #expect(failure("name,2001\nx,3\n")?.contains("load it with header=on") == true)
    #expect(try read("name,2001\nx,3\n", TableText(header: true), labels: "name").array.columns == ["2001"])
    // pandas writes no name for the column of its index.
    #expect(failure(",0,1\n0,5,6\n")?.contains("column 1 is empty; expected a number; if the first line names") == true)
    #expect(try contents(",0,1\n0,5,6\n", TableText(header: true)).columns == ["", "0", "1"])
  }

  @Test("a line of units below the names is left out, and said")
  func units() throws {
    let text = "time,volt\n(s),(V)\n0.1,2\n0.2,3\n"
    #expect(try contents(text) == Contents(shape: [2, 2], values: [0.1, 2, 0.2, 3], columns: ["time", "volt"]))
    #expect(
      try remarks(text) == ["t.csv:2:1: the line below the names has no number (\"(s)\", \"(V)\"); left out as units"])
    #expect(try contents("t,v\ns,\n1,2\n").shape == [1, 2])
    // A missing number is no unit, and without numbers below it there is nothing that it could be a unit of.
    #expect(failure("a,b\nNA,NA\n1,2\n")?.hasPrefix("t.csv:2:1: \"NA\" in column 1 (\"a\") is no number") == true)
    #expect(failure("a,b\nx,y\nz,w\n")?.hasPrefix("t.csv:2:1: \"x\" in column 1 (\"a\") is not a number") == true)
  }

  @Test("a missing number in the first line does not make it a header")
  func missingInFirstLine() throws {
    #expect(try contents("NA,1\n2,3\n", TableText(missing: .drop)) == Contents(shape: [1, 2], values: [2, 3]))
  }

  // MARK: Lines that are no rows

  @Test("comments are left out wherever they stand, and counted")
  func comments() throws {
    #expect(
      try contents("a,b\n1,2\n# recalibrated\n3,4\n")
        == Contents(shape: [2, 2], values: [1, 2, 3, 4], columns: ["a", "b"]))
    #expect(try remarks("a,b\n1,2\n# x\n3,4\n#y\n") == ["t.csv: 2 lines beginning with # left out as comments"])
    let export = "#Oscilloscope export\n#Device: X\n\nTime (s),Channel 1 (V)\n-0.0001,-0.0120\n-0.0002,-0.0110\n"
    #expect(
      try contents(export)
        == Contents(
          shape: [2, 2], values: [-0.0001, -0.0120, -0.0002, -0.0110], columns: ["Time (s)", "Channel 1 (V)"]))
    #expect(try contents("# no \"quotes\n1\n2\n").values == [1, 2])
    #expect(failure("# a\n# b\n")?.contains("there are only comments") == true)
    #expect(failure("a,b\n# 1,2\n")?.contains("only comments below the names") == true)
  }

  @Test("a comment above a table without a header names its columns, as NumPy writes them")
  func commentedHeader() throws {
    #expect(try contents("# a,b\n1,2\n").columns == ["a", "b"])
    #expect(try contents("# x y\n1 2\n", TableText(separator: .space)).columns == ["x", "y"])
    for text in ["# a,b,c\n1,2\n", "# 7,8\n1,2\n", "# a,b\n\n1,2\n", "# a\n1\n"] {
      #expect(try contents(text).columns == nil, "\(text)")
    }
  }

  @Test("a mark within data is none: of a spreadsheet's error, or in a column of text")
  func marksInData() throws {
    #expect(try contents("a,b\n#N/A,2\n3,4\n", TableText(missing: .drop)).values == [3, 4])
    let colours = try read("colour,a,b\n#ff0000,1,2\n#00ff00,3,4\n# note\n", labels: "colour")
    #expect(try colours.array.numbers() == [1, 2, 3, 4] && colours.labels == ["#ff0000", "#00ff00"])
  }

  @Test("skip= passes over lines above the table, which an error offers where it would help")
  func skip() throws {
    let text = "Device X\nDate: 2020\na,b\n1,2\n3,4\n"
    #expect(failure(text)?.hasSuffix("if the table begins in line 3, load it with skip=2") == true)
    #expect(
      try contents(text, TableText(skip: 2)) == Contents(shape: [2, 2], values: [1, 2, 3, 4], columns: ["a", "b"]))
    #expect(failure("Title\na;b\n1;2\n")?.hasSuffix("load it with skip=1") == true)
    #expect(failure("1,2\nx,4\n", TableText(skip: 0))?.hasPrefix("t.csv:2:1") == true)
    // Places are places in the file.
    #expect(failure("Device\na,b\n1,x\n", TableText(skip: 1))?.hasPrefix("t.csv:3:3: \"x\" in column 2") == true)
    #expect(
      failure("1\n2\n", TableText(skip: 9)) == "t.csv:1:1: skip=9 passes over all 2 lines; expected some to be left")
  }

  // MARK: Separators and decimals

  @Test("a spreadsheet's line sep=; names the separator")
  func declaredSeparator() throws {
    for text in ["sep=;\na;b\n1;2\n", "\"sep=;\"\r\na;b\r\n1;2\r\n", "\u{FEFF}SEP=;\na;b\n1;2\n"] {
      #expect(try contents(text) == Contents(shape: [1, 2], values: [1, 2], columns: ["a", "b"]))
    }
    #expect(try contents("sep=,\n1,2\n").values == [1, 2])
  }

  @Test("sep= says what separates cells; of blanks any number does")
  func separators() throws {
    #expect(try contents("  1 2.5\t3 \n4  5 6\n", TableText(separator: .space)).values == [1, 2.5, 3, 4, 5, 6])
    #expect(try contents("  1 2\r\n 3 4 \r\n", TableText(separator: .space)).shape == [2, 2])
    #expect(try contents("a;b\n1;2\n", TableText(separator: .semicolon)).columns == ["a", "b"])
    #expect(failure("1 2 3\n4 5 6\n7 8 9\n")?.hasSuffix("for blanks load it with sep=space") == true)
    #expect(failure("a,b\n1,2\n", TableText(separator: .semicolon))?.hasSuffix("load it with sep=comma") == true)
    #expect(failure("a\tb\n1;2\t3\n")?.hasSuffix("load it with sep=semicolon") == true)
  }

  @Test("decimal=comma reads what an error offers it for")
  func decimalComma() throws {
    let one = "Value\n1,2\n10,5\n2,3\n"
    #expect(
      failure(one)?.contains(
        "2 cells in this line; expected 1 as in the first line; if the comma is the decimal sign, load it with decimal=comma"
      ) == true)
    let comma = TableText(decimal: .comma)
    #expect(try contents(one, comma) == Contents(shape: [3, 1], values: [1.2, 10.5, 2.3], columns: ["Value"]))
    #expect(failure("a;b\n1,5;2\n")?.hasSuffix("load it with decimal=comma") == true)
    #expect(try contents("a;b\n1,5;-2,5e-1\n", comma).values == [1.5, -0.25])
    #expect(try contents("0,1234567890123456789012\n", comma).values == [0.1234567890123456789012])
    #expect(failure("a;b\n1.5;2\n", comma)?.hasSuffix("leave decimal= out if the point is the decimal sign") == true)
    #expect(failure("1,5\n", TableText(separator: .comma, decimal: .comma))?.contains("cannot both separate") == true)
    #expect(failure("a,b\n1,5,2,5\n3,5,4,5\n")?.contains("decimal=comma and another sep=") == true)
  }

  @Test("a separator at the end of a line adds no cell, and a column without name or number is offered to be left out")
  func endingSeparators() throws {
    #expect(try contents("a,b\n1,2,\n3,4,\n").values == [1, 2, 3, 4])
    #expect(failure("1,2\n3,4,5\n")?.contains("3 cells in this line; expected 2") == true)
    #expect(failure("1,2\n3,4,,\n")?.contains("4 cells in this line; expected 2") == true)
    let text = "a,b,\n1,2,\n3,4,\n"
    #expect(
      failure(text)
        == "t.csv:2:5: column 3 (\"\") is empty; expected a number; each line ends with a separator; "
        + "leave the empty column out with columns=1-2")
    #expect(
      try read(text, columns: ["1-2"]).array.contents
        == Contents(shape: [2, 2], values: [1, 2, 3, 4], columns: ["a", "b"]))
    #expect(failure("a,b\n1,2,3\n4,5,6\n")?.contains("the line of names lacks one") == true)
  }

  // MARK: Missing numbers

  @Test("missing=drop leaves lines out, missing=mean fills in the mean of the column, and both say so")
  func missing() throws {
    let text = "t,temp,hum\n1,20.5,40\n2,,41\n3,21.0,NA\n4,21.5,43\n"
    #expect(
      failure(text)?.hasPrefix("t.csv:3:3: column 2 (\"temp\") is empty; expected a number; missing=drop") == true)
    let dropped = try read(text, TableText(missing: .drop))
    #expect(try dropped.array.numbers() == [1, 20.5, 40, 4, 21.5, 43])
    #expect(
      dropped.remarks.map { $0.description(of: "t.csv") }
        == ["t.csv:3:3: 2 lines left out for a missing number, the first in column 2 (\"temp\")"])
    #expect(dropped.array.lines.map { [$0[0], $0[1]] } == [2, 5])
    let filled = try read(text, TableText(missing: .mean))
    // (20.5 + 21 + 21.5) / 3 and (40 + 41 + 43) / 3.
    #expect(try filled.array.numbers() == [1, 20.5, 40, 2, 21, 41, 3, 21, 124.0 / 3, 4, 21.5, 43])
    #expect(
      filled.remarks.map { $0.description(of: "t.csv") }
        == ["t.csv:3:3: 2 missing numbers filled with the mean of the column, the first in column 2 (\"temp\")"])
    #expect(try read(text, TableText(missing: .mean), columns: ["temp", "temp"]).array.numbers()[2...3] == [21, 21])
    // A column that is not taken may lack what it likes.
    #expect(try read(text, TableText(missing: .drop), columns: ["t"]).array.numbers() == [1, 2, 3, 4])
  }

  @Test(
    "empty cells, NaN and the words of other programs are missing",
    arguments: ["", "NA", "n/a", "NaN", "null", "-", "?", "\"\""])
  func words(word: String) throws {
    #expect(try contents("a,b\n1,2\n\(word),4\n5,6\n", TableText(missing: .mean)).values == [1, 2, 3, 4, 5, 6])
    #expect(try contents("a,b\n1,2\n3,\(word)\n5,6\n", TableText(missing: .drop)).values == [1, 2, 5, 6])
    let labelled = try read("a,n\n1,u\n\(word),v\n5,w\n", TableText(missing: .drop), labels: "n")
    #expect(labelled.labels == ["u", "w"])
  }

  @Test("where nothing is left there is nothing to take a mean of, and it is said")
  func allMissing() throws {
    #expect(
      failure("a,b\n1,\n2,\n", TableText(missing: .mean))?.hasPrefix(
        "t.csv:2:3: column 2 (\"b\") has no number to take the mean of") == true)
    #expect(
      failure("a,b\n1,\n2,NA\n", TableText(missing: .drop))?.hasPrefix(
        "t.csv:2:3: every line has a cell without a number, here column 2 (\"b\")") == true)
    #expect(try contents("a\n1\n\n3\n", TableText(missing: .drop)).values == [1, 3])
    #expect(try contents("a,b\n1,2\n\n3,4\n", TableText(missing: .drop)).values == [1, 2, 3, 4])
  }

  @Test("numbers that are not finite are said with line and column")
  func nonFinite() throws {
    #expect(
      try remarks("a,b\n1,2\n3,inf\n-Infinity,1e999\n")
        == [
          "t.csv:3:3: \"inf\" in column 2 (\"b\") is not finite, and 2 more: moving statistics never recover from it; correct it"
        ])
    #expect(try remarks("1\nNaN\n")[0].hasPrefix("t.csv:2:1: \"NaN\" in column 1 is not finite: ") == true)
    #expect(try remarks("1\nNaN\n")[0].hasSuffix("missing=drop leaves its line out, missing=mean fills it"))
    #expect(try remarks("a,b\ninf,NA\n1,2\n", TableText(missing: .drop)).count == 1)
  }

  // MARK: Other files

  @Test(
    "what is no table is called by its name",
    arguments: [
      ("<!DOCTYPE html>\n<html><body>403 Forbidden</body></html>\n", "a web page (HTML)"),
      ("\n  <HTML>", "a web page (HTML)"), ("<?xml version=\"1.0\"?>", "XML"), ("{\"a\": [1, 2]}", "JSON"),
      ("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a pointer of Git LFS"),
      ("%PDF-1.4\n", "a PDF document"),
    ])
  func otherText(text: String, name: String) {
    for path in ["t.csv", "train-images-idx3-ubyte.gz", "x.npy", "x"] {
      let error = fileError { () throws(FileError) in try DataFile.decode(Array(text.utf8), path: path) }
      #expect(error?.description.hasPrefix("\(path): \(name)") == true)
      #expect(error?.exitStatus == 65)
    }
  }

  @Test(
    "files of other programs are called by their names, too",
    arguments: [
      ([0x50, 0x4B, 3, 4, 20, 0], "a zip archive"), ([0x89, 0x48, 0x44, 0x46, 13, 10], "an HDF5 file"),
      ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)"), ([0x80, 4, 0x95], "a Python pickle"),
      ([0xFE, 0xFF, 0, 0x31], "text in UTF-16"),
      // "1,2\n3,4\n" without a mark, low byte first.
      ([0x31, 0, 0x2C, 0, 0x32, 0, 10, 0, 0x33, 0, 0x2C, 0, 0x34, 0, 10, 0], "text in UTF-16"),
    ] as [([UInt8], String)])
  func otherBytes(bytes: [UInt8], name: String) {
    let error = fileError { () throws(FileError) in try DataFile.decode(bytes, path: "t.csv") }
    #expect(error?.description.hasPrefix("t.csv: \(name)") == true)
    #expect(error?.description.hasSuffix("; expected a CSV, .npy or IDX file") == true)
  }

  @Test("how to read text is refused for what is none")
  func optionsOfArrays() throws {
    let file = try Fixtures.all.file("small32.npy")
    for text in [TableText(header: true), TableText(skip: 1), TableText(missing: .drop)] {
      let error = fileError { () throws(FileError) in
        try DataFile.decode(file, path: "a.npy", options: DataFileOptions(text: text))
      }
      #expect(error?.reason.hasSuffix("say how to read a CSV file, and this is not one; leave them out") == true)
    }
  }

  @Test("rows know their lines, whatever lies between them")
  func lines() {
    var lines = RowLines()
    let expected = [3, 4, 5, 9, 10, 12, 20, 21]
    for line in expected { lines.add(line: line) }
    #expect(expected.indices.map { lines[$0] } == expected)
  }
}
