import Platform

/// A piece of a page: an element, or text, which is escaped wherever it comes from.
///
/// What is written is HTML and well-formed XML at once, so that any parser reads it.
indirect enum Markup: Sendable {
  case text(String)
  /// Style, script or a picture of our own, as it is: HTML decodes nothing in a style or a script, XML does, so a text that both
  /// read alike has neither `&` nor `<` in it.
  case verbatim(String)
  case element(String, attributes: [(name: String, value: String)], content: [Markup])

  /// An element with attributes in the order that they are given in.
  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: Markup...) -> Markup {
    tag(name, attributes, content)
  }

  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: [Markup]) -> Markup {
    .element(name, attributes: attributes.map { ($0.key, $0.value) }, content: content)
  }

  static func paragraph(_ text: String, _ style: String? = nil) -> Markup {
    style.map { .tag("p", ["class": $0], .text(text)) } ?? .tag("p", [:], .text(text))
  }

  /// Lines as they stand, each by itself, as a line's end is no part of a text.
  static func lines(_ text: String) -> [Markup] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { [.text(String($0)), .verbatim("\n")] }
      .dropLast()
  }

  /// The elements of HTML that have no content and no end.
  private static let void: Set<String> = ["meta", "link", "br", "hr", "img", "col", "input"]

  var source: String {
    switch self {
    case .text(let text): return text.escapedForXML
    case .verbatim(let text): return text
    case .element(let name, let attributes, let content):
      let head = attributes.reduce("<" + name) { $0 + " \($1.name)=\"\($1.value.escapedForXML)\"" }
      guard !Self.void.contains(name) else { return head + "/>" }
      return head + ">" + content.map(\.source).joined() + "</\(name)>"
    }
  }
}

extension String {
  /// With what XML and HTML have a meaning for, or do not allow, written out.
  var escapedForXML: String {
    var text = ""
    for scalar in escapingControls.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      // No characters at all in XML.
      case "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
