import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a strict parser makes of a page.
final class PageReading: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String: String] = [:]
  /// The text of each cell of a table, in their order.
  private(set) var cells: [String] = []
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
    if ["td", "th"].contains(name) { cells.append("") }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for name in Set(open) { texts[name, default: ""] += text }
    if let last = open.last, ["td", "th"].contains(last) { cells[cells.count - 1] += text }
  }

  func names(_ name: String) -> Int { elements.count { $0.name == name } }
}
