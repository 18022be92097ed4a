import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles
@testable import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The engine's numbers are the same on every machine, so the pictures of them are too: text and style, to the cell.
@Suite("The screen as recorded")
struct ScreenFrameTests {
  /// Where the recordings are: `Frames`, beside the folder of this file.
  private static func path(_ scene: ScreenScene, _ size: Size) -> String {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(folder)/Frames/\(scene.name)-\(size.columns)x\(size.rows).frame"
  }

  @Test("draws what was recorded", arguments: ScreenScene.all)
  func recorded(_ scene: ScreenScene) throws {
    var state = try scene.stage().state
    for size in scene.sizes {
      // As the loop does it: a page is broken to the terminal's width.
      state.resize(to: size)
      let text = FrameText.text(ScreenView.draw(state, size: size))
      let path = Self.path(scene, size)
      guard getenv("BNX_RECORD_SCREENS") == nil else {
        try DiskFiles().write(Array(text.utf8), to: path)
        Issue.record("recorded \(path); look at it, and test again without BNX_RECORD_SCREENS")
        continue
      }
      let expected = String(decoding: try DiskFiles().read(path), as: UTF8.self)
      #expect(text == expected, "\(path): \(FrameText.difference(text, from: expected))")
    }
  }

  @Test("has no recording that nothing draws")
  func complete() throws {
    let expected = Set(ScreenScene.all.flatMap { scene in scene.sizes.map { Self.path(scene, $0) } })
    let folder = try #require(expected.first?.split(separator: "/").dropLast().joined(separator: "/"))
    let directory = try #require(opendir("/" + folder))
    defer { closedir(directory) }
    var found: Set<String> = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".frame") { found.insert("/\(folder)/\(name)") }
    }
    #expect(found == expected)
  }

  @Test("names every row's runs of columns by role and emphasis")
  func format() {
    var frame = Frame(size: Size(columns: 6, rows: 3))
    frame.write("ab漢", column: 1, row: 0, Style(.title, .bold))
    frame.write("x", column: 0, row: 2, Style(.error, [.reverse, .dim]))
    frame.cursor = Position(column: 4, row: 1)
    #expect(
      FrameText.text(frame) == """
        6x3, cursor 4,1
         ab漢

        x
        ----
        0: 1-4 title+bold
        2: 0 error+dim+reverse

        """)
    #expect(FrameText.text(Frame(size: Size(columns: 0, rows: 0))) == "0x0, no cursor\n----\n")
  }
}
