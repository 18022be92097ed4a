import BNCore
import BNFiles
import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The doctor's page")
struct DoctorPageTests {
  /// What a strict parser makes of a page.
  private final class Reading: NSObject, XMLParserDelegate {
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var texts: [String: String] = [:]
    private var open: [String] = []

    init(_ page: String) throws {
      super.init()
      let parser = XMLParser(data: Data(page.utf8))
      parser.delegate = self
      try #require(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append((name, attributes))
      open.append(name)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for name in Set(open) { texts[name, default: ""] += text }
    }

    func names(_ name: String) -> Int { elements.count { $0.name == name } }
  }

  private static func page(_ examination: Examination) -> String {
    DoctorPage(examination, examination.findings, by: "bnexplorer").text
  }

  @Test("is well-formed, with one title, headings without gaps, and every way leads to where it says")
  func form() throws {
    let page = Self.page(try ExaminationTests.examination("variance-x10", "variance-x10"))
    let reading = try Reading(page)
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
    let reading = try Reading(page)
    for name in ["script", "link", "img", "iframe", "object", "form"] { #expect(reading.names(name) == 0) }
    #expect(!page.contains("url(") && !page.contains("@import") && !page.contains("src="))
    #expect(reading.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    #expect(reading.texts["main"]?.contains("Nothing was found.") == true)
    #expect(page.contains("prefers-color-scheme:dark") && page.contains("@media print"))
  }

  @Test("shows names as they are, whatever they would mean to a browser")
  func hostile() throws {
    let names = ["</style><script>alert(1)</script>", "a\" onmouseover=\"x", "&amp;<b>", "'\u{1B}[31m\u{FFFE}\u{202E}"]
    let layers = names.map { BrowserModels.changed(BrowserModels.layer($0, channels: 8), "running_var", 0, to: -1) }
    let bytes = try BrowserModels.bytes(layers)
    let path = "<i>&\".safetensors"
    let examination = try Examination(
      path: path, FoundModel(path: path, files: MemoryFiles([path: bytes])))
    let reading = try Reading(Self.page(examination))
    #expect(reading.names("script") == 0 && reading.names("b") == 0 && reading.names("i") == 0)
    #expect(reading.elements.allSatisfy { $0.attributes["onmouseover"] == nil })
    for name in names.dropLast() { #expect(reading.texts["table"]?.contains(name) == true, "\(name)") }
    #expect(reading.texts["h1"] == "Batch norms of \(path)")
    let junit = DoctorLines.junit(examination, examination.findings, strict: true)
    #expect(
      try Reading(junit).elements.compactMap { $0.attributes["name"] }.dropFirst()
        == ArraySlice(names.dropLast() + ["'\\u{1b}[31m\u{FFFD}\\u{202e}"]))
  }

  @Test("has enough contrast, in light and in the dark")
  func contrast() throws {
    /// The relative luminance of WCAG 2.2.
    func luminance(_ colour: String) throws -> Double {
      let number = try #require(Int(colour.dropFirst(), radix: 16))
      let parts = [16, 8, 0].map { shift -> Double in
        let part = Double(number >> shift & 0xFF) / 255
        return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    func ratio(_ a: String, _ b: String) throws -> Double {
      let (one, other) = (try luminance(a), try luminance(b))
      return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }
    #expect((try ratio("#000000", "#ffffff") - 21).magnitude < 1e-9)
    for ink in DoctorStyle.inks {
      for ground in [DoctorStyle.background, DoctorStyle.panel] {
        // What AA asks of text.
        #expect(try ratio(ink.light, ground.light) >= 4.5, "\(ink.name) on \(ground.name)")
        #expect(try ratio(ink.dark, ground.dark) >= 4.5, "\(ink.name) on \(ground.name)")
      }
    }
    // And of lines.
    #expect(try ratio(DoctorStyle.line.light, DoctorStyle.background.light) >= 3)
    #expect(try ratio(DoctorStyle.line.dark, DoctorStyle.background.dark) >= 3)
  }
}
