import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Pages and pictures that the program makes")
struct GeneratedDocsTests {
  static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.top.appending(path: path), encoding: .utf8)
  }

  @Test("the command reference is the command table (scripts/docs makes it)")
  func commands() throws {
    // Compared outside of the macro, which would spend half a minute on a difference that nobody reads.
    let isCurrent = try text("docs/commands.md") == CommandReference.markdown
    #expect(isCurrent)
  }

  @Test(
    "the tables of other pages are what the program answers (scripts/docs makes them)",
    arguments: ReferencePart.allCases.filter { $0 != .commands })
  func tables(_ part: ReferencePart) throws {
    let pages: [ReferencePart: String] = [
      .dialects: "models", .defaults: "models", .traps: "models", .frameworks: "frameworks", .batches: "frameworks",
    ]
    let page = try text("docs/\(pages[part] ?? "semantics").md")
    let table = page.components(separatedBy: "<!-- table: \(part.rawValue) -->\n").dropFirst().first
    #expect(table?.components(separatedBy: "<!-- end -->").first == part.markdown)
    // A call that TensorFlow refuses is refused: the table would say so otherwise.
    #expect(!part.markdown.contains("accepted"))
  }

  @Test("the page about model files has a row for every format that can be opened")
  func formats() throws {
    let page = try text("docs/models.md")
    for format in ModelFormat.all { #expect(page.contains("\n| \(format.name) | "), "\(format.name)") }
  }

  /// The names of the files in a folder of docs that end so.
  private static func names(in folder: String, ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: top.appending(path: "docs/\(folder)").path)) ?? []
    return names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  @Test("every picture of the screen, and every film, has its script, and every script its picture")
  func pictureScripts() {
    for (folder, least) in [("pictures", 5), ("films", 1)] {
      let scripts = Self.names(in: folder, ending: ".bn")
      #expect(scripts.count >= least)
      #expect(scripts == Self.names(in: folder, ending: ".svg"))
    }
  }

  @Test(
    "a picture of the screen is what its script draws (scripts/docs makes it)",
    arguments: names(in: "pictures", ending: ".bn"))
  func picture(_ name: String) throws {
    let files = MemoryFiles(try MarkdownPage.models())
    var runner = ScriptRunner(environment: SessionEnvironment(files: files))
    #expect(runner.run(try Script(text: text("docs/pictures/\(name).bn"), name: "\(name).bn")) == 0)
    let drawn = try files.read("docs/pictures/\(name).svg")
    let isCurrent = try String(decoding: drawn, as: UTF8.self) == text("docs/pictures/\(name).svg")
    #expect(isCurrent)
  }

  @Test("a film is what its script plays (scripts/docs makes it)", arguments: names(in: "films", ending: ".bn"))
  func film(_ name: String) throws {
    var manner = FilmStudio.Manner()
    manner.size = Size(columns: 80, rows: 24)
    let path = "docs/films/\(name).bn"
    var studio = FilmStudio(
      try Script(text: text(path), name: path), manner: manner, in: SessionEnvironment(files: MemoryFiles()))
    let outcome = studio.shoot()
    #expect(outcome.status == 0)
    let isCurrent = try FilmSVG.encode(outcome.film) == text("docs/films/\(name).svg")
    #expect(isCurrent)
  }

  @Test("the gallery shows every picture and every film")
  func gallery() throws {
    let page = try text("docs/gallery.md")
    for folder in ["pictures", "films"] {
      for name in Self.names(in: folder, ending: ".svg") {
        #expect(page.contains("](\(folder)/\(name).svg)"), "\(name)")
      }
    }
  }

  @Test("each lesson has its page, which the list of lessons leads to (scripts/docs makes it)")
  func lessonPages() throws {
    let list = try text("docs/lessons.md")
    #expect(Self.names(in: "lessons", ending: ".md") == Lesson.all.map(\.name).sorted())
    for lesson in Lesson.all {
      let isCurrent = try LessonPage.markdown(of: lesson) == text("docs/lessons/\(lesson.name).md")
      #expect(isCurrent, "\(lesson.name)")
      #expect(list.contains("](lessons/\(lesson.name).md)"), "\(lesson.name)")
    }
  }

  @Test("the film on a lesson's page is the lesson's (scripts/docs makes it)", arguments: Lesson.quick.map(\.name))
  func lessonFilm(_ name: String) throws {
    var manner = FilmStudio.Manner()
    (manner.size, manner.interval) = (Size(columns: 80, rows: 24), 3)
    let lesson = try #require(Lesson.named(name))
    var studio = FilmStudio(try lesson.script(), manner: manner, in: SessionEnvironment(files: MemoryFiles()))
    let outcome = studio.shoot()
    #expect(outcome.status == 0)
    let isCurrent = try FilmSVG.encode(outcome.film) == text("docs/lessons/\(name).svg")
    #expect(isCurrent)
  }
}
