import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The browser of a model's layers")
struct BrowserKeyTests {
  private func browser(_ stage: Stage) throws -> LayerBrowser { try #require(stage.state.browser) }

  private func names(_ stage: Stage) throws -> [String] {
    let browser = try browser(stage)
    return browser.list.rows.map { row in row.item.map { browser.layers[$0].layer.name } ?? "(\(row.label))" }
  }

  private func chosen(_ stage: Stage) throws -> String? { try browser(stage).chosen?.layer.name }

  private func text(_ stage: Stage, _ columns: Int = 80, _ rows: Int = 24) -> String {
    ScreenView.draw(stage.state, size: Size(columns: columns, rows: rows)).text.joined(separator: "\n")
  }

  @Test("opens on layers, as a tree in which what has one way on is one row")
  func tree() throws {
    let stage = try BrowserModels.stage()
    #expect(
      try names(stage) == [
        "(features)", "features.0.bn", "(1)", "features.1.bn1", "features.1.bn2", "(2)", "features.2.bn1",
        "features.2.bn2", "(head)", "head/bn1", "head/bn2", "head/bn3", "neck.deep.only.bn",
      ])
    let labels = try browser(stage).list.rows.map(\.label)
    #expect(labels[1] == "0.bn" && labels[3] == "bn1" && labels[12] == "neck.deep.only.bn")
    let screen = text(stage)
    for part in ["9 batch norms", "file order", "1 other hidden", "- features (5)"] { #expect(screen.contains(part)) }
  }

  @Test("Enter takes the layer as the command does, Backspace comes back to the same place")
  func takes() throws {
    var stage = try BrowserModels.stage()
    stage.press("t", "s", .end, .up)
    let before = try browser(stage)
    #expect(try chosen(stage) == "head/bn3")
    stage.press(.enter)
    #expect(stage.state.browser == nil)
    #expect(stage.session.taken?.name == "head/bn3")
    #expect(stage.session.log.lines.contains { $0.hasPrefix("layer head/bn3") })
    stage.press(.backspace)
    let after = try browser(stage)
    #expect(after.list == before.list && after.order == before.order)
    stage.press(.escape)
    #expect(stage.state.browser == nil)
    stage.enter("undo")
    #expect(stage.session.taken == nil)
    stage.press(.backspace)
    #expect(try browser(stage).list == before.list)
    // Another model has no place to come back to.
    stage.press("q")
    stage.enter("close")
    stage.press(.backspace)
    #expect(stage.state.browser == nil)
  }

  @Test("a session's own layer is the chosen one when the key opens the browser anew")
  func opensAtTaken() throws {
    var stage = try BrowserModels.stage()
    stage.press("t", .down, .down, .down, .enter, "L")
    #expect(try chosen(stage) == "features.2.bn1")
    stage.press("q")
    #expect(!stage.hasQuit && stage.state.browser == nil)
  }

  @Test("what cannot be taken says why, and the browser stays")
  func refuses() throws {
    var stage = try BrowserModels.stage()
    stage.press("o", .end, .enter)
    #expect(try chosen(stage) == "norm")
    #expect(stage.state.message?.isError == true && stage.session.taken == nil)
    #expect(try #require(stage.state.message).text.hasPrefix("norm cannot be taken"))
  }

  @Test("comes back where the engine refuses the layer")
  func comesBack() throws {
    var stage = try BrowserModels.stage()
    // Two axes with as many numbers as the layer has channels: the engine asks which.
    stage.press("q")
    stage.enter("generate normal shape=4x8x8 seed=1")
    stage.press(.backspace, "t", "/")
    stage.type("bn3")
    stage.press(.enter, .enter)
    #expect(stage.session.taken == nil)
    #expect(try chosen(stage) == "head/bn3")
    #expect(try #require(stage.state.message).text.contains("axis"))
  }

  @Test("filters while it is typed, keeps the last good result, and says what is missing or wrong")
  func filters() throws {
    var stage = try BrowserModels.stage()
    stage.press("t", "/")
    stage.type("bn1")
    #expect(try names(stage) == ["features.1.bn1", "features.2.bn1", "head/bn1"])
    stage.press(.escape)
    #expect(try names(stage).count == 9)
    stage.press("/")
    // "min(variance)<1" was the last good one, which holds of all but the layer whose variances are 1.
    for (typed, complaint, count) in [("min(variance)", "relation", 9), ("<", "ends here", 9), ("1e-", "1e-", 8)] {
      stage.type(typed)
      // Also behind letters that are part of a name as well.
      #expect(try names(stage).count == count, "\(typed)")
      #expect(try #require(browser(stage).complaint?.text).contains(complaint), "\(typed)")
      #expect(text(stage).contains("the list stays"), "\(typed)")
    }
    stage.type("6")
    #expect(try browser(stage).complaint == nil)
    #expect(try names(stage) == ["features.1.bn1", "features.2.bn2"])
    stage.type(" and nope>1")
    #expect(try browser(stage).complaint?.isError == true)
    #expect(try names(stage) == ["features.1.bn1", "features.2.bn2"])
    stage.press(.enter)
    #expect(text(stage).contains("2 of 9 with min(variance)<1e-6"))
    #expect(try browser(stage).complaint == nil)
  }

  @Test(
    "a claim is about the numbers of the layer",
    arguments: [
      ("max(abs(gamma))>3", ["head/bn1"]), ("channels>=512", ["head/bn1", "head/bn2"]),
      ("epsilon>1e-4", []), ("channels==128 and min(variance)<0", ["features.2.bn2"]),
      ("channels==4 or channels == 16", ["features.0.bn", "neck.deep.only.bn"]),
      ("mean == 0 and var == 1", ["head/bn3"]),
      ("gamma[100]>0 and channels<200", ["features.2.bn1", "features.2.bn2"]),
      ("mean(variance) ~ 1 within 1e-9", ["head/bn3"]), ("momentum == 0.9 and channels<8", ["features.0.bn"]),
    ])
  func claims(_ claim: String, _ expected: [String]) throws {
    var stage = try BrowserModels.stage()
    stage.press("t", "/")
    stage.type(claim)
    #expect(try browser(stage).complaint == nil)
    #expect(try names(stage) == expected)
    if expected.isEmpty { #expect(text(stage).contains("no layer is so")) }
  }

  @Test("what the line of the command says is where the browser begins")
  func begins() throws {
    #expect(
      try names(BrowserModels.stage(line: "layers channels >= 512 sort=gamma")) == ["(head)", "head/bn1", "head/bn2"])
    let stage = try BrowserModels.stage(line: "layers bn1 sort=variance order=down")
    #expect(try browser(stage).filter == .name("bn1"))
    #expect(text(stage).contains("by least variance, greatest first"))
  }

  @Test("sorts by one thing after another, and the other way round")
  func sorts() throws {
    var stage = try BrowserModels.stage()
    stage.press("t")
    let file = try names(stage)
    stage.press("s")
    #expect(try names(stage) == file.sorted())
    stage.press("r")
    #expect(try names(stage) == file.sorted().reversed())
    stage.press("s")
    #expect(try names(stage).prefix(2) == ["head/bn1", "head/bn2"])
    stage.press("s", "s")
    #expect(try names(stage).prefix(2) == ["features.2.bn2", "features.1.bn1"])
    stage.press("s")
    #expect(try names(stage).first == "head/bn1")
    // The two with an error come before the two with a warning.
    stage.press("s")
    #expect(Set(try names(stage).prefix(2)) == ["features.2.bn1", "features.2.bn2"])
    stage.press("s")
    #expect(try names(stage) == file)
  }

  @Test("folds with Left, Right and Space, and a filter finds what is folded away")
  func folds() throws {
    var stage = try BrowserModels.stage()
    stage.press(.left)
    #expect(try names(stage).prefix(2) == ["(features)", "(head)"])
    #expect(text(stage).contains("+ features (5)"))
    stage.press(.right, .right)
    #expect(try chosen(stage) == "features.0.bn")
    stage.press(.left)
    #expect(try browser(stage).list.chosenRow?.path == "features.")
    stage.press(" ")
    stage.press("/")
    stage.type("2.bn2")
    #expect(try names(stage).contains("features.2.bn2"))
    stage.press(.escape)
    #expect(try names(stage).prefix(2) == ["(features)", "(head)"])
    stage.press("z")
    #expect(try names(stage) == ["(features)", "(head)", "neck.deep.only.bn"])
    stage.press("z")
    #expect(try names(stage).count == 13)
  }

  @Test("marks what was put there, in a folded group, too")
  func marks() throws {
    var stage = try BrowserModels.stage()
    let browser = try browser(stage)
    let found = browser.layers.map { ($0.layer.name, $0.oddities.map { "\($0.oddity.mark)\($0.channels)" }) }
    #expect(
      found.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: " "))" } == [
        "features.1.bn1 v1 g1", "features.2.bn1 !1", "features.2.bn2 -1", "head/bn3 00", "norm ~0",
      ])
    stage.press(.left)
    let row = try #require(text(stage).split(separator: "\n").first { $0.contains("features (5)") })
    for mark in ["!", "-", "v", "g"] { #expect(row.contains(mark)) }
  }

  @Test("the mouse chooses, takes with a second click, and scrolls")
  func mouse() throws {
    var stage = try BrowserModels.stage()
    stage.press("t")
    stage.state.size = Size(columns: 80, rows: 24)
    stage.point(MouseEvent(.press(.left), column: 5, row: 4))
    #expect(try chosen(stage) == "features.1.bn2")
    stage.point(MouseEvent(.wheelDown, column: 5, row: 4))
    #expect(try browser(stage).list.top(13) == 0)
    stage.point(MouseEvent(.press(.left), column: 5, row: 4))
    #expect(stage.session.taken?.name == "features.1.bn2")
  }

  @Test("a thousand layers: only rows in view are drawn, and the ends are reached")
  func thousand() throws {
    var stage = try BrowserModels.stage(BrowserModels.thousand)
    stage.press("t", .end)
    #expect(try chosen(stage) == "stages.9.9.bn9")
    #expect(text(stage).contains("▸ stages.9.9.bn9"))
    stage.press(.pageUp, .home)
    #expect(try chosen(stage) == "stages.0.0.bn0")
    stage.state.size = Size(columns: 80, rows: 24)
    for _ in 0..<20 { stage.point(MouseEvent(.wheelDown, column: 1, row: 5)) }
    #expect(text(stage).contains("stages.0.6.bn0"))
  }

  @Test("a model without batch norm is a page that says what there is")
  func without() throws {
    let stage = try BrowserModels.stage([("norm", ["weight": [1, 1], "bias": [0, 0]])])
    #expect(stage.state.browser == nil)
    #expect(try #require(stage.state.overlay).lines.contains { $0.hasPrefix("No batch norm is in this file") })
  }

  @Test("help lies over it and goes, the prompt takes its place, Ctrl-C gives up what is typed")
  func around() throws {
    var stage = try BrowserModels.stage()
    stage.press("?")
    #expect(stage.state.overlay != nil)
    stage.press(.escape)
    #expect(stage.state.overlay == nil && stage.state.browser != nil)
    stage.press("/")
    stage.type("bn")
    stage.press(.control("c"))
    #expect(try browser(stage).editor == nil && !stage.hasQuit)
    stage.press("§")
    #expect(stage.state.browser != nil && stage.state.message != nil)
    stage.enter("nope")
    #expect(stage.state.browser != nil && stage.state.editor != nil)
    stage.press(.escape)
    stage.enter("set epsilon 0.1")
    #expect(stage.state.browser == nil)
  }

  @Test("draws at any size, whatever is done to it", arguments: GlyphLevel.allCases)
  func sizes(_ glyphs: GlyphLevel) throws {
    let keys: [Key] = [
      .down, .left, " ", "t", "s", "r", "o", "/", "b", .enter, .end, .pageUp, "z", .escape, .backspace, "L", .enter,
      .backspace, "/", "<", .escape,
    ]
    for (columns, rows) in [(0, 0), (1, 1), (2, 3), (20, 5), (9, 40), (40, 10), (300, 4), (101, 15), (300, 80)] {
      let size = Size(columns: columns, rows: rows)
      var stage = try BrowserModels.stage(glyphs: glyphs)
      for key in keys {
        stage.state.resize(to: size)
        let frame = ScreenView.draw(stage.state, size: size)
        #expect(frame.size == size)
        if let cursor = frame.cursor { #expect(cursor.row < rows && cursor.column < columns) }
        stage.press(key)
        stage.point(MouseEvent(.press(.left), column: columns / 3, row: rows / 3))
        stage.point(MouseEvent(.wheelDown, column: columns / 3, row: rows / 3))
      }
    }
  }
}
