import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("A demo's caption")
struct CaptionViewTests {
  /// So many different words.
  private static func words(_ count: Int) -> [String] { (0..<count).map { "word\($0)" } }

  private func stage(_ words: [String], size: Size) throws -> Stage {
    var stage = try Stage()
    stage.state.resize(to: size)
    stage.start(
      try Script(
        text: "say \"\(words.joined(separator: " "))\"\nbatch [[3], [7]]\ntrain 2\nshow y\nwait 5\nsay end",
        name: "talk.bn"))
    return stage
  }

  private func seen(_ stage: Stage) -> [String] {
    ScreenView.draw(stage.state, size: stage.state.size).text.flatMap { $0.split(separator: " ").map(String.init) }
  }

  @Test(
    "is shown whole, whatever has to go for it",
    arguments: [Size(columns: 40, rows: 10), Size(columns: 80, rows: 24), Size(columns: 60, rows: 8)], [3, 12, 20, 26])
  func whole(_ size: Size, _ count: Int) throws {
    let words = Self.words(count)
    let stage = try stage(words, size: size)
    #expect(CaptionView.pages(stage.state) == 1)
    #expect(Set(words).isSubset(of: seen(stage)))
  }

  @Test(
    "longer than the screen goes from page to page before the next scene begins",
    arguments: [Size(columns: 40, rows: 10), Size(columns: 30, rows: 6), Size(columns: 12, rows: 5)])
  func pages(_ size: Size) throws {
    let words = Self.words(60)
    var stage = try stage(words, size: size)
    var unseen = Set(words)
    let pages = CaptionView.pages(stage.state)
    #expect(pages > 1)
    for page in 0..<pages {
      #expect(stage.state.demo?.index == 0 && stage.state.demo?.page == page)
      #expect(stage.state.demo?.phase == .holding(seconds: 5), "each page holds as long as the scene")
      unseen.subtract(seen(stage))
      stage.press(" ")
    }
    #expect(unseen.isEmpty)
    #expect(stage.state.demo?.index == 1 && stage.state.demo?.page == 0)
  }

  @Test("stands above what the scene has shown, which goes before the caption does")
  func shown() throws {
    let wide = try stage(Self.words(12), size: Size(columns: 80, rows: 24))
    #expect(seen(wide).contains("talk.bn") && seen(wide).contains { $0.hasPrefix("[[-0.99987") })
    // Six rows above the lines at the bottom, and the caption fills five.
    let small = try stage(Self.words(26), size: Size(columns: 40, rows: 10))
    #expect(seen(small).contains("talk.bn") && !seen(small).contains { $0.hasPrefix("[[") })
  }
}
