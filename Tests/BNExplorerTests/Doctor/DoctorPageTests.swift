import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("The doctor's page")
struct DoctorPageTests {
  private static func page(_ examination: Examination) -> String {
    DoctorPage(examination, examination.findings, by: "bnexplorer").text
  }

  @Test("is well-formed, with one title, headings without gaps, and every way leads to where it says")
  func form() throws {
    let page = Self.page(try ExaminationTests.examination("variance-x10", "variance-x10"))
    let reading = try PageReading(page)
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\""))
    #expect(reading.names("h1") == 1 && reading.names("title") == 1 && reading.names("main") == 1)
    var level = 0
    for case let (name, _) in reading.elements where name.count == 2 && name.first == "h" {
      guard let own = name.last.flatMap({ Int(String($0)) }) else { continue }
      #expect(own <= level + 1, "\(name) behind h\(level)")
      level = own
    }
    let anchors = Set(reading.elements.compactMap { $0.attributes["id"] })
    let ways = reading.elements.compactMap { $0.attributes["href"] }
    #expect(!ways.isEmpty && ways.allSatisfy { $0.first == "#" && anchors.contains(String($0.dropFirst())) })
    // A row for each of six layers below one for the heads, a caption, and heads that say what they are of.
    #expect(reading.names("tr") == 7 && reading.names("caption") == 1)
    #expect(reading.elements.filter { $0.name == "th" }.allSatisfy { $0.attributes["scope"] != nil })
    let text = try #require(reading.texts["main"])
    for part in ["Cause: 7. 3 layers behind it", "WARN A27", "output off", "Consequences (3)", "member=7/sample"] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("needs nothing from elsewhere and runs nothing")
  func alone() throws {
    let page = Self.page(try ExaminationTests.examination("healthy", "healthy"))
    let reading = try PageReading(page)
    for name in ["script", "link", "img", "iframe", "object", "form"] { #expect(reading.names(name) == 0) }
    #expect(!page.contains("url(") && !page.contains("@import") && !page.contains("src="))
    #expect(reading.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    #expect(reading.texts["main"]?.contains("Nothing was found.") == true)
    #expect(page.contains("prefers-color-scheme:dark") && page.contains("@media print"))
    #expect(page.contains("default-src &#39;none&#39;") && !page.contains("script-src"))
  }

  @Test("shows names as they are, whatever they would mean to a browser")
  func hostile() throws {
    let names = ["</style><script>alert(1)</script>", "a\" onmouseover=\"x", "&amp;<b>", "'\u{1B}[31m\u{FFFE}\u{202E}"]
    let layers = names.map { BrowserModels.changed(BrowserModels.layer($0, channels: 8), "running_var", 0, to: -1) }
    let bytes = try BrowserModels.bytes(layers)
    let path = "<i>&\".safetensors"
    let examination = try Examination(
      path: path, FoundModel(path: path, files: MemoryFiles([path: bytes])))
    let reading = try PageReading(Self.page(examination))
    #expect(reading.names("script") == 0 && reading.names("b") == 0 && reading.names("i") == 0)
    #expect(reading.elements.allSatisfy { $0.attributes["onmouseover"] == nil })
    for name in names.dropLast() { #expect(reading.texts["table"]?.contains(name) == true, "\(name)") }
    #expect(reading.texts["h1"] == "Batch norms of \(path)")
    let junit = DoctorLines.junit(examination, examination.findings, strict: true)
    #expect(
      try PageReading(junit).elements.compactMap { $0.attributes["name"] }.dropFirst()
        == ArraySlice(names.dropLast() + ["'\\u{1b}[31m\u{FFFD}\\u{202e}"]))
  }
}
