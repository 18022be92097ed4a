import Platform

/// A piece of a page: an element, or text, which is escaped wherever it comes from.
///
/// What is written is HTML and well-formed XML at once, so that any parser reads it.
indirect enum Markup: Sendable {
  case text(String)
  case element(String, attributes: [(name: String, value: String)], content: [Markup])

  /// An element with attributes in the order that they are given in.
  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: Markup...) -> Markup {
    tag(name, attributes, content)
  }

  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: [Markup]) -> Markup {
    .element(name, attributes: attributes.map { ($0.key, $0.value) }, content: content)
  }

  /// The elements of HTML that have no content and no end.
  private static let void: Set<String> = ["meta", "link", "br", "hr", "img", "col"]

  var source: String {
    switch self {
    case .text(let text): return text.escapedForXML
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
