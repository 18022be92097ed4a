import Testing

/// The check itself, on houses of a few lines.
@Suite("The check of directions")
struct CheckTests {
  private static let table = """
    # A page

    ## Who may use whom

    | room | what | may use |
    | --- | --- | --- |
    | `A/low` | words | |
    | `A/high` | sentences | `A/low` |
    | `B` | all above | `A` |
    """

  private func ties(_ files: [String: String]) -> [String] {
    let house = House(
      files: files.map { SourceFile(path: $0.key, source: $0.value) }, rooms: Rooms(markdown: Self.table))
    return house.ties(visible: ["B": ["A"]])
      .filter { house.rooms.allowed[$0.room]?.contains($0.other) != true }.map { "\($0.user) \($0.name)" }.sorted()
  }

  @Test("passes what goes down")
  func down() {
    #expect(
      ties(["A/low/x.swift": "struct Word {}", "A/high/y.swift": "let w = Word()", "B/z.swift": "f(Word())"]) == [])
  }

  @Test(
    "finds what goes up",
    arguments: [
      "let s: Sentence? = nil", "/* a */ func f(_ s: [Sentence]) {}", #"let t = "\(Sentence.count)""#,
      ##"let t = #"\#(Sentence.count)"#"##, "extension Sentence { var n: Int { 1 } }",
    ])
  func up(line: String) {
    #expect(ties(["A/high/y.swift": "struct Sentence {}", "A/low/x.swift": line]) == ["A/low/x.swift Sentence"])
  }

  @Test(
    "passes over comments, strings and names of the file's own",
    arguments: ["// Sentence", "/* Sentence */", #"let t = "Sentence""#, "private struct Sentence {}; f(Sentence())"])
  func noTie(line: String) {
    #expect(ties(["A/high/y.swift": "struct Sentence {}", "A/low/x.swift": line]) == [])
  }

  @Test("sees the members that an extension adds, where no other has one of that name")
  func members() {
    let extended = "extension String { var sentences: Int { 1 } }"
    #expect(ties(["A/high/y.swift": extended, "A/low/x.swift": "t.sentences"]) == ["A/low/x.swift .sentences"])
    #expect(ties(["A/high/y.swift": extended, "A/low/x.swift": "let sentences = 1"]) == [])
    #expect(
      ties(["A/high/y.swift": extended, "A/low/z.swift": extended, "A/low/x.swift": "t.sentences"]) == [])
  }

  @Test("finds a circle of the table, however long")
  func circle() {
    #expect(Rooms(markdown: Self.table).circle == nil)
    let closed = Self.table.replacing("| words | |", with: "| words | `B` |")
    #expect(Rooms(markdown: closed).circle?.count == 3 || Rooms(markdown: closed).circle?.count == 4)
  }

  @Test("the room of a file is the nearest folder in the table")
  func rooms() {
    let rooms = Rooms(markdown: Self.table + "\n| `B/inner` | | `A/low` |")
    #expect(rooms.room(of: "B/inner/deep") == "B/inner")
    #expect(rooms.room(of: "B/other") == "B")
    #expect(rooms.room(of: "C") == nil)
  }
}
