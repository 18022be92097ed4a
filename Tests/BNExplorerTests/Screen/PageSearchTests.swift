import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Looking for text in a page")
struct PageSearchTests {
  private func page(_ lines: [String], scroll: Int = 0) throws -> Stage {
    var stage = try Stage()
    stage.state.overlay = ScreenState.Overlay(title: "page", lines: lines, scroll: scroll)
    return stage
  }

  private let hundred = (0..<100).map { $0 % 30 == 7 ? "line \($0) has a Nail" : "line \($0)" }

  private func isInView(_ stage: Stage, _ line: Int) -> Bool {
    ScreenView.draw(stage.state, size: stage.state.size).text.contains { $0.hasPrefix(" line \(line) ") }
  }

  @Test("begins with /, shows the first place while it is typed, and goes on with n and N around both ends")
  func walk() throws {
    var stage = try page(hundred)
    stage.press("/")
    stage.type("nail")
    #expect(stage.state.overlay?.hit == 7 && isInView(stage, 7))
    #expect(ScreenView.draw(stage.state, size: stage.state.size).text.contains { $0.hasPrefix("/nail") })
    stage.press(.enter)
    #expect(stage.state.finder == nil && stage.state.message?.text == "line 1 of 4 with \"nail\"; n next, N before")
    for hit in [37, 67, 97, 7] {
      stage.press("n")
      #expect(stage.state.overlay?.hit == hit && isInView(stage, hit))
    }
    for hit in [97, 67] {
      stage.press("N")
      #expect(stage.state.overlay?.hit == hit && isInView(stage, hit))
    }
    #expect(stage.state.message?.text == "line 3 of 4 with \"nail\"; n next, N before")
    #expect(
      stage.session.branches.names == ["main"] && stage.state.overlay != nil, "n is the page's, not the branches'")
  }

  @Test("begins below what has been read, and comes back where it is given up")
  func from() throws {
    var stage = try page(hundred, scroll: 40)
    stage.press("/")
    stage.type("nail")
    #expect(stage.state.overlay?.hit == 67)
    stage.press(.escape)
    #expect(
      stage.state.finder == nil && stage.state.overlay?.scroll == 40 && stage.state.overlay?.query.isEmpty == true)
    stage.press("/")
    stage.type("nail")
    stage.press(.control("c"))
    #expect(stage.state.finder == nil && stage.state.overlay?.scroll == 40)
    #expect(!stage.actions.contains(.endInterrupted))
  }

  @Test("says that there is none, and that nothing has been looked for")
  func none() throws {
    var stage = try page(hundred, scroll: 5)
    stage.press("n")
    #expect(stage.state.message?.text == "nothing has been looked for; / finds text in this page")
    stage.press("/")
    stage.type("screw")
    stage.press(.enter)
    #expect(stage.state.message?.text == "\"screw\" is not in this page" && stage.state.overlay?.scroll == 5)
    stage.press("n")
    #expect(stage.state.message?.isError == true && stage.state.overlay != nil)
  }

  @Test("takes what was looked for before where nothing is typed, as less does")
  func again() throws {
    var stage = try page(hundred)
    stage.press("/")
    stage.type("NAIL")
    stage.press(.enter, "/", .enter)
    #expect(stage.state.overlay?.hit == 37)
  }

  @Test("marks every place in view, in whatever letters", arguments: GlyphLevel.allCases)
  func marks(_ glyphs: GlyphLevel) throws {
    var stage = try page(["α nail, NAIL and nai", "no"])
    stage.state.glyphs = glyphs
    stage.press("/")
    stage.type("nail")
    let frame = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24))
    let row = try #require(frame.text.firstIndex { $0.contains("nail, NAIL") })
    let marked = (0..<80).filter { frame[$0, row]?.style.emphasis.contains(.reverse) == true }
    #expect(marked == [3, 4, 5, 6, 9, 10, 11, 12])
  }

  @Test("finds any text that stands in a line, against the standard library")
  func property() {
    var random = SplitMix(state: 11)
    let letters = Array("abAB é漢")
    func text(_ most: Int) -> String {
      String(
        (0..<Int.random(in: 1...most, using: &random)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &random)]
        })
    }
    for _ in 0..<3000 {
      let (line, wanted) = (text(12), text(3))
      // Both in small letters: é has no other form among these.
      let expected = line.lowercased().contains(wanted.lowercased())
      let ranges = PageQuery(wanted).ranges(in: line)
      #expect(ranges.isEmpty == !expected, "\(line) \(wanted)")
      for range in ranges {
        let found = String(decoding: Array(line.utf8)[range], as: UTF8.self)
        #expect(found.lowercased() == wanted.lowercased())
      }
    }
  }

  @Test("finds every key and command of the page of help", arguments: ["compare", "Ctrl-P", "moving statistics"])
  func help(_ text: String) throws {
    var stage = try Stage()
    stage.press("?", "/")
    stage.type(text)
    stage.press(.enter)
    #expect(stage.state.overlay?.title == "Help" && stage.state.overlay?.hit != nil)
  }
}

@Suite("The prompt over everything, and keys without a meaning")
struct EverywhereKeyTests {
  @Test("the colon opens the prompt over pages and the palette, and a page waits until the line is given")
  func colon() throws {
    for open in ["?", "d", "p"] as [Key] {
      var stage = try Stage("batch [[3], [7]]", "train 2")
      stage.press(open)
      stage.type(":trian")
      #expect(stage.state.editor?.text == "trian" && stage.state.palette == nil)
      stage.press(.escape)
      #expect(stage.state.editor == nil && (stage.state.overlay != nil) == (open != "p"))
      stage.press(open == "p" ? "p" : ":")
      stage.type(open == "p" ? ":train 2" : "train 2")
      stage.press(.enter)
      #expect(stage.session.step == 4 && stage.state.overlay == nil)
    }
  }

  @Test("a line that has to be mended leaves the page where it is; one without words does, too")
  func mend() throws {
    var stage = try Stage()
    stage.press("?")
    stage.enter("trian 3")
    #expect(stage.state.overlay?.title == "Help" && stage.state.editor != nil && stage.state.message?.isError == true)
    stage.press(.escape)
    stage.enter("")
    #expect(stage.state.overlay?.title == "Help" && stage.state.editor == nil)
    stage.enter("help set")
    #expect(stage.state.overlay?.title == "help set")
  }

  @Test("the slash opens the palette where there is no page, and begins anew in it")
  func slash() throws {
    var stage = try Stage()
    stage.press("/")
    stage.type("xyz")
    #expect(stage.state.palette?.editor.text == "xyz")
    stage.press("/")
    #expect(stage.state.palette?.editor.text == "" && stage.state.palette?.matches.count ?? 0 > 20)
    stage.type("diagn")
    #expect(stage.state.palette?.chosen?.line == "diagnose")
  }

  @Test("a key that does nothing says so, which key it was, and where the keys are listed")
  func unbound() throws {
    var stage = try Stage("batch [[3], [7]]")
    for (key, name) in [("Q", "Q"), (.function(5), "F5"), (.delete, "delete"), (.control("d"), "Ctrl-D")]
      as [(Key, String)]
    {
      stage.press(key)
      #expect(stage.state.message?.text == "\(name) does nothing here; ? lists the keys")
      #expect(stage.state.message?.isError == false)
    }
    // Every key that does something is left alone: no line says that it doesn't.
    for binding in KeyBinding.all where binding.line != "quit" {
      var stage = try Stage("batch [[3], [7]]", "train 3")
      stage.press(binding.key)
      #expect(stage.state.message?.text.contains("does nothing here") != true, "\(binding.label)")
    }
    #expect(stage.session.step == 0)
  }

  @Test("a paste opens the prompt with it, several lines as one, and does nothing until it is given")
  func paste() throws {
    for open in [nil, "?", "d"] as [Key?] {
      var stage = try Stage("batch [[3], [7]]")
      if let open { stage.press(open) }
      stage.press(.paste("train 2\n# a comment\nset momentum 0.5\n\ntrain 1\n"))
      #expect(stage.state.editor?.text == "train 2; set momentum 0.5; train 1")
      #expect(stage.session.step == 0)
      stage.press(.enter)
      #expect(stage.session.step == 3 && stage.session.configuration.options.momentum == 0.5)
    }
    var stage = try Stage("batch [[3], [7]]")
    stage.press(.paste("qqq"))
    #expect(!stage.hasQuit && stage.state.editor?.text == "qqq")
    stage.press(.paste("x"))
    #expect(stage.state.editor?.text == "qqqx")
  }
}
